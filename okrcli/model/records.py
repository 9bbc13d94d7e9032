"""What a file may hold, as frozen values. What the files of a workspace say together is in `plan`.

Each model is one group of fields of a file. It is the only definition of that group: pydantic makes the validator and
the JSON Schema from it, and the string under a field is its page text. Check-ins, of which there are hundreds of
thousands, are slotted dataclasses (`@entry`): a third of the memory. `changed` is how any of them gets another value.
Nothing here opens a path, reads a clock or computes a number.
"""

from __future__ import annotations

from decimal import Decimal
from typing import Annotated, Any, Final, Literal, TypeVar, cast, dataclass_transform

from pydantic import BaseModel, ConfigDict, Field, TypeAdapter
from pydantic.dataclasses import dataclass
from pydantic.fields import FieldInfo

from okrcli.model.scalars import (
    Confidence,
    CycleId,
    Day,
    Done,
    DoneNow,
    Email,
    Flag,
    Frequency,
    Length,
    Levels,
    Limits,
    Moment,
    Month,
    NullAsDefault,
    Number,
    Positive,
    Reference,
    Share,
    Slug,
    Text,
    Title,
    Value,
    Weight,
)

T = TypeVar("T")

Kind = Literal[
    "metric", "at_least", "at_most", "above", "below", "between", "milestones", "binary", "recurring", "baseline"
]
THRESHOLD_KINDS: Final = frozenset(("at_least", "at_most", "above", "below", "between"))
ObjectiveType = Literal["committed", "aspirational", "learning"]
State = Literal["draft", "paused", "postponed", "cancelled", "closed"]
CycleState = Literal["draft", "active", "grading", "closed"]
Aggregate = Literal["latest", "sum", "average"]
MeasuredBy = Literal["latest", "share", "average", "distance", "sum"]
Stretch = Literal["day", "week", "two_weeks", "month", "quarter"]
ReportedStatus = Literal["on_track", "at_risk", "off_track", "auto"]
Agreement = Literal["asked", "agreed", "refused"]
Decision = Literal["achieved", "carry_forward", "modify", "abandon", "defer"]


class Record(BaseModel):
    """A group of fields of a file: frozen, by keyword, and closed: an unknown field is refused.

    In Python a field has its own name (`from_`), in files its alias (`from`); see `read_record`.
    """

    model_config = ConfigDict(
        frozen=True,
        extra="forbid",
        validate_by_name=True,
        validate_by_alias=True,
    )


@dataclass_transform(frozen_default=True, kw_only_default=True)
def entry(cls: type[T]) -> type[T]:
    """The same as a slotted dataclass. Its own fields come before those that it shares with others."""
    made: Any = dataclass(frozen=True, slots=True, kw_only=True, config=ConfigDict(extra="forbid"))(cls)
    for fields in (made.__dataclass_fields__, made.__pydantic_fields__):
        inherited = [name for name in fields if name not in cls.__annotations__]
        for name in inherited:
            fields[name] = fields.pop(name)
    return cast(type[T], made)


def field_infos(record: Any) -> dict[str, FieldInfo]:
    """The fields of a record with annotation, default and alias, in the order of the documentation."""
    return cast(dict[str, FieldInfo], record.__pydantic_fields__)


def field_names(record: Any) -> tuple[str, ...]:
    """The fields of a record in the order of the documentation, by their names in Python."""
    return tuple(field_infos(record))


def is_record(value: object) -> bool:
    """Whether a value is a group of fields of a file."""
    return isinstance(value, Record | CheckinValues | CheckinFile)


def adapter(record: Any) -> TypeAdapter[Any]:
    """What reads this record, and writes its JSON Schema."""
    if record not in _ADAPTERS:
        _ADAPTERS[record] = TypeAdapter(record)
    return _ADAPTERS[record]


_ADAPTERS: dict[object, TypeAdapter[Any]] = {}


def changed(record: T, **values: Any) -> T:
    """The record with other values in some fields, read like those of a file. Raises ValidationError for a wrong one.

    Not `model_copy(update=…)`, which takes any value.
    """
    held = {name: getattr(record, name) for name in field_names(type(record))}
    return cast(T, adapter(type(record)).validate_python(held | values, by_name=True))


# ── Settings, people, cycles ──────────────────────────────────────────────────────────────────────────────────────


class CheckinSettings(Record):
    """How check-ins are asked for."""

    frequency: Frequency = "weekly"
    """How often a key result wants a check-in, where neither it, its objective nor its cycle says otherwise."""


