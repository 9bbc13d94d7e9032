"""The settings of a workspace: the field `settings` of `okrs.yaml`, with all defaults."""

from __future__ import annotations

from decimal import Decimal
from typing import Annotated, Literal

from okrcli.model.record_base import Record
from okrcli.model.scalars import Flag, Frequency, Levels, Limits, Month, NullAsDefault, Positive, Share, Text

ObjectiveType = Literal["committed", "aspirational", "learning"]
Concerned = Literal["lead", "contributors", "needed"]


class CheckinSettings(Record):
    """Settings of check-ins."""

    frequency: Frequency = "weekly"
    """The time between two check-ins, unless the key result, its objective or its cycle has its own."""


class CycleSettings(Record):
    """Settings of cycles and their labels."""

    fiscal_year_start: Month = 1
    """The first month of the fiscal year; only labels that begin with `FY` use it."""
    fiscal_year_name: Literal["start", "end", "both"] = "start"
    """The calendar year that names a fiscal year: the year of its first day, of its last day, or both (`FY26-27-Q1`).
    """
    agreement: Annotated[tuple[Concerned, ...], NullAsDefault()] = ()
    """The people whose agreement an objective wants: the `lead` of its owner, `contributors` (owners of its key results
    and of what contributes to it), `needed` (owners of what it depends on). No one unless given."""
    questions: Annotated[tuple[Text, ...], NullAsDefault()] = (
        "What did we accomplish, and what contributed to it?",
        "What did we not accomplish, and which obstacles were in the way?",
        "Were the targets too high or too low?",
        "What did we learn that changes the next OKRs?",
        "What do we start, stop and continue?",
        "Which OKRs should be rewritten?",
    )
    """The questions of the retrospective at the end of a cycle."""


class TypeSettings(Record):
    """Types of objectives."""

    default: ObjectiveType = "aspirational"
    """The type of an objective that does not say it, in a cycle that does not say it."""


class PaceSettings(Record):
    """From which pace, progress ÷ expected, a key result is on track and at risk."""

    aspirational: Limits = (Decimal("0.7"), Decimal("0.4"))
    """On track from the first number, at risk from the second; also for `learning`."""
    committed: Limits = (Decimal("0.9"), Decimal("0.7"))
    """The same for a promise."""
    grace: Share = Decimal("0.15")
    """The part of the time, 0 to 1, in which it is too early for `off_track`."""


class ScoreSettings(Record):
    """Settings of the bands (colours) of scores."""

    bands: Levels = (Decimal("0.4"), Decimal("0.7"))
    """The scores from which the next band begins, rising."""
    band_names: Annotated[tuple[Text, ...], NullAsDefault()] = ("red", "yellow", "green")
    """The names of the bands, worst first: one more than there are limits."""


class VerdictSettings(Record):
    """The scores that are a success, by type."""

    aspirational: Share = Decimal("0.7")
    """The score from which an aspirational one is `achieved`."""
    partial: Share = Decimal("0.4")
    """The score from which an aspirational one is `partial`; below it is `missed`."""
    committed: Share = Decimal(1)
    """The score from which a committed one is `achieved`; below it is `missed`."""


class StatusLabels(Record):
    """Other words for the computed statuses. They are shown on the terminal; files and JSON keep their own."""

    on_track: Text | None = None
    """Shown instead of `on track`."""
    at_risk: Text | None = None
    """Shown instead of `at risk`, the yellow one."""
    off_track: Text | None = None
    """Shown instead of `off track`, the red one."""
    not_started: Text | None = None
    """Shown instead of `not started`."""
    achieved: Text | None = None
    """Shown instead of `achieved`."""


class StatusSettings(Record):
    """Settings of the statuses and their labels."""

    labels: Annotated[StatusLabels, NullAsDefault(StatusLabels())] = StatusLabels()
    """Other words for them."""


class AuditSettings(Record):
    """Settings of `okr audit`."""

    days: Positive = 7
    """The most days between a check-in and its commit."""
    committed_by: Literal["person", "responsible", "anybody"] = "responsible"
    """The people who may commit a check-in, by the e-mail addresses in `people:`. `person`: only who it is `by`.
    `responsible`: also the owner, the updater and their team. `anybody`: it is not compared."""
    signatures: Flag = False
    """`true`: every commit that changes something in meaning has to be signed."""


