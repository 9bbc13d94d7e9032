"""The conversation of `okr new`: the questions one after the other, a review, and a draft. It writes nothing."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import Final, NamedTuple

from okrcli.cli import text_editor
from okrcli.cli.conversation import prompts
from okrcli.cli.conversation.drafts import Draft
from okrcli.cli.conversation.keys import Key, foot_of
from okrcli.cli.draft_question import ObjectiveContext, ObjectiveQuestion, Style
from okrcli.cli.objective_questions import next_question
from okrcli.edit.draft import ObjectiveDraft
from okrcli.edit.objective_sheet import read_sheet, sheet_text, without_errors
from okrcli.errors import OkrError, RefusedError
from okrcli.model.scalars import InvalidValueError
from okrcli.render.terminal import streams
from okrcli.render.terminal.console import folded
from okrcli.sanitize import visible
from okrcli.text import counted

Advise = Callable[[str, str], Sequence[str]]
"""A function of a text and its kind (`objective`, `key_result`); it returns questions that improve the text."""

_STYLES: Final[dict[Style, str]] = {"question": "", "detail": "dim", "advice": "yellow", "plain": ""}
_SHEET: Final = "sheet"
"""The name of a step that was made in the editor."""
_REVIEW_FOOT: Final = "Enter writes and commits · b back · e editor · q keep as draft · ? help"


class _Step(NamedTuple):
    """An answer, and the draft before it."""

    before: ObjectiveDraft
    name: str
    text: str
    is_typed: bool = True
    """False for an answer that `q` accepted."""


@dataclass(slots=True)
class ObjectiveConversation:
    """The draft so far, and the steps that led to it."""

    draft: ObjectiveDraft
    facts: ObjectiveContext
    advise: Advise
    kept: Draft
    root: Path
    opening: str
    _steps: list[_Step] = field(default_factory=list)
    _heading: str = ""
    _is_hurried: bool = False
    """True after `q`: whatever has an offered answer gets it."""

    def converse(self) -> ObjectiveDraft | None:
        """The draft after all questions, approved by the person. None if they keep it for later."""
        self._take_up_draft()
        prompts.show(streams.styled(self.opening, "bold", sys.stderr))
        prompts.show("Enter accepts what is in [ ]. ? shows the keys. Nothing is written before the review.")
        while question := next_question(self.draft, self.facts):
            is_review = question.step == "review"
            if self._is_hurried and not is_review and (question.enter or question.skip) is not None:
                self._take(question, "", is_typed=False)
                continue
            with_heading = question.heading != self._heading
            self._heading = question.heading
            show = partial(self._show_question, question)
            prompts.show_question(show if with_heading else partial(show, with_heading=False), again=show)
            answer = self._ask(question)
            if answer is Key.REVIEW and is_review:
                return None
            self._is_hurried = answer is Key.REVIEW or (self._is_hurried and answer is None)
            if answer is Key.BACK:
                self._go_back()
            elif answer is Key.EDITOR:
                self._edit()
        return self.draft

    # ── A question ────────────────────────────────────────────────────────────────────────────────────────────────

    def _show_question(self, question: ObjectiveQuestion, *, with_heading: bool = True) -> None:
        """Print a question. Under the heading of the question before, its number and heading are left out."""
        if with_heading:
            steps = self.facts.steps
            prompts.show("")
            number = steps.index(question.step) + 1
            heading = streams.styled(visible(question.heading), "bold", sys.stderr)
            prompts.show(prompts.heading(number, len(steps), heading))
        for line, style in question.details:
            _show(line, style)
        if question.text:
            _show(question.text, "question")

    def _ask(self, question: ObjectiveQuestion) -> Key | None:
        """Ask until there is an answer. Returns the key that moves to another question; None after an answer."""
        keys = _keys_of(question)
        is_review = question.step == "review"
        foot = _REVIEW_FOOT if is_review else foot_of(keys, {Key.KEEP: "or Enter accept"})
        kept = ""
        while True:
            offered = "keep" if kept else question.enter or ""
            label = f"  [{visible(offered)}] > " if offered else "  > "
            typed = prompts.answer(label, keys, foot=foot, help=question.help, completions=question.completions)
            is_skipped = typed is Key.SKIP
            if isinstance(typed, Key):
                if typed not in (Key.KEEP, Key.SKIP):
                    return typed
                typed = question.skip or "" if is_skipped else ""
            elif typed in (Key.KEEP, Key.SKIP) and typed not in question.completions:
                typed = ""
            if is_review and typed.lower() in ("n", "no"):
                return Key.BACK
            if kept and not typed and not is_skipped:
                return None
            if not typed and question.enter is None and not is_skipped:
                _show("this question needs an answer; ? shows help", "advice")
                continue
            if kept:
                self._pop()
            if not self._take(question, typed):
                if kept:
                    self._take(question, kept)
                continue
            remarks = self.advise(typed, question.kind) if question.kind and typed else ()
            if not remarks:
                return None
            for line in remarks:
                _show(line, "advice")
            _show("Enter keeps your text; or type another", "detail")
            kept = typed

    def _take(self, question: ObjectiveQuestion, text: str, *, is_typed: bool = True) -> bool:
        """Take an answer. False if it is refused; then the reason is shown."""
        if not text and question.enter is None:
            text = question.skip or ""
        try:
            after = question.read(text)
        except InvalidValueError as refusal:
            _show(_with_hint(refusal.message, refusal.hint), "advice")
            return False
        except OkrError as error:
            _show(_with_hint(error.message, error.hints[0] if error.hints else None), "advice")
            return False
        self._add(after, question.name, text, is_typed=is_typed)
        return True

    def _add(self, after: ObjectiveDraft, name: str, text: str, *, is_typed: bool = True) -> None:
        self._steps.append(_Step(self.draft, name, text, is_typed))
        self.draft = after
        if not after.is_approved:
            self._save()

    def _pop(self) -> _Step:
        step = self._steps.pop()
        self.draft = step.before
        self._save()
        return step

    def _go_back(self) -> None:
        """Take back the last answer that the person gave."""
        self._heading = ""
        while self._steps:
            if self._pop().is_typed:
                return
        _show("this is the first question", "detail")

    def _edit(self) -> None:
        """Let the person write the whole objective in the editor, until it can be read or they stop."""
        self._heading = ""
        text = sheet_text(self.draft)
        while True:
            try:
                changed = text_editor.edited(text, self.root)
            except RefusedError as refusal:
                _show(_with_hint(refusal.message, refusal.hints[0] if refusal.hints else None), "advice")
                return
            text = without_errors(changed)
            try:
                after = read_sheet(text)
            except RefusedError as refusal:
                _show(_with_hint(refusal.message, refusal.hints[0] if refusal.hints else None), "advice")
                if prompts.confirm("  Edit again?", default=True):
                    text = f"# error: {refusal.message}\n{text}"
                    continue
                _show("the sheet was not used. Its text:", "detail")
                for line in text.splitlines():
                    _show(line, "plain")
                return
            if after != read_sheet(sheet_text(self.draft)):
                self._add(after, _SHEET, text)
            return

    # ── The draft ─────────────────────────────────────────────────────────────────────────────────────────────────

    def _save(self) -> None:
        if not self._steps:
            self.kept.forget()
            return
        steps = [[step.name, step.text] for step in self._steps]
        self.kept.save(json.dumps(steps, ensure_ascii=False), counted(len(steps), "answer"))

    def _take_up_draft(self) -> None:
        """Offer the draft of an earlier call, and give its answers again. Those that do not fit are shown."""
        steps = _read_draft(self.kept.text())
        if not steps or not self.kept.offered(counted(len(steps), "answer")):
            return
        for name, text in steps:
            question = next_question(self.draft, self.facts)
            try:
                if name == _SHEET:
                    self._add(read_sheet(text), name, text)
                elif question and question.name == name and question.step != "review":
                    self._add(question.read(text), name, text)
                elif text:
                    _show(f"not used, because no question needs it: {text}", "advice")
            except (InvalidValueError, OkrError) as refusal:
                _show(f"not used: {text}: {refusal}", "advice")


def _keys_of(question: ObjectiveQuestion) -> tuple[Key, ...]:
    """The keys of a question. A key that is a person, team or objective is that name."""
    if question.step == "review":
        keys: tuple[Key, ...] = (Key.BACK, Key.EDITOR, Key.REVIEW, Key.HELP)
    else:
        offers = (*([Key.KEEP] if question.enter else ()), *([Key.SKIP] if question.skip is not None else ()))
        keys = (*offers, Key.BACK, Key.EDITOR, Key.REVIEW, Key.HELP)
    return tuple(key for key in keys if key not in question.completions)


def _read_draft(text: str) -> list[tuple[str, str]]:
    """The answers in a draft, each with the name of its question; empty for a text that is none."""
    try:
        return [(str(name), str(answer)) for name, answer in json.loads(text)]
    except (ValueError, TypeError):
        return []


def _show(line: str, style: Style) -> None:
    """Print an indented line of the conversation, folded to the width of the terminal."""
    width = streams.width(sys.stderr)
    text = visible(line)
    inner = text.lstrip()
    indent = "  " + " " * (len(text) - len(inner))
    parts = [inner] if width is None else folded(inner, max(width - len(indent), 20)) or [""]
    for part in parts:
        styled = streams.styled(part, _STYLES[style], sys.stderr) if _STYLES[style] else part
        streams.echo_err(indent + styled if part else "")


def _with_hint(message: str, hint: str | None) -> str:
    join = " " if message.endswith("?") else ": "
    return f"{message}{join}{hint}" if hint else message