class CycleSettings(Record):
    """How cycle labels are read."""

    fiscal_year_start: Month = 1
    """The first month of the fiscal year; only labels that begin with `FY` use it."""
    fiscal_year_name: Literal["start", "end", "both"] = "start"
    """Which calendar year names a fiscal year: that of its first day, that of its last, or both (`FY26-27-Q1`)."""
    questions: Annotated[tuple[Text, ...], NullAsDefault()] = (
        "What did we accomplish, and what contributed to it?",
        "What did we not accomplish, and which obstacles were in the way?",
        "Were the targets too high or too low?",
        "What did we learn that changes the next OKRs?",
        "What do we start, stop and continue?",
        "Which OKRs should be rewritten?",
    )
    """What is asked in the retrospective at the end of a cycle."""


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
    """How scores are coloured."""

    bands: Levels = (Decimal("0.4"), Decimal("0.7"))
    """The scores from which the next band begins, rising."""
    band_names: Annotated[tuple[Text, ...], NullAsDefault()] = ("red", "yellow", "green")
    """The names of the bands, worst first: one more than there are limits."""


class VerdictSettings(Record):
    """Which score is a success."""

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
    """How statuses are shown."""

    labels: Annotated[StatusLabels, NullAsDefault(StatusLabels())] = StatusLabels()
    """Other words for them."""


class AuditSettings(Record):
    """What `okr audit` asks of a history."""

    days: Positive = 7
    """How many days the day of a check-in and the day of its commit may lie apart."""
    signatures: Flag = False
    """`true`: every commit that changes something in meaning has to be signed."""


class RuleSetting(Record):
    """How much the findings of a rule matter. Of several that speak of one finding, the last one counts."""

    rule: Text
    """A code (`OKR204`), its name (`unknown-name`), or the beginning of several codes (`OKR5`)."""
    severity: Literal["off", "info", "warning", "error"]
    """What its findings are; `off` hides them."""
    paths: Annotated[tuple[Text, ...], NullAsDefault()] = ()
    """Only in these files and folders; `*` is a part of a name, `**` any folders. Everywhere unless given."""
    reason: Text | None = None
    """Why it differs here."""


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
    """What `okr lint` takes for too many and too few, and the words it knows."""

    max_objectives: Positive = 5
    """Objectives of one owner in a cycle; more are too many to look after."""
    min_key_results: Positive = 2
    """Key results of an objective; fewer hardly show whether it is reached."""
    max_key_results: Positive = 5
    """Key results of an objective; more are too many to look at every week."""
    words: Annotated[tuple[LintWords, ...], NullAsDefault()] = ()
    """Words of your trade that its lists lack, or have and should not."""


class Settings(Record):
    """What a workspace decides for everybody in it."""

    commit: Flag = True
    """Whether commands that write make a commit."""
    checkins: Literal["files", "inline"] = "files"
    """Where `okr checkin` writes: a file of its own each time, which never conflicts, or `inline`, inside the key
    result, for one person with one file. Wins, and what is said of objectives and actions, stay in files."""
    templates: Text = "templates"
    """The folder with templates of your own for `okr template`."""
    sync: Literal["rebase", "merge"] = "rebase"
    """How `okr sync` brings your commits and those of others together."""
    checkin: Annotated[CheckinSettings, NullAsDefault(CheckinSettings())] = CheckinSettings()
    """How check-ins are asked for."""
    cycle: Annotated[CycleSettings, NullAsDefault(CycleSettings())] = CycleSettings()
    """How cycle labels are read."""
    type: Annotated[TypeSettings, NullAsDefault(TypeSettings())] = TypeSettings()
    """Types of objectives."""
    lint: Annotated[LintSettings, NullAsDefault(LintSettings())] = LintSettings()
    """What `okr lint` takes for too many and too few, and the words it knows."""
    pace: Annotated[PaceSettings, NullAsDefault(PaceSettings())] = PaceSettings()
    """From which pace a key result is on track and at risk."""
    score: Annotated[ScoreSettings, NullAsDefault(ScoreSettings())] = ScoreSettings()
    """How scores are coloured."""
    verdict: Annotated[VerdictSettings, NullAsDefault(VerdictSettings())] = VerdictSettings()
    """Which score is a success."""
    status: Annotated[StatusSettings, NullAsDefault(StatusSettings())] = StatusSettings()
    """How statuses are shown."""
    audit: Annotated[AuditSettings, NullAsDefault(AuditSettings())] = AuditSettings()
    """What `okr audit` asks of a history."""
    rules: Annotated[tuple[RuleSetting, ...], NullAsDefault()] = ()
    """How much the findings of `okr validate` and `okr lint` matter, where it differs from what `okr explain --list`
    says."""