class RuleSetting(Record):
    """The severity of the findings of a rule. If several settings match a finding, the last one counts."""

    rule: Text
    """A code (`OKR204`), its name (`unknown-name`), or the beginning of several codes (`OKR5`)."""
    severity: Literal["off", "info", "warning", "error"]
    """The severity of its findings; `off` hides them."""
    paths: Annotated[tuple[Text, ...], NullAsDefault()] = ()
    """Only in these files and folders; `*` is a part of a name, `**` any folders. Everywhere unless given."""
    reason: Text | None = None
    """The reason of the setting."""


WordList = Literal[
    "activities",
    "baselines",
    "counters",
    "dates",
    "deliveries",
    "done_states",
    "falls",
    "fillers",
    "gains",
    "generic_verbs",
    "joins",
    "lagging",
    "months",
    "numbers",
    "numerals",
    "openers",
    "outcomes",
    "purposes",
    "qualities",
    "rises",
    "routines",
    "targets",
    "things",
    "topics",
    "vanity",
    "vanity_maybe",
    "verbs",
]


class LintWords(Record):
    """Words that one list of `okr lint` has here, or has not."""

    list: WordList
    """The list, as the files in `okrcli/lexicons` explain it: `deliveries` are verbs of a piece of work."""
    language: Literal["en", "vi", "th", "zh"] | None = None
    """Only in texts of this language; in every language unless given."""
    add: Annotated[tuple[Text, ...], NullAsDefault()] = ()
    """Words that belong to it here."""
    remove: Annotated[tuple[Text, ...], NullAsDefault()] = ()
    """Words that do not belong to it here."""


class LintSettings(Record):
    """Settings of `okr lint`: its limits and its words."""

    max_objectives: Positive = 5
    """Objectives of one owner in a cycle; more are too many to look after."""
    min_key_results: Positive = 2
    """Key results of an objective; fewer hardly show whether it is reached."""
    max_key_results: Positive = 5
    """Key results of an objective; more are too many to look at every week."""
    words: Annotated[tuple[LintWords, ...], NullAsDefault()] = ()
    """Words of your trade that its lists lack, or have and should not."""


class Settings(Record):
    """The settings of a workspace."""

    commit: Flag = True
    """True if commands that write make a commit."""
    checkins: Literal["files", "inline"] = "files"
    """The place of check-ins: `files`, one file for each run, which never conflicts, or `inline`, inside the key
    result, for one person with one file. Wins and check-ins of objectives and actions are always written to files."""
    templates: Text = "templates"
    """The folder with templates of your own for `okr new --template`."""
    sync: Literal["rebase", "merge"] = "rebase"
    """The way in which `okr sync` combines your commits with those of others."""
    checkin: Annotated[CheckinSettings, NullAsDefault(CheckinSettings())] = CheckinSettings()
    """Settings of check-ins."""
    cycle: Annotated[CycleSettings, NullAsDefault(CycleSettings())] = CycleSettings()
    """Settings of cycles and their labels."""
    type: Annotated[TypeSettings, NullAsDefault(TypeSettings())] = TypeSettings()
    """Types of objectives."""
    lint: Annotated[LintSettings, NullAsDefault(LintSettings())] = LintSettings()
    """Settings of `okr lint`: its limits and its words."""
    pace: Annotated[PaceSettings, NullAsDefault(PaceSettings())] = PaceSettings()
    """From which pace a key result is on track and at risk."""
    score: Annotated[ScoreSettings, NullAsDefault(ScoreSettings())] = ScoreSettings()
    """Settings of the bands (colours) of scores."""
    verdict: Annotated[VerdictSettings, NullAsDefault(VerdictSettings())] = VerdictSettings()
    """The scores that are a success, by type."""
    status: Annotated[StatusSettings, NullAsDefault(StatusSettings())] = StatusSettings()
    """Settings of the statuses and their labels."""
    audit: Annotated[AuditSettings, NullAsDefault(AuditSettings())] = AuditSettings()
    """Settings of `okr audit`."""
    rules: Annotated[tuple[RuleSetting, ...], NullAsDefault()] = ()
    """The severities of findings that differ from those in `okr explain --list`."""
