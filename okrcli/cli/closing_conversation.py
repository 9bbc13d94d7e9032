"""The conversation of `okr cycle close`: grade, decision and texts of each item, looking back, and a review."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Final, Literal, NamedTuple

from okrcli.cli import text_editor
from okrcli.cli.conversation import prompts
from okrcli.cli.conversation.drafts import Draft
from okrcli.cli.conversation.keys import Key, foot_of
from okrcli.edit import grades
from okrcli.edit.closing_sheet import about, answers_in, sheet_text
from okrcli.edit.closing_words import DECISIONS, read_grade
from okrcli.edit.contradictions import DecisionWords, contradictions
from okrcli.edit.grades import NOTHING, GradeInput, Item
from okrcli.errors import RefusedError
from okrcli.model.number_format import score_text
from okrcli.model.period import PlannedCycle
from okrcli.model.plan import Ref
from okrcli.model.records import Decision, QuestionAnswer
from okrcli.model.scalars import InvalidValueError
from okrcli.render.terminal import closing as view
from okrcli.render.terminal import streams
from okrcli.render.terminal.console import print_lines
from okrcli.sanitize import visible
from okrcli.text import counted
from okrcli.workspace.workspace import Workspace

Field = Literal["score", "reason", "decision", "explanation", "learnings"]
_FIELDS: Final[tuple[Field, ...]] = ("score", "reason", "decision", "explanation", "learnings")
_TEXTS: Final[dict[Field, str]] = {
    "reason": "  why a different grade? ",
    "explanation": "  what happened? ",
    "learnings": "  what did you learn? ",
}
_KEYS: Final = (Key.KEEP, Key.ALL, Key.SKIP, Key.BACK, Key.EDITOR, Key.REVIEW, Key.HELP)
_TEXT_KEYS: Final = (Key.SKIP, Key.BACK, Key.EDITOR, Key.REVIEW, Key.HELP)
_WORDS: Final = {Key.KEEP: "accept", Key.ALL: "accept all that were achieved"}
_MEANINGS: Final = {
    Key.KEEP: "accept the computed grade, or the suggested decision",
    Key.ALL: "decide achieved for everything that was achieved, with its computed grade",
}
_HELP: Final = (
    "0.7      a grade from 0 to 1, or 70%; a different grade than the computed one needs a reason",
    "c        a decision, by its first letters: achieved, carry forward, modify, abandon, defer",
)
_REVIEW_FOOT: Final = "Enter writes and commits · number: change one · b back · e editor · q keep as draft"


class _State(NamedTuple):
    """The answers at one moment."""

    inputs: dict[Ref, GradeInput]
    answers: dict[str, str]
    asked: frozenset[tuple[Ref | str, str]]
    """The questions that the person has answered or left open."""


@dataclass(slots=True)
class ClosingConversation:
    """The answers of a person so far."""

    workspace: Workspace
    cycle: PlannedCycle
    inputs: dict[Ref, GradeInput]
    answers: dict[str, str]
    draft: Draft
    root: Path
    has_sheet: bool = False
    """True if a sheet brings the first answers: of what is decided in it, the computed grade is taken."""
    _asked: frozenset[tuple[Ref | str, str]] = frozenset()
    _before: list[_State] = field(default_factory=list)
    _numbered: list[Ref | str] = field(default_factory=list)
    """The items and questions of this conversation, in their order."""
    _shown: Ref | str | None = None
    """The item or question whose heading is on the screen."""

    def ask(self) -> bool:
        """Ask for everything that is not answered yet. True if the person wants it to be written."""
        self._take_up_draft()
        title = f"{self.cycle.id}: grades and decisions"
        prompts.show(streams.styled(visible(title), "bold", sys.stderr))
        prompts.show(". accepts the grade or the suggestion. ? shows the keys. Nothing is written before the review.")
        self._numbered = [ref for ref, _ in self._open_fields()]
        self._numbered = [*dict.fromkeys(self._numbered), *self._open_questions()]
        if not self._numbered:
            return True
        is_review = False
        while True:
            question = None if is_review else self._next()
            if question is None:
                choice = self._review()
                if isinstance(choice, bool):
                    return choice
                is_review = choice is Key.REVIEW
                continue
            is_review = self._answer_or_move(*question) is Key.REVIEW

    def sheet(self) -> str:
        """The answers so far as the text of a sheet."""
        questions = [
            QuestionAnswer(question=entry.question, answer=self.answers.get(entry.question) or entry.answer)
            for entry in grades.questions_of(self.workspace.plan, self.cycle)
        ]
        return sheet_text(self.workspace, self.cycle, self._items(), questions, self.inputs)

    # ── What is open ──────────────────────────────────────────────────────────────────────────────────────────────

    def _items(self) -> list[Item]:
        plan = grades.with_grades(self.workspace.plan, self.inputs)
        return list(grades.items_of(plan, self.cycle.id, self.workspace.day))

    def _next(self) -> tuple[Ref | str, str] | None:
        """The next question: a field of an item, or a question of the retrospective; None if there is none."""
        if found := next(self._open_fields(), None):
            return found
        return next(((question, "answer") for question in self._open_questions()), None)

    def _open_fields(self) -> Iterator[tuple[Ref, Field]]:
        """The open fields, key results first, because grades of objectives follow from theirs."""
        items = {item.ref: item for item in self._items()}
        plan = self.workspace.plan
        for objective, _ in plan.objectives_of(self.cycle.id):
            for ref in (*(result for result, _ in plan.key_results_of(objective)), objective):
                for name in self._missing_fields(items[ref]):
                    if (ref, name) not in self._asked:
                        yield ref, name

    def _missing_fields(self, item: Item) -> Iterator[Field]:
        is_closed, given, own = self.cycle.state == "closed", self.inputs.get(item.ref, NOTHING), item.record.score
        is_graded = is_closed or (self.has_sheet and given.decision is not None)
        is_missed = item.grade.type == "committed" and item.grade.verdict == "missed"
        has_all = not (self.has_sheet and is_missed and given.explanation is None)
        is_begun = any((item.ref, name) in self._asked for name in _FIELDS)
        if not is_begun and has_all and not grades.missing_lines([item], self.inputs, takes_grades=is_graded):
            return
        if given.score is None and item.grade.computed is not None and not is_graded:
            yield "score"
        if not grades.is_proposal(item.grade, given.score) and not (given.reason or (own and own.reason)):
            yield "reason"
        if item.needs_decision and given.decision is None:
            yield "decision"
        if given.explanation is None and is_missed:
            yield "explanation"
        if given.learnings is None:
            yield "learnings"

    def _open_questions(self) -> Iterator[str]:
        for entry in grades.questions_of(self.workspace.plan, self.cycle):
            is_known = entry.answer or entry.question in self.answers
            if not is_known and (entry.question, "answer") not in self._asked:
                yield entry.question

    # ── A question ────────────────────────────────────────────────────────────────────────────────────────────────

    def _answer_or_move(self, subject: Ref | str, name: str) -> Key | None:
        """Ask one question. Returns the review key if the person goes there."""
        item = next((item for item in self._items() if item.ref == subject), None)
        if subject != self._shown:
            prompts.show_question(lambda: self._show_heading(subject, item))
        if item is None:
            key, change = self._ask_text("  > ")
        elif name == "score":
            key, change = self._ask_grade(item)
        elif name == "decision":
            key, change = self._ask_decision(item)
        else:
            key, change = self._ask_text(_TEXTS[name], is_needed=name == "reason")  # type: ignore[index]
        if key is Key.BACK:
            self._go_back()
        elif key is Key.ALL:
            self._accept_achieved()
        elif key is Key.EDITOR:
            self._edit()
        elif key is Key.SKIP and name in ("score", "reason", "decision"):
            self._remember(self._asked | {(subject, each) for each in _FIELDS})
        elif key is not Key.REVIEW:
            self._remember(self._asked | {(subject, name)})
            if change is not None and item is not None:
                self.inputs[item.ref] = replace(self.inputs.get(item.ref, NOTHING), **{name: change})  # type: ignore[arg-type]
            elif change is not None:
                self.answers[str(subject)] = str(change)
            if change is not None:
                self._save()
        return key

    def _show_heading(self, subject: Ref | str, item: Item | None) -> None:
        self._shown = subject
        number = self._numbered.index(subject) + 1 if subject in self._numbered else len(self._numbered)
        prompts.show("")
        name = streams.styled(visible(str(subject)), "cyan" if item else "bold", sys.stderr)
        title = f"  {visible(' '.join(item.record.title.split()))}" if item else ""
        prompts.show(prompts.heading(number, len(self._numbered), f"{name}{title}"))
        if item:
            for line in about(self.workspace.plan, item, self.workspace).splitlines():
                prompts.show(f"  {visible(line)}")

    def _ask_grade(self, item: Item) -> tuple[Key | None, object]:
        """The grade that the person gives; nothing for the computed one."""
        label = f"  grade [{score_text(item.grade.value)}]: "
        while True:
            typed = prompts.answer(label, _KEYS, foot=foot_of(_KEYS, _WORDS), help=_HELP, meanings=_MEANINGS)
            if isinstance(typed, Key) or not typed:
                return (None if typed in (Key.KEEP, "") else Key(typed)), None
            try:
                return None, read_grade(typed)
            except InvalidValueError as refusal:
                prompts.show_refusal(refusal)

    def _ask_decision(self, item: Item) -> tuple[Key | None, object]:
        """The decision of the person, who may type its first letters; Enter alone decides nothing."""
        word, _ = item.suggestion
        offered = f" [. {_spoken(word)}]" if word else ""
        label = f"  {' · '.join(map(_spoken, DECISIONS))}{offered}: "
        completions = {_spoken(each): "" for each in DECISIONS}
        while True:
            foot = foot_of(_KEYS, _WORDS)
            typed = prompts.answer(label, _KEYS, foot=foot, help=_HELP, meanings=_MEANINGS, completions=completions)
            if isinstance(typed, Key) and typed is not Key.KEEP:
                return typed, None
            decision = word if typed is Key.KEEP else _decision_of(typed)
            if decision is None:
                suggested = f"; . takes {_spoken(word)}" if word else ""
                prompts.show(f"  choose one by its first letters{suggested}")
                continue
            with_it = {**self.inputs, item.ref: replace(self.inputs.get(item.ref, NOTHING), decision=decision)}
            if item.ref.key_result is None and (lines := self._contradictions(item, with_it)):
                for line in lines:
                    prompts.show(f"  {line}")
                continue
            return None, decision

    def _ask_text(self, label: str, *, is_needed: bool = False) -> tuple[Key | None, object]:
        keys = _TEXT_KEYS
        while True:
            typed = prompts.answer(label, keys, foot=foot_of(keys, {Key.SKIP: "or Enter skip"}), help=())
            if isinstance(typed, Key):
                return typed, None
            if typed or not is_needed:
                return None, typed or None
            prompts.show("  a different grade than the computed one needs a reason; b goes back")

    def _contradictions(self, item: Item, inputs: dict[Ref, GradeInput]) -> list[str]:
        """The contradictions between an objective and its key results, all of which are decided already."""
        group = [other for other in self._items() if other.ref.parent == item.ref]
        return list(contradictions(group, inputs, _ANSWERS))

    def _accept_achieved(self) -> None:
        """Decide `achieved` for everything that was achieved and is not decided."""
        accepted = [
            item.ref
            for item in self._items()
            if item.needs_decision
            and item.suggestion[0] == "achieved"
            and self.inputs.get(item.ref, NOTHING).decision is None
        ]
        self._remember(self._asked | {(ref, name) for ref in accepted for name in _FIELDS})
        for ref in accepted:
            self.inputs[ref] = replace(self.inputs.get(ref, NOTHING), decision="achieved")
        self._save()
        prompts.show(f"  accepted as achieved: {', '.join(map(str, accepted)) or 'none'}")

    def _remember(self, asked: frozenset[tuple[Ref | str, str]]) -> None:
        """Keep the state for going back, and note which questions have been asked."""
        self._before.append(_State(dict(self.inputs), dict(self.answers), self._asked))
        self._asked = asked

    def _go_back(self) -> None:
        self._shown = None
        if not self._before:
            prompts.show("  this is the first question")
            return
        self.inputs, self.answers, self._asked = self._before.pop()
        self._save()

    def _edit(self) -> None:
        """Let the person fill in the sheet in the editor, until it can be read or they stop."""
        self._shown = None
        text = self.sheet()
        questions = [entry.question for entry in grades.questions_of(self.workspace.plan, self.cycle)]
        while True:
            try:
                text = text_editor.edited(text, self.root)
                filled = answers_in(text.encode(), "the sheet", self.workspace.plan, self.cycle, questions)
            except RefusedError as refusal:
                for line in (refusal.message, *refusal.hints):
                    prompts.show(f"  {visible(line)}")
                if prompts.confirm("  Edit again?", default=True):
                    continue
                prompts.show("  the sheet was not used. Its text:")
                for line in text.splitlines():
                    prompts.show(f"  {visible(line)}")
                return
            break
        self._remember(self._asked)
        self.inputs, self.answers = dict(filled.inputs), dict(filled.answers)
        self.has_sheet = True
        self._save()

    # ── The review ────────────────────────────────────────────────────────────────────────────────────────────────

    def _review(self) -> bool | Key | None:
        """Show all answers and ask. True writes them, False keeps a draft; the review key shows the review again."""
        self._shown = None
        items = [item for item in self._items() if item.needs_decision or item.ref in self.inputs]
        prompts.show_question(lambda: self._show_review(items))
        missing = [f"missing: {line}" for line in grades.missing_lines(items, self.inputs, takes_grades=True)]
        doubts = [line for item in items if not item.ref.key_result for line in self._contradictions(item, self.inputs)]
        for line in doubts:
            prompts.show(f"! {line}")
        keys = (Key.BACK, Key.EDITOR, Key.REVIEW, Key.HELP)
        meanings = {Key.REVIEW: "write nothing, keep the answers as a draft"}
        help = ("Enter   write and commit", "1 2 3   change that one")
        while True:
            typed = prompts.answer("Write? [Enter] ", keys, foot=_REVIEW_FOOT, help=help, meanings=meanings)
            if typed is Key.BACK or typed.lower() in ("n", "no"):
                self._go_back()
                return None
            if typed is Key.EDITOR:
                self._edit()
                return Key.REVIEW
            if typed is Key.REVIEW:
                return False
            if typed.isascii() and typed.isdecimal() and 1 <= int(typed[:9]) <= len(items):
                self._ask_again(items[int(typed[:9]) - 1].ref)
                return None
            if typed.lower() not in ("", "y", "yes"):
                prompts.show(f"  {_REVIEW_FOOT}")
                continue
            if not (missing or doubts):
                return True
            for line in missing or [*doubts, "type the number of the line to change"]:
                prompts.show(f"  {line}")
            if not missing:
                continue
            self._remember(frozenset(key for key in self._asked if not self._is_missing(key[0], items)))
            return None

    def _show_review(self, items: list[Item]) -> None:
        prompts.show("")
        print_lines(view.review_lines(items, self.inputs, self.answers, streams.width(sys.stderr)), sys.stderr)
        prompts.show("")

    def _is_missing(self, subject: Ref | str, items: list[Item]) -> bool:
        return any(
            item.ref == subject and grades.missing_lines([item], self.inputs, takes_grades=True) for item in items
        )

    def _ask_again(self, ref: Ref) -> None:
        """Ask for everything of an item again."""
        self._remember(frozenset(key for key in self._asked if key[0] != ref))
        self.inputs.pop(ref, None)

    # ── The draft ─────────────────────────────────────────────────────────────────────────────────────────────────

    def _save(self) -> None:
        count = len(self.inputs) + len(self.answers)
        if count:
            self.draft.save(self.sheet(), counted(count, "answer"))
        else:
            self.draft.forget()

    def _take_up_draft(self) -> None:
        """Offer the sheet of an earlier call. Answers of this command line win over it."""
        text = self.draft.text()
        if not text or self.cycle.state == "closed":
            return
        questions = [entry.question for entry in grades.questions_of(self.workspace.plan, self.cycle)]
        try:
            filled = answers_in(text.encode(), "the draft", self.workspace.plan, self.cycle, questions)
        except RefusedError as refusal:
            prompts.show(f"The draft in {visible(str(self.draft.path))} is not used: {visible(refusal.message)}")
            return
        inputs = {ref: answer for ref, answer in filled.inputs.items() if answer != NOTHING}
        count = len(inputs) + len(filled.answers)
        if not self.draft.offered(counted(count, "answer")):
            return
        self.inputs = inputs | {ref: given.over(inputs.get(ref, NOTHING)) for ref, given in self.inputs.items()}
        self.answers = {**filled.answers, **self.answers}
        self.has_sheet = True


def _spoken(decision: str | None) -> str:
    return (decision or "").replace("_", " ")


_ANSWERS: Final = DecisionWords(_spoken, lambda ref, decision: f"choose {_spoken(decision)} for {ref}")
"""Decisions as they are answered here, without the options of the command line."""


def _decision_of(typed: str) -> Decision | None:
    """The decision that a text begins; None if it is none of them, or several."""
    word = "_".join(typed.lower().replace("-", " ").replace("_", " ").split())
    fits = [each for each in DECISIONS if word and each.startswith(word)]
    return fits[0] if len(fits) == 1 else None