class Person(Record):
    """Somebody who owns, updates or checks in."""

    id: Slug
    """The name used in `owner`, `updater` and `by`."""
    name: Text | None = None
    """The name as people write it."""
    email: Email | None = None
    """The address in this person's git configuration; by it `okr` knows who is typing."""


class Team(Record):
    """A group that owns objectives or key results."""

    id: Slug
    """The name used in `owner`."""
    name: Text | None = None
    """The name as people write it."""
    parent: Slug | None = None
    """The team this one is part of."""
    members: Annotated[tuple[Slug, ...], NullAsDefault()] = ()
    """The people in it. A key result of the team without an `updater` is theirs to check in."""


class QuestionAnswer(Record):
    """What was said to a question of the retrospective."""

    question: Text
    """The question."""
    answer: Text | None = None
    """What people said."""


class Cycle(Record):
    """A stretch of time with its own objectives."""

    id: CycleId
    """A label that says its days (`2026-Q4`, `2026`, `2026-H1`, `2026-03`, `2026-W41-W42`, `FY27-Q1`), or a name."""
    title: Text | None = None
    """A name for people."""
    start: Day | None = None
    """The first day. Needed where the id is not a label; wins over the label."""
    end: Day | None = None
    """The last day, included."""
    length: Length | None = None
    """Instead of `end`: days, weeks or months from `start` (`14d`, `6w`, `3m`)."""
    state: CycleState = "active"
    """`draft`, `active`, `grading` or `closed`."""
    type: ObjectiveType | None = None
    """The type of objectives of this cycle that do not say theirs."""
    frequency: Frequency | None = None
    """How often key results of this cycle want a check-in."""
    retrospective: Annotated[tuple[QuestionAnswer, ...], NullAsDefault()] = ()
    """What was said when people looked back on it."""


# ── Check-ins ─────────────────────────────────────────────────────────────────────────────────────────────────────


@entry
class CheckinValues:
    """What one check-in says of one thing. All fields are optional; a note alone is a check-in too."""

    value: Number | None = None
    """The measured value, in the unit of the key result; with `aggregate: sum` the amount to add."""
    done: DoneNow | None = None
    """`true` when it is done; for milestones the ids of those now done."""
    missed: Flag | None = None
    """`true`: nothing was measured this time. The value stays; with `measured_by: share` it counts as not met."""
    confidence: Confidence | None = None
    """How sure you are that the target will be reached, 0 to 10. Start at 5."""
    status: ReportedStatus | None = None
    """Your own word, shown beside the computed status until you replace it; `auto` takes it back."""
    note: Text | None = None
    """What happened, in a sentence."""
    blocker: Text | None = None
    """What stands in the way."""
    corrects: Slug | None = None
    """The id of the check-in file whose entry for the same target this one replaces."""


@entry
class InlineCheckin(CheckinValues):
    """A check-in written inside its key result."""

    date: Day
    """The day it speaks of."""
    at: Moment | None = None
    """When it was entered."""
    by: Slug | None = None
    """Who checked in."""


@entry
class CheckinEntry(CheckinValues):
    """One entry of a check-in file. It names exactly one of `kr`, `objective`, `action` and `guardrail`."""

    kr: Reference | None = None
    """The key result, as `objective/key-result`."""
    objective: Reference | None = None
    """The objective."""
    action: Reference | None = None
    """The action, as `objective/key-result/action`."""
    guardrail: Reference | None = None
    """The guardrail, as `objective/guardrail` or `objective/key-result/guardrail`."""

    @property
    def target(self) -> tuple[str, str] | None:
        """Which field names the target, and its text; None when none or several do."""
        if self.kr and not self.objective and not self.action and not self.guardrail:
            return "kr", self.kr
        targets = (
            ("kr", self.kr),
            ("objective", self.objective),
            ("action", self.action),
            ("guardrail", self.guardrail),
        )
        named = [(name, text) for name, text in targets if text]
        return named[0] if len(named) == 1 else None


