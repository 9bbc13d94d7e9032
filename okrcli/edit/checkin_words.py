"""The words of `okr checkin` on the command line: targets, each with the line of its check-in.

`mql 22 7 The webinar worked`, `mql=22 nps+=2`, `mql 22 nps 41`, `mql "22 7 !no budget"`. Behind a value, a word that is
a whole id or reference begins the next target, unless a note has begun.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Final

from okrcli.commandline import command_line
from okrcli.edit.checkin_entries import CheckinInput
from okrcli.edit.checkin_line import LineForm, form_of, parse_line
from okrcli.errors import RefusedError, UsageError
from okrcli.model.plan import Plan, Ref
from okrcli.model.scalars import InvalidValueError
from okrcli.suggest import did_you_mean
from okrcli.text import quote_value
from okrcli.workspace.plan_names import all_names, clear_name
from okrcli.workspace.references import is_exact_name, resolve_ref

_ASSIGNMENT: Final = re.compile(r"(?P<name>[^=+\s]*[^=+\s-])(?P<sign>\+=|-=|=)(?P<text>.*)", re.DOTALL)
_VALUE: Final = re.compile(r"[+=\u2212-]*\.?\d.*|\.|!\S.*", re.DOTALL)
"""A word that begins a line, whatever the target is."""
_ANSWERS: Final = frozenset(("y", "yes", "n", "no", "done", "true", "false", "open", "missed"))


@dataclass(slots=True)
class _Target:
    """A target with the words of its line so far."""

    ref: Ref
    form: LineForm
    words: list[str] = field(default_factory=list)

    @property
    def has_note(self) -> bool:
        """True if a note or a blocker has begun."""
        try:
            line = parse_line(" ".join(self.words), self.form)
        except InvalidValueError:
            return False
        return line.note is not None or line.blocker is not None


def parse_targets(
    words: Sequence[str], plan: Plan, cycle: str | None, broken: Sequence[str] = ()
) -> list[CheckinInput]:
    """The targets of a command line, each with its line.

    Raises RefusedError for an unknown target, UsageError for a line without a target, and where a word can be an id or
    part of a note.
    """
    reader = _WordReader(plan, cycle, broken)
    typed = _with_assignments_joined(words)
    for position, word in enumerate(typed):
        reader.take(word, typed[position + 1] if position + 1 < len(typed) else "")
    return reader.inputs()


def _with_assignments_joined(words: Sequence[str]) -> list[str]:
    """The words, with `mql`, `=` and `22` joined to `mql=22`."""
    joined: list[str] = []
    for word in words:
        if joined and (word in ("=", "+=", "-=") or re.fullmatch(r"\S*[^=+\s-](\+=|-=|=)", joined[-1])):
            joined[-1] += word
        else:
            joined.append(word)
    return joined


class _WordReader:
    """Takes the words one by one."""

    def __init__(self, plan: Plan, cycle: str | None, broken: Sequence[str]) -> None:
        self._plan, self._cycle, self._broken = plan, cycle, broken
        self._targets: list[_Target] = []

    def take(self, word: str, following: str) -> None:
        """Take a word, as part of the line of the last target or as the next target. `following` is the word after."""
        assignment = _ASSIGNMENT.fullmatch(word)
        if self._targets and self._is_of_line(word, following, assignment):
            self._targets[-1].words.append(word)
        elif assignment:
            self._begin(assignment["name"])
            sign = "" if assignment["sign"] == "=" and assignment["text"][:1] not in ("-",) else assignment["sign"]
            self._targets[-1].words.append(sign + assignment["text"])
        elif _VALUE.fullmatch(word) and "/" not in word and not is_exact_name(self._plan, self._cycle, word):
            raise UsageError(f"{quote_value(word)} needs the id of a key result", f"write okr checkin ID {word}")
        else:
            self._begin(word)

    def inputs(self) -> list[CheckinInput]:
        """All targets with their lines. Raises RefusedError for a line that cannot be read."""
        inputs = []
        for position, target in enumerate(self._targets):
            if any(other.ref == target.ref for other in self._targets[:position]):
                raise UsageError(f"`{target.ref}` is given twice", "give each key result one value")
            try:
                line = parse_line(" ".join(target.words), target.form)
            except InvalidValueError as refusal:
                hints = filter(None, [refusal.hint])
                raise RefusedError(f"{target.ref}: {refusal.message}", *hints) from None
            inputs.append(CheckinInput(target.ref, line))
        return inputs

    def _begin(self, name: str) -> None:
        may_search = not self._targets and not name[:1].isdecimal()  # a later word may be part of a note
        ref = resolve_ref(self._plan, self._cycle, name, self._broken, is_write=True, may_search=may_search)
        self._targets.append(_Target(ref, _form(self._plan, ref)))

    def _is_of_line(self, word: str, following: str, assignment: re.Match[str] | None) -> bool:
        """True if a word belongs to the line of the last target."""
        target = self._targets[-1]
        name = assignment["name"] if assignment else word
        is_name = is_exact_name(self._plan, self._cycle, name) and word not in target.form.milestones
        if " " in word or (_VALUE.fullmatch(word) and not ("/" in word and is_name)):
            return True
        if not target.words:
            if assignment or is_name:
                return False
            return target.form.is_binary or word in _ANSWERS or bool(target.ref.key_result or target.ref.guardrail)
        is_clear = any(" " in typed for typed in target.words)  # a line in quotes is whole
        if is_name and (is_clear or not target.has_note):
            return False
        if is_name and (assignment or self._looks_like_value(name, following)):
            self._refuse_ambiguous(target, word, following)
        if not is_clear and not target.has_note and not assignment and _VALUE.fullmatch(following):
            self._refuse_misspelt(target, word)
        return True

    def _looks_like_value(self, name: str, following: str) -> bool:
        """True if the word behind a name looks like its value."""
        if _VALUE.fullmatch(following) or following in _ANSWERS:
            return True
        ref = resolve_ref(self._plan, self._cycle, name, self._broken)
        return following in _form(self._plan, ref).milestones

    def _refuse_ambiguous(self, target: _Target, word: str, following: str) -> None:
        name, line = clear_name(self._plan, target.ref), " ".join(target.words)
        closed = line if " " in line else f"{line} "  # a line with a space in it is whole
        whole = " ".join(filter(None, (line, word, following)))
        raise UsageError(
            f"`{word}` can be the next key result or part of the note of `{target.ref}`",
            f"as a note: {command_line('checkin', name, whole)}",
            f"as the next one: {command_line('checkin', name, closed, word, *filter(None, [following]))}",
        )

    def _refuse_misspelt(self, target: _Target, word: str) -> None:
        """Raise RefusedError for a word that is nearly an id and has a value behind it: `mql 22 npss 41`."""
        hint = did_you_mean(word, all_names(self._plan))
        if hint is not None:
            line = f"{' '.join(target.words)} {word} …"
            note = f"as a note: {command_line('checkin', clear_name(self._plan, target.ref), line)}"
            raise RefusedError(f"there is no `{word}`", hint, note)


def _form(plan: Plan, ref: Ref) -> LineForm:
    """The kind of value that a line about a target holds."""
    if ref.key_result and not ref.action and not ref.guardrail:
        return form_of(plan.key_result(ref))
    return LineForm(unit=_guardrail_unit(plan, ref), is_binary=ref.action is not None)


def _guardrail_unit(plan: Plan, ref: Ref) -> str | None:
    if not ref.guardrail:
        return None
    record = plan.key_result(ref.holder) if ref.key_result else plan.objectives[ref.parent]
    return next((item.unit for item in record.guardrails if item.id == ref.guardrail), None)
