"""The audit rule about the settings by which a history is judged."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Final

from okrcli.checks.commit_rules import CommitContext, CommitFinding, commit_rule
from okrcli.checks.select import codes_meant
from okrcli.diagnostics import CODES, Severity
from okrcli.model.assignments import value_text
from okrcli.model.plan import Location
from okrcli.model.plan_change import PlanChange
from okrcli.model.settings import RuleSetting, Settings
from okrcli.workspace.sources import WORKSPACE_FILE

WEAKER_SETTINGS: Final = "OKR712"
_LEVELS: Final = ("off", "info", "warning", "error")
_STRICTNESS: Final = ("anybody", "responsible", "person")
_MEASURES: Final = frozenset(("type", "verdict", "pace", "score"))
"""Groups of settings that make the same numbers look better or worse."""
_SHOWN: Final = 3


@commit_rule("OKR712", "softened-rules", Severity.INFO)
def softened_rules(context: CommitContext) -> Iterator[CommitFinding]:
    """The settings for rules and scores do not become weaker without notice.

    These are `rules`, `audit`, `type`, `verdict`, `pace` and `score`.

    No setting turns this finding off, because it reports such settings.

    Why: the latest settings apply to the whole history. A rule that is turned off also hides findings of the past.

    Bad: `{rule: OKR702, severity: "off"}` where the commit before had no such line

    Good: `{rule: OKR702, severity: error}`
    """
    if any(changed.path == WORKSPACE_FILE and changed.before is None for changed in context.step.commit.files):
        return  # the settings that a workspace begins with
    settings = {change.field: change for change in context.step.differences if change.noun == "setting"}
    for change in settings.values():
        if words := _softened(change, context.step.before.settings, context.step.after.settings):
            location = Location(WORKSPACE_FILE, ("settings", *change.field.split(".")))
            yield CommitFinding(
                location, f"from this commit on, {words}", "ask the author for the reason", change=change
            )


def _softened(change: PlanChange, before: Settings, after: Settings) -> str:
    """The words for a setting that became weaker, or judges by another measure; empty for any other change."""
    if change.field == "rules":
        return _rules_in_words(before.rules, after.rules)
    if change.field == "audit.days" and change.after > change.before:
        return f"a check-in may be {change.after} days from its commit, before that {change.before}"
    if change.field == "audit.signatures" and change.before and not change.after:
        return "signatures are not required"
    if change.field == "audit.committed_by" and _STRICTNESS.index(change.after) < _STRICTNESS.index(change.before):
        return f"check-ins may be committed by `{change.after}`, before that by `{change.before}`"
    if change.field.split(".")[0] in _MEASURES:
        return f"`{change.field}` is {value_text(change.after)}, before that {value_text(change.before)}"
    return ""


def _rules_in_words(before: Iterable[RuleSetting], after: Iterable[RuleSetting]) -> str:
    old, new = _levels(before), _levels(after)
    weaker = [
        f"{number} is {new.get(number, default)}, before that {old.get(number, default)}"
        for number in sorted(old.keys() | new.keys())
        if (default := str(CODES[number].severity))
        and _LEVELS.index(new.get(number, default)) < _LEVELS.index(old.get(number, default))
    ]
    more = len(weaker) - _SHOWN
    return ", ".join([*weaker[:_SHOWN], *([f"and {more} more"] if more > 0 else [])])


def _levels(settings: Iterable[RuleSetting]) -> dict[str, str]:
    """The lowest severity that any of these settings gives to a code, for some files or for all."""
    levels: dict[str, str] = {}
    for setting in settings:
        for code in codes_meant(setting.rule):
            known = levels.get(code.number, setting.severity) if setting.paths else setting.severity
            levels[code.number] = min(known, setting.severity, key=_LEVELS.index)
    return levels