@entry
class CheckinFile:
    """One run of `okr checkin`: one person, one day, one or many targets."""

    id: Slug
    """Eight random characters that a correction points at; the file name ends with the first four."""
    cycle: CycleId
    """The cycle it belongs to."""
    date: Day
    """The day it speaks of."""
    at: Moment
    """When it was entered."""
    by: Slug
    """Who checked in."""
    checkins: Annotated[tuple[CheckinEntry, ...], NullAsDefault()] = ()
    """The entries."""
    wins: Annotated[tuple[Title, ...], NullAsDefault()] = ()
    """What went well and deserves to be told."""


class PackFile(Record):
    """The check-in files of one person in a closed cycle, put together by `okr cycle pack`."""

    cycle: CycleId
    """The cycle of all of them."""
    packed: tuple[CheckinFile, ...]
    """The files as they were."""


# ── Plans ─────────────────────────────────────────────────────────────────────────────────────────────────────────


class Action(Record):
    """Something to do for a key result. Never counted: a task is not a result."""

    id: Slug | None = None
    """The name by which a check-in can mark it done."""
    title: Title
    """What is to be done."""
    owner: Slug | None = None
    """Who does it."""
    due: Day | None = None
    """The last day for it."""
    done: Done | None = None
    """`true`, or the day it was done."""


class Milestone(Record):
    """One step of a key result of kind `milestones`."""

    id: Slug | None = None
    """The name by which a check-in can mark it done."""
    title: Title
    """What is there when it is reached."""
    weight: Weight = Decimal(1)
    """How much it counts beside the others."""
    due: Day | None = None
    """The last day for it. Where every milestone has one, the expected progress follows these days."""
    done: Done | None = None
    """`true`, or the day it was reached."""


class Dependency(Record):
    """What an objective or key result needs from another one."""

    to: Reference
    """The objective or key result that must deliver."""
    need: Text | None = None
    """What is needed of it."""
    agreement: Agreement = "asked"
    """What the other side said: `asked`, `agreed` or `refused`. An answer needs `by` and `since`."""
    by: Slug | None = None
    """Who answered."""
    since: Day | None = None
    """When the answer was given."""
    reason: Text | None = None
    """Why, if there is more to say."""


class ChangeRecord(Record):
    """A change of what was agreed, made while the cycle runs."""

    date: Day
    """The day from which the new value holds."""
    field: Text
    """The field that was changed."""
    from_: Value | None = Field(default=None, alias="from")
    """What it said before; nothing where the field was not there."""
    to: Value | None = None
    """What it says from that day on."""
    reason: Text | None = None
    """Why it was changed."""


class Guardrail(Record):
    """What must not suffer on the way. Beyond its limit it holds the status at `at_risk`; progress stays as it is."""

    id: Slug
    """The name by which check-ins speak of it; no key result or action beside it has the same."""
    title: Title
    """What is watched."""
    unit: Text | None = None
    """What is counted."""
    must_not_exceed: Number | None = None
    """The highest value that is allowed."""
    must_not_fall_below: Number | None = None
    """The lowest value that is allowed."""
    warn_at: Levels | None = None
    """From where it is yellow; with two limits a pair, the lower one first."""
    checkins: Annotated[tuple[InlineCheckin, ...], NullAsDefault()] = ()
    """Check-ins written here instead of in a file of their own."""


class OwnScore(Record):
    """What people say of the grade at the end. The computed one stays beside it."""

    override: Share | None = None
    """The grade that counts, 0 to 1, where it is not the computed one. Needs a `reason`."""
    reason: Text | None = None
    """Why it is another one than the computed."""
    explanation: Text | None = None
    """What happened, where a promise was not kept."""
    learnings: Text | None = None
    """What was learned; by it a learning objective is `learned`."""


