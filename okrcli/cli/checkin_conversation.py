"""The conversation of `okr checkin`: one line for each key result, then a review of all of them. It writes nothing."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from pathlib import Path
from typing import Final

from okrcli.cli import text_editor
from okrcli.cli.checkin_questions import Answer, Question, questions_about
from okrcli.cli.conversation import prompts
from okrcli.cli.conversation.drafts import Draft, private_folder
from okrcli.cli.conversation.keys import Key, foot_of
from okrcli.commandline import command_line
from okrcli.edit import checkin_sheet
from okrcli.edit.checkins import CheckinRequest
from okrcli.errors import OkrError, RefusedError
from okrcli.model.plan import Checkin, Ref
from okrcli.model.record_base import changed
from okrcli.model.scalars import InvalidValueError
from okrcli.render.terminal import checkin as view
from okrcli.render.terminal import streams
from okrcli.render.terminal.console import print_lines
from okrcli.sanitize import visible
from okrcli.text import counted
from okrcli.workspace.workspace import Workspace

KEYS: Final = (Key.KEEP, Key.ALL, Key.SKIP, Key.BACK, Key.EDITOR, Key.REVIEW, Key.HELP)
HELP: Final = (
    "27               the value",
    "27 7             and confidence, 0 to 10",
    "27 7 It worked   and a note",
    "27 !no server    and a blocker; !- removes it",
    "+3  -2  =-2      three more, two fewer, minus two",
    ". 5 Slow week    unchanged, with confidence and note",
    "y  n  beta       done or not, or a milestone that is done",
    "Enter            skip this one",
    "",
)
MEANINGS: Final = {Key.KEEP: "the value is unchanged", Key.ALL: "all that follow are unchanged"}
REVIEW_HELP: Final = (
    "Enter   write and commit",
    "1 2 3   change that one",
    "w       add a win",
)
REVIEW_FOOT: Final = "Enter writes and commits · number: change one · w win · e editor · b back · q keep as draft"


@dataclass(slots=True)
class CheckinConversation:
    """The answers so far. `by` is the author, `draft` keeps them."""

    by: str
    questions: Sequence[Question]
    draft: Draft
    root: Path
    corrected_day: date | None = None
    """The day of the check-in that the answers correct."""
    answers: dict[Ref, Answer] = field(default_factory=dict)
    wins: list[str] = field(default_factory=list)

    def converse(self) -> bool:
        """Ask for everything. True if the person wants it to be written."""
        self._take_up_draft()
        self._show_opening()
        open_ones = [position for position, question in enumerate(self.questions) if question.ref not in self.answers]
        position, is_change = (open_ones[0] if open_ones else len(self.questions)), False
        while True:
            if position < len(self.questions):
                step = self._ask(position)
                at_end = position + step >= len(self.questions) or (is_change and step == 1)
                position = len(self.questions) if at_end else max(position + step, 0)
                continue
            choice = self._review()
            if isinstance(choice, bool):
                return choice
            position, is_change = choice, True

    @classmethod
    def about(
        cls, workspace: Workspace, request: CheckinRequest, by: str, root: Path, old: Sequence[Checkin]
    ) -> CheckinConversation:
        """The conversation about a request; `old` are the check-ins that it corrects.

        The options that change its meaning are part of the name of its draft, and of the command that continues it.
        """
        questions = questions_about(workspace, by, old, request.words)
        typed = (("--by", request.by), ("--date", str(request.day) if request.day else None))
        options = [word for name, value in typed if value for word in (name, value)]
        words = [*options, *(["--correct"] if request.is_correction else []), *request.words]
        cycle = workspace.focus.id if workspace.focus else str(workspace.day)
        draft = Draft(root, " ".join(["checkin", *words]), by, cycle, command_line("checkin", *words))
        return cls(by, questions, draft, root, old[0].date if old else None)

    def answered(self, request: CheckinRequest) -> CheckinRequest:
        """The request with the answers as entries, and the day of the check-in that they correct."""
        in_order = [self.answers[question.ref] for question in self.questions if question.ref in self.answers]
        entries = tuple(changed(answer.entry, kr=answer.ref.full) for answer in in_order)
        wins = (*request.wins, *self.wins)
        day = request.day or self.corrected_day
        return replace(request, words=(), entries=entries, wins=wins, by=self.by, day=day)

    # ── The questions ─────────────────────────────────────────────────────────────────────────────────────────────

    def _show_opening(self) -> None:
        day = self.questions[0].day
        count = counted(len(self.questions), "key result")
        prompts.show(streams.styled(f"{visible(self.by)}, {day} · {count}", "bold", sys.stderr))
        prompts.show("One line for each: value, confidence, note. Example: 22 7 The webinar worked. ? shows more.")

    def _show_heading(self, position: int) -> None:
        question = self.questions[position]
        heading = view.heading(
            position + 1,
            len(self.questions),
            question.name,
            question.key_result,
            question.score,
            question.day,
            streams.width(sys.stderr),
        )
        streams.echo_err("")
        print_lines(heading, sys.stderr)

    def _ask(self, position: int) -> int:
        """Ask about one key result. Returns the number of questions to go on: 1, -1, or all for the review."""
        question = self.questions[position]
        prompts.show_question(lambda: self._show_heading(position))
        before = self.answers.get(question.ref)
        keys = tuple(key for key in KEYS if key not in question.milestones)  # a milestone `b` is the milestone
        words = {Key.KEEP: "unchanged", Key.ALL: "all unchanged", Key.SKIP: "skip" if before else "or Enter skip"}
        foot = foot_of(keys, words, "value confidence note !blocker")
        prefill = before.line if before else ""
        while True:
            typed = prompts.answer(
                "  > ",
                keys,
                foot=foot,
                help=HELP,
                meanings=MEANINGS,
                prefill=prefill,
                completions=dict.fromkeys(question.milestones, "milestone"),
                history=self._history,
            )
            if typed is Key.BACK:
                if position == 0:
                    prompts.show("  this is the first one")
                return -1
            if typed is Key.REVIEW:
                return len(self.questions)
            if typed is Key.ALL:
                self._keep_all(position)
                return len(self.questions)
            if typed is Key.EDITOR:
                self._edit()
                return len(self.questions)
            if typed is Key.SKIP or not typed:
                if self.answers.pop(question.ref, None):
                    self._save()
                    prompts.show("  skipped")
                return 1
            try:
                is_taken = self._take(question, typed)
            except KeyboardInterrupt:
                self._take(question, typed)  # Ctrl-C right after Enter: the line is an answer, and goes into the draft
                raise
            if is_taken:
                return 1
            prefill = "" if prompts.is_plain() else typed

    def _take(self, question: Question, typed: str) -> bool:
        """Take a line as the answer, and show its effect. False if it is refused."""
        try:
            answer = question.answer(typed)
        except (InvalidValueError, OkrError) as refusal:
            _complain(_sentence(refusal).removeprefix(f"{question.ref}: "))
            return False
        self.answers[question.ref] = answer
        self._save()
        print_lines(view.answer_lines(answer.entry, answer.effect, streams.width(sys.stderr)), sys.stderr)
        return True

    def _keep_all(self, position: int) -> None:
        """Answer this question and all that follow without an answer with the value that they have."""
        left_out = []
        for question in self.questions[position:]:
            if question.ref not in self.answers:
                if answer := question.unchanged():
                    self.answers[question.ref] = answer
                else:
                    left_out.append(question.name)
        self._save()
        if left_out:
            prompts.show(f"  skipped, because they have no value yet: {', '.join(left_out)}")

    def _edit(self) -> None:
        """Ask for all lines in the editor, until all of them can be read or the person stops."""
        items = [(question.name, question.summary) for question in self.questions]
        by_name = {question.name: question for question in self.questions}
        lines = {
            question.name: self.answers[question.ref].line
            for question in self.questions
            if question.ref in self.answers
        }
        errors: dict[str, str] = {}
        while True:
            try:
                text = text_editor.edited(checkin_sheet.sheet_text(items, lines, errors), self.root)
            except RefusedError as refusal:
                _complain(_sentence(refusal))
                return
            lines, unknown = checkin_sheet.read_sheet(text, [*by_name])
            answers, errors = _answers_of(by_name, lines)
            self.answers = answers
            self._save()
            problems = [f"{name}: {error}" for name, error in errors.items()]
            problems += [f"this line does not begin with the id of a key result: {line}" for line in unknown]
            for problem in problems:
                _complain(visible(problem))
            if not problems or prompts.ask("  Edit again? [Y/n]").lower() in ("n", "no"):
                return

    # ── The review ────────────────────────────────────────────────────────────────────────────────────────────────

    def _review(self) -> bool | int:
        """Show all answers and ask. True writes them, False does not, a number is the position of a question."""
        if not (self.answers or self.wins):
            prompts.show("")
            prompts.show("nothing to record")
            return False
        rows = []
        for number, question in enumerate(self.questions, start=1):
            answer = self.answers.get(question.ref)
            rows.append(
                view.ReviewRow(
                    number, question.name, answer.entry if answer else None, answer.effect if answer else None
                )
            )
        prompts.show_question(lambda: self._show_review(rows))
        keys = (Key.BACK, Key.EDITOR, Key.REVIEW, Key.HELP)
        meanings = {Key.REVIEW: "write nothing, keep the answers as a draft"}
        while True:
            typed = prompts.answer("Write? [Enter] ", keys, foot=REVIEW_FOOT, help=REVIEW_HELP, meanings=meanings)
            if typed is Key.BACK:
                return len(self.questions) - 1
            if typed is Key.EDITOR:
                self._edit()
                return self._review()
            if typed is Key.REVIEW or typed.lower() in ("n", "no"):
                return False
            if typed.lower() in ("", "y", "yes"):
                return True
            if typed.lower() == "w":
                self._ask_win()
                return self._review()
            if typed.isascii() and typed.isdecimal() and 1 <= int(typed[:9]) <= len(self.questions):
                return int(typed[:9]) - 1
            prompts.show(f"  {REVIEW_FOOT}")

    def _show_review(self, rows: Sequence[view.ReviewRow]) -> None:
        streams.echo_err("")
        print_lines(view.review_lines(rows, self.wins, streams.width(sys.stderr)), sys.stderr)
        streams.echo_err("")

    def _ask_win(self) -> None:
        if win := prompts.ask("  What went well?", history=self._history):
            self.wins.append(win)
            self._save()

    # ── The draft ─────────────────────────────────────────────────────────────────────────────────────────────────

    @property
    def _history(self) -> Path | None:
        """The file of earlier notes."""
        folder = private_folder(self.root)
        return folder / "notes" if folder else None

    def _save(self) -> None:
        lines = {ref.full: answer.line for ref, answer in self.answers.items()}
        count = len(lines) + len(self.wins)
        if not count:
            self.draft.forget()
            return
        self.draft.save(json.dumps({"lines": lines, "wins": self.wins}, ensure_ascii=False), counted(count, "answer"))

    def _take_up_draft(self) -> None:
        """Offer the draft of an earlier call, and read its lines again."""
        lines, wins = _read_draft(self.draft.text())
        if not lines and not wins:
            return
        content = counted(len(lines) + len(wins), "answer")
        if not self.draft.offered(content):
            return
        self.wins = wins
        known = {question.ref.full: question for question in self.questions}
        for name, line in lines.items():
            try:
                if name not in known:
                    raise RefusedError("this key result needs no answer now")
                self.answers[known[name].ref] = known[name].answer(line)
            except (InvalidValueError, OkrError) as refusal:
                prompts.show(f"  {visible(name)}: {visible(line)}: {_sentence(refusal)}")


def _read_draft(text: str) -> tuple[dict[str, str], list[str]]:
    """The lines by full reference and the wins of a draft; nothing for a text that is none."""
    try:
        data = json.loads(text)
        lines = {str(name): str(line) for name, line in data["lines"].items()}
        return lines, [str(win) for win in data["wins"]]
    except (ValueError, KeyError, TypeError, AttributeError):
        return {}, []


def _answers_of(by_name: dict[str, Question], lines: dict[str, str]) -> tuple[dict[Ref, Answer], dict[str, str]]:
    """The answers for lines by name, and what is wrong in the others."""
    answers: dict[Ref, Answer] = {}
    errors: dict[str, str] = {}
    for name, line in lines.items():
        try:
            if visible(line) != line:
                raise RefusedError("it has a control character")
            answers[by_name[name].ref] = by_name[name].answer(line)
        except (InvalidValueError, OkrError) as refusal:
            errors[name] = _sentence(refusal)
    return answers, errors


def _complain(sentence: str) -> None:
    print_lines(view.refusal_lines(sentence, streams.width(sys.stderr)), sys.stderr)


def _sentence(refusal: InvalidValueError | OkrError) -> str:
    """The message of a refusal with its first hint."""
    hints: Iterable[str | None] = refusal.hints[:1] if isinstance(refusal, OkrError) else (refusal.hint,)
    return ": ".join(visible(part) for part in (str(refusal), *hints) if part)