class KeyResult(Record):
    """A measurable result that shows whether the objective is reached."""

    id: Slug
    """Chosen by people, unique in its objective, and kept when the title changes."""
    title: Title
    """The result in words."""
    owner: Slug | None = None
    """A person or a team."""
    updater: Slug | None = None
    """The person who checks in, where a team owns it."""
    kind: Kind | None = None
    """How it is measured. Inferred: `target` → metric, `low` and `high` → between, `milestones`, `done` → binary,
    `target_per_period` → recurring. `baseline`: the number to find out first."""
    start: Number | None = None
    """The value at the beginning; 0 where it is not given."""
    target: Number | None = None
    """The value to reach, or the limit of `at_least`, `at_most`, `above`, `below`."""
    risk_threshold: Number | None = None
    """The last value beyond the limit of these four that is yellow and not red. Progress stays as it is."""
    low: Number | None = None
    """The lower end of `between`, included."""
    high: Number | None = None
    """The upper end of `between`, included."""
    risk_low: Number | None = None
    """The lowest value below `low` that is yellow and not red."""
    risk_high: Number | None = None
    """The highest value above `high` that is yellow and not red."""
    measured_by: MeasuredBy | None = None
    """Thresholds: the `latest` value decides (the default), their `average`, the `share` of check-ins that keep the
    limit, or the `distance` to it. Kind `recurring`: the `share` of periods met (the default), or the `sum`."""
    periods: Positive | None = None
    """`measured_by: share` of thresholds: how many check-ins are planned; unless given, those so far are all."""
    period: Stretch | None = None
    """Kind `recurring`: how long a period is."""
    target_per_period: Number | None = None
    """Kind `recurring`: the amount that each period has to reach."""
    milestones: Annotated[tuple[Milestone, ...], NullAsDefault()] = ()
    """The steps of kind `milestones`."""
    done: Done | None = None
    """Kind `binary`: `false` until it is done, then `true` or the day."""
    due: Day | None = None
    """Kind `binary`: the last day for it."""
    unit: Text | None = None
    """What is counted: `%`, `MQL`, `days` … Shown, never computed with."""
    aggregate: Aggregate | None = None
    """How check-ins make the value: the `latest` one (the default), `start` plus their `sum`, or their `average`. Kind
    `recurring`: the same inside of one period, and there `sum` is the default."""
    weight: Weight = Decimal(1)
    """How much it counts in its objective; 0 is shown and not counted."""
    start_date: Day | None = None
    """Where it begins later than its cycle."""
    end_date: Day | None = None
    """Where it ends before its cycle."""
    frequency: Frequency | None = None
    """How often it wants a check-in."""
    state: State | None = None
    """What people decided: `draft`, `paused`, `postponed`, `cancelled`, or `closed` (finished early)."""
    since: Day | None = None
    """The day of that decision."""
    reason: Text | None = None
    """Why it was decided."""
    indicator: Literal["leading", "lagging"] | None = None
    """Whether it shows early what will come, or at the end what has come. Shown, never computed with."""
    metric: Text | None = None
    """The name of what is measured, looked up in `definitions`."""
    definition: Text | None = None
    """What exactly is measured; wins over `definitions`."""
    depends_on: Annotated[tuple[Dependency, ...], NullAsDefault()] = ()
    """What it needs from others."""
    contributes_to: Annotated[tuple[Reference, ...], NullAsDefault()] = ()
    """Key results or objectives of others it helps; shown."""
    actions: Annotated[tuple[Action, ...], NullAsDefault()] = ()
    """What is done to get there."""
    guardrails: Annotated[tuple[Guardrail, ...], NullAsDefault()] = ()
    """What must not suffer on the way."""
    score: OwnScore | None = None
    """What people say of the grade at the end."""
    was: Annotated[tuple[Reference, ...], NullAsDefault()] = ()
    """Names it had before. What refers to one of them, a check-in for instance, still means this key result."""
    rolled_from: Reference | None = None
    """The key result of an earlier cycle that goes on here: `2026-Q3/demand/mql`."""
    decision: Decision | None = None
    """What becomes of it after the cycle: it is `achieved`, goes on (`carry_forward`), goes on changed (`modify`), is
    given up (`abandon`), or waits for a later cycle (`defer`). Only people say it."""
    changes: Annotated[tuple[ChangeRecord, ...], NullAsDefault()] = ()
    """What was changed after the cycle began, from what to what, and why. Earlier days use the earlier values."""
    checkins: Annotated[tuple[InlineCheckin, ...], NullAsDefault()] = ()
    """Check-ins written here instead of in a file of their own."""

    @property
    def aggregation(self) -> Aggregate:
        """How its check-ins are put together, said or by default."""
        if self.measured_by == "average" and self.measure in THRESHOLD_KINDS:
            return "average"
        return self.aggregate or ("sum" if self.measure == "recurring" else "latest")

    @property
    def counts_periods(self) -> bool:
        """Whether it is measured by how many of its periods, or check-ins, are good enough."""
        if self.measure == "recurring":
            return self.measured_by != "sum"
        return self.measured_by == "share" and self.measure in THRESHOLD_KINDS

    @property
    def measure(self) -> Kind | None:
        """The kind, said or inferred from the fields; None when the fields do not tell."""
        if self.kind:
            return self.kind
        if self.target is not None:
            return "metric"
        if self.target_per_period is not None:
            return "recurring"
        if self.low is not None or self.high is not None:
            return "between"
        if self.milestones:
            return "milestones"
        return "binary" if self.done is not None else None


class Objective(Record):
    """Where a person, team or company wants to be at the end of the cycle."""

    id: Slug
    """Chosen by people, unique in its cycle, and kept when the title changes or the objective goes on next cycle."""
    title: Title
    """The objective in words."""
    owner: Slug | None = None
    """A person or a team."""
    type: ObjectiveType | None = None
    """`aspirational` (0.7 is a success), `committed` (1.0 is), or `learning`."""
    weight: Weight = Decimal(1)
    """How much it counts in the objectives it contributes to."""
    state: State | None = None
    """What people decided: `draft`, `paused`, `postponed`, `cancelled`, or `closed` (finished early)."""
    since: Day | None = None
    """The day of that decision."""
    reason: Text | None = None
    """Why it was decided."""
    frequency: Frequency | None = None
    """How often its key results want a check-in."""
    contributes_to: Annotated[tuple[Reference, ...], NullAsDefault()] = ()
    """Parents. An objective without key results of its own takes its progress from those that contribute to it."""
    supports: Annotated[tuple[Reference, ...], NullAsDefault()] = ()
    """Objectives it helps without counting in them."""
    depends_on: Annotated[tuple[Dependency, ...], NullAsDefault()] = ()
    """What it needs from others."""
    guardrails: Annotated[tuple[Guardrail, ...], NullAsDefault()] = ()
    """What must not suffer on the way."""
    score: OwnScore | None = None
    """What people say of the grade at the end."""
    was: Annotated[tuple[Reference, ...], NullAsDefault()] = ()
    """Names it had before. What refers to one of them still means this objective."""
    decision: Decision | None = None
    """What becomes of it after the cycle: `achieved`, `carry_forward`, `modify`, `abandon` or `defer`."""
    changes: Annotated[tuple[ChangeRecord, ...], NullAsDefault()] = ()
    """What was changed after the cycle began, from what to what, and why."""
    key_results: Annotated[tuple[KeyResult, ...], NullAsDefault()] = ()
    """Two to five results that show whether it is reached."""


class ClosingItem(Record):
    """What is said of one objective or key result when its cycle is closed."""

    id: Reference
    """Which one: `demand` or `demand/mql`."""
    decision: Decision | None = None
    """What becomes of it."""
    score: Share | None = None
    """The grade, 0 to 1, where it is not the computed one."""
    reason: Text | None = None
    """Why it is another one than the computed."""
    explanation: Text | None = None
    """What happened, where a promise was not kept."""
    learnings: Text | None = None
    """What was learned."""


class ClosingSheet(Record):
    """What `okr cycle close --prepare` prints and `--with` reads. It is no file of the workspace."""

    cycle: CycleId
    """The cycle that is closed."""
    items: Annotated[tuple[ClosingItem, ...], NullAsDefault()] = ()
    """The objectives and key results."""
    retrospective: Annotated[tuple[QuestionAnswer, ...], NullAsDefault()] = ()
    """The questions, with what people said."""


class PlanFile(Record):
    """A file of objectives below `okrs/`."""

    cycle: CycleId
    """The cycle of everything in this file."""
    objectives: Annotated[tuple[Objective, ...], NullAsDefault()] = ()
    """The objectives."""


class WorkspaceFile(Record):
    """`okrs.yaml`: marks the workspace, and may hold everything that a small team needs."""

    settings: Annotated[Settings, NullAsDefault(Settings())] = Settings()
    """What the workspace decides for everybody."""
    cycle: CycleId | None = None
    """The cycle of the objectives in this file."""
    cycles: Annotated[tuple[Cycle, ...], NullAsDefault()] = ()
    """Cycles with dates, states or defaults of their own; a label such as `2026-Q4` needs no entry."""
    people: Annotated[tuple[Person, ...], NullAsDefault()] = ()
    """Who takes part. Optional: where the list exists, an unknown name is a warning."""
    teams: Annotated[tuple[Team, ...], NullAsDefault()] = ()
    """Groups that own objectives."""
    definitions: Annotated[dict[str, Text], NullAsDefault({})] = Field(default_factory=dict)
    """What metric names mean, for everybody."""
    objectives: Annotated[tuple[Objective, ...], NullAsDefault()] = ()
    """The objectives, where one file is enough."""
