"""The records of the files: objectives, key results, check-ins, cycles, people, teams, and whole files.

Objectives, key results and check-ins, of which there may be hundreds of thousands, are slotted dataclasses (`@entry`):
they take a third of the memory of a model. The plan that the files of a workspace make together is in `plan`.
"""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Annotated, ClassVar, Final, Literal

from pydantic import Field

from okrcli.model.record_base import Record, entry
from okrcli.model.scalars import (
    Account,
    Confidence,
    CycleId,
    Day,
    Done,
    DoneNow,
    Email,
    Flag,
    Frequency,
    Handle,
    Length,
    Levels,
    Moment,
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
from okrcli.model.settings import Concerned, ObjectiveType, Settings

Kind = Literal[
    "metric", "at_least", "at_most", "above", "below", "between", "milestones", "binary", "recurring", "baseline"
]
THRESHOLD_KINDS: Final = frozenset(("at_least", "at_most", "above", "below", "between"))
State = Literal["draft", "paused", "postponed", "cancelled", "closed"]
CycleState = Literal["draft", "active", "grading", "closed"]
Aggregate = Literal["latest", "sum", "average"]
Origin = Literal["own", "handed_down"]
PartsMake = Literal["sum", "average", "weighted"]
MeasuredBy = Literal["latest", "share", "average", "distance", "sum"]
Stretch = Literal["day", "week", "two_weeks", "month", "quarter"]
ReportedStatus = Literal["on_track", "at_risk", "off_track", "auto"]
Answer = Literal["asked", "agreed", "refused"]
Decision = Literal["achieved", "carry_forward", "modify", "abandon", "defer"]


# ── People and cycles ──────────────────────────────────────────────────────────────────────────────────────


class Person(Record):
    """A person who owns, updates or checks in."""

    id: Slug
    """The name used in `owner`, `updater` and `by`."""
    name: Text | None = None
    """The name as people write it."""
    email: Email | None = None
    """The address in this person's git configuration. `okr` finds the current person by it."""
    other_emails: Annotated[tuple[Email, ...], NullAsDefault()] = ()
    """Other addresses of commits of this person: an earlier one, or that of an account."""
    github: Account | None = None
    """The account on GitHub: `mai-tran`. CODEOWNERS and lists of reviewers name it."""
    gitlab: Account | None = None
    """The account on GitLab, likewise."""

    @property
    def addresses(self) -> tuple[str, ...]:
        """All e-mail addresses in small letters, the main one first."""
        return tuple(email.lower() for email in (self.email, *self.other_emails) if email)


class Team(Record):
    """A group that owns objectives or key results."""

    id: Slug
    """The name used in `owner`."""
    name: Text | None = None
    """The name as people write it."""
    parent: Slug | None = None
    """The team this one is part of."""
    lead: Slug | None = None
    """The person who leads it, and can be asked to agree to the objectives of its members and of the teams below."""
    members: Annotated[tuple[Slug, ...], NullAsDefault()] = ()
    """The people in it. A key result of the team without an `updater` is theirs to check in."""
    github: Handle | None = None
    """The team on GitHub, as `organisation/team`: CODEOWNERS and lists of reviewers name it instead of its members."""
    gitlab: Handle | None = None
    """The group on GitLab, likewise."""


class QuestionAnswer(Record):
    """An answer to a question of the retrospective."""

    question: Text
    """The question."""
    answer: Text | None = None
    """The answer."""


@entry
class ChangeRecord:
    """A change of what was agreed, made while the cycle runs."""

    date: Day
    """The day from which the new value holds."""
    field: Text
    """The field that was changed; `added` where it is the day on which the thing itself came into the plan."""
    from_: Value | None = Field(default=None, alias="from")
    """The value before; nothing if the field was missing."""
    to: Value | None = None
    """The value from that day on."""
    reason: Text | None = None
    """The reason of the change."""


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
    """The time between two check-ins for key results of this cycle."""
    agreement: tuple[Concerned, ...] | None = None
    """The people whose agreement its objectives want, instead of those in `settings.cycle.agreement`; `[]`: no one."""
    retrospective: Annotated[tuple[QuestionAnswer, ...], NullAsDefault()] = ()
    """The answers of the retrospective."""
    changes: Annotated[tuple[ChangeRecord, ...], NullAsDefault()] = ()
    """The changes of its days and state after it began: old value, new value and reason."""


# ── Check-ins ─────────────────────────────────────────────────────────────────────────────────────────────────────


@entry
class CheckinValues:
    """The values of one check-in for one item. All fields are optional; a note alone is a check-in too."""

    value: Number | None = None
    """The measured value, in the unit of the key result; with `aggregate: sum` the amount to add."""
    done: DoneNow | None = None
    """`true` when it is done; for milestones the ids of those now done."""
    missed: Flag | None = None
    """`true`: nothing was measured this time. The value stays; with `measured_by: share` it counts as not met."""
    confidence: Confidence | None = None
    """The confidence that the target will be reached, 0 to 10. Start at 5."""
    status: ReportedStatus | None = None
    """Your own word, shown beside the computed status until you replace it; `auto` takes it back."""
    note: Text | None = None
    """A note about what happened, in a sentence."""
    blocker: Text | None = None
    """The blocker."""
    corrects: Slug | None = None
    """The id of the check-in file whose entry for the same target this one replaces."""


@entry
class InlineCheckin(CheckinValues):
    """A check-in written inside its key result."""

    date: Day
    """The day it speaks of."""
    at: Moment | None = None
    """The time of entry."""
    by: Slug | None = None
    """The person who checked in."""


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
        """The field that names the target, and its text; None if no field or several fields do."""
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
    """The time of entry."""
    by: Slug
    """The person who checked in."""
    checkins: Annotated[tuple[CheckinEntry, ...], NullAsDefault()] = ()
    """The entries."""
    wins: Annotated[tuple[Title, ...], NullAsDefault()] = ()
    """The wins: what went well."""


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
    """The task."""
    owner: Slug | None = None
    """The person who does it."""
    start_date: Day | None = None
    """The first day, where it is later than that of its key result."""
    due: Day | None = None
    """The last day for it."""
    done: Done | None = None
    """`true`, or the day it was done."""


class Milestone(Record):
    """One step of a key result of kind `milestones`."""

    id: Slug | None = None
    """The name by which a check-in can mark it done."""
    title: Title
    """The result that is there when it is reached."""
    weight: Weight = Decimal(1)
    """The weight among the other milestones."""
    due: Day | None = None
    """The last day for it. Where every milestone has one, the expected progress follows these days."""
    done: Done | None = None
    """`true`, or the day it was reached."""
    state: Literal["cancelled"] | None = None
    """`cancelled` where it was given up: it counts up to the day before."""
    since: Day | None = None
    """The day of that decision."""
    reason: Text | None = None
    """The reason of the cancellation."""
    changes: Annotated[tuple[ChangeRecord, ...], NullAsDefault()] = ()
    """The changes after the cycle began: old value, new value and reason; also the day on which it was added."""


class Dependency(Record):
    """A dependency: something that an objective or key result needs from another one."""

    to: Reference
    """The objective or key result that must deliver."""
    need: Text | None = None
    """The need, in words."""
    amount: Number | None = None
    """The value that the key result `to` has to reach, in its unit."""
    due: Day | None = None
    """The last day for it. With an amount it is the last day of the key result `to` unless given."""
    asked: Day | None = None
    """The day of the request."""
    agreement: Answer = "asked"
    """The answer of the other side: `asked` (none yet), `agreed` or `refused`. An answer needs `by` and `since`."""
    by: Slug | None = None
    """The person who answered."""
    since: Day | None = None
    """The day of the answer."""
    reason: Text | None = None
    """The reason of the answer."""
    condition: Text | None = None
    """The condition of an agreement."""
    promised_amount: Number | None = None
    """The amount that is promised, where it is another one than `amount`."""
    promised_due: Day | None = None
    """The day that is promised, where it is another one than `due`."""
    changes: Annotated[tuple[ChangeRecord, ...], NullAsDefault()] = ()
    """The changes after the agreement: old value, new value and reason. Earlier days use the earlier values."""

    @property
    def promise(self) -> tuple[Decimal | None, date | None]:
        """The amount and the day that an agreement is about: those that are promised, else those that are asked."""
        amount = self.amount if self.promised_amount is None else self.promised_amount
        return amount, self.promised_due or self.due


class Guardrail(Record):
    """A number that must not get worse. Beyond its limit it holds the status at `at_risk`; progress stays as it is."""

    id: Slug
    """The name by which check-ins speak of it; no key result or action beside it has the same."""
    title: Title
    """The title of the number."""
    unit: Text | None = None
    """The unit."""
    must_not_exceed: Number | None = None
    """The highest value that is allowed."""
    must_not_fall_below: Number | None = None
    """The lowest value that is allowed."""
    warn_at: Levels | None = None
    """From where it is yellow; with two limits a pair, the lower one first."""
    checkins: Annotated[tuple[InlineCheckin, ...], NullAsDefault()] = ()
    """Check-ins written here instead of in a file of their own."""


class Tripwire(Record):
    """A day on which progress is compared with a share, and what was agreed for the case that it is below."""

    on: Day
    """The day. An objective or key result has one tripwire for a day at most."""
    below: Share
    """The progress, 0 to 1, below which it is reached on that day."""
    then: Title
    """The step that was agreed for that case. It is asked for and never done by itself."""
    by: Slug | None = None
    """The person or team that is asked; the owner where it is not given."""
    answer: Text | None = None
    """The answer when it was reached: what was done, or why not; `okr done` writes it."""
    answered_by: Slug | None = None
    """The person who answered."""
    answered: Day | None = None
    """The day of the answer. Until then every view asks for it."""


class Agreement(Record):
    """The agreement of a person to an objective, or the refusal."""

    by: Slug
    """The person."""
    agreement: Literal["agreed", "refused"]
    """The answer: `agreed` or `refused`."""
    since: Day
    """The day of the answer."""
    condition: Text | None = None
    """The condition of the agreement."""
    reason: Text | None = None
    """The reason of the answer; a refusal needs one."""
    version: Slug | None = None
    """The version of the objective that the answer is about; `okr agree` writes it. It is made of titles, owners,
    numbers and links. Unless given, the answer is about every version."""


class OwnScore(Record):
    """The score that people set at the end. The computed one stays beside it."""

    override: Share | None = None
    """The grade that counts, 0 to 1, where it is not the computed one. Needs a `reason`."""
    reason: Text | None = None
    """The reason why it differs from the computed score."""
    accepted: Share | None = None
    """The computed grade that people took when the cycle was closed; it counts, also where a later one differs."""
    explanation: Text | None = None
    """The explanation of a missed commitment."""
    learnings: Text | None = None
    """The learnings; with them a learning objective is `learned`."""

    @property
    def why(self) -> str | None:
        """The reason for a grade that is not the computed one; None if none was given."""
        if self.override is None and self.accepted is not None:
            return "taken when the cycle was closed"
        return self.reason


class PathPoint(Record):
    """A point of the planned path of a key result: the value that is expected on a day."""

    on: Day
    """The day."""
    value: Number
    """The value that is expected on it, in the unit of the key result; with `aggregate: sum` the total by then."""


@entry
class KeyResult:
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
    """The kind of measure. Inferred: `target` → metric, `low` and `high` → between, `milestones`, `done` → binary,
    `target_per_period` → recurring. `baseline`: the number to find out first."""
    start: Number | None = None
    """The value at the beginning; 0 where it is not given."""
    target: Number | None = None
    """The value to reach, or the limit of `at_least`, `at_most`, `above`, `below`."""
    path: Annotated[tuple[PathPoint, ...], NullAsDefault()] = ()
    """Kind `metric`: the expected values on the way, where it is no straight line from `start` to `target`."""
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
    """The unit: `%`, `MQL`, `days` … Shown, never computed with."""
    aggregate: Aggregate | None = None
    """The computation of the value from the check-ins: the `latest` one (the default), `start` plus their `sum`, or
    their `average`. Kind `recurring`: the same inside of one period, and there `sum` is the default."""
    value_from: Literal["parts"] | None = None
    """`parts`: the value comes from the key results that contribute to this one, and is never checked in."""
    parts: PartsMake = "sum"
    """`value_from: parts`: the value is the `sum` of the values of the parts, their `average`, or their average
    `weighted` by the weights of the parts."""
    weight: Weight = Decimal(1)
    """The weight in its objective; 0 is shown and not counted."""
    start_date: Day | None = None
    """The first day of the key result, where it is later than that of its objective."""
    end_date: Day | None = None
    """The last day, if it ends before its cycle."""
    frequency: Frequency | None = None
    """The time between two check-ins."""
    state: State | None = None
    """The state that people decided: `draft`, `paused`, `postponed`, `cancelled`, or `closed` (finished early)."""
    since: Day | None = None
    """The day of that decision."""
    reason: Text | None = None
    """The reason of the state."""
    indicator: Literal["leading", "lagging"] | None = None
    """The kind of indicator: `leading` predicts the result, `lagging` confirms it. Shown, never computed with."""
    metric: Text | None = None
    """The name of what is measured, looked up in `definitions`."""
    definition: Text | None = None
    """The exact meaning of the metric; it has priority over `definitions`."""
    depends_on: Annotated[tuple[Dependency, ...], NullAsDefault()] = ()
    """The dependencies on other objectives and key results."""
    contributes_to: Annotated[tuple[Reference, ...], NullAsDefault()] = ()
    """Key results or objectives of others it helps; shown."""
    actions: Annotated[tuple[Action, ...], NullAsDefault()] = ()
    """The actions."""
    guardrails: Annotated[tuple[Guardrail, ...], NullAsDefault()] = ()
    """The guardrails: numbers that must not get worse."""
    tripwires: Annotated[tuple[Tripwire, ...], NullAsDefault()] = ()
    """The tripwires: days on which too little progress asks for something that was agreed."""
    score: OwnScore | None = None
    """The score that people set at the end."""
    was: Annotated[tuple[Reference, ...], NullAsDefault()] = ()
    """Names it had before. What refers to one of them, a check-in for instance, still means this key result."""
    rolled_from: Reference | None = None
    """The key result of an earlier cycle that goes on here: `2026-Q3/demand/mql`."""
    decision: Decision | None = None
    """The decision after the cycle: it is `achieved`, goes on (`carry_forward`), goes on changed (`modify`), is given
    up (`abandon`), or waits for a later cycle (`defer`). Only people decide it."""
    changes: Annotated[tuple[ChangeRecord, ...], NullAsDefault()] = ()
    """The changes after the cycle began: old value, new value and reason. Earlier days use the earlier values."""
    checkins: Annotated[tuple[InlineCheckin, ...], NullAsDefault()] = ()
    """Check-ins written here instead of in a file of their own."""

    @property
    def parts_text(self) -> str:
        """The way in which parts make its value, as a noun."""
        return {"sum": "sum", "average": "average", "weighted": "weighted average"}[self.parts]

    @property
    def aggregation(self) -> Aggregate:
        """The aggregation of its check-ins: as given, or the default of its kind."""
        if self.value_from:
            return "latest"
        if self.measured_by == "average" and self.measure in THRESHOLD_KINDS:
            return "average"
        return self.aggregate or ("sum" if self.measure == "recurring" else "latest")

    @property
    def counts_periods(self) -> bool:
        """True if it is measured by how many of its periods, or check-ins, are good enough."""
        if self.measure == "recurring":
            return self.measured_by != "sum"
        return self.measured_by == "share" and self.measure in THRESHOLD_KINDS

    @property
    def follows_path(self) -> bool:
        """True if its expected progress follows a planned path; a path of another kind does not count."""
        return bool(self.path) and self.measure == "metric"

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


@entry
class Objective:
    """An objective: the state that a person, team or company wants at the end of the cycle."""

    id: Slug
    """Chosen by people, unique in its cycle, and kept when the title changes or the objective goes on next cycle."""
    title: Title
    """The objective in words."""
    owner: Slug | None = None
    """A person or a team."""
    type: ObjectiveType | None = None
    """`aspirational` (0.7 is a success), `committed` (1.0 is), or `learning`."""
    origin: Origin | None = None
    """The origin: `own` if its owner set it, `handed_down` if it came from above. Shown, and counted by
    `okr cycle score` and `okr cycle retro`."""
    weight: Weight = Decimal(1)
    """The weight in the objectives that it contributes to."""
    start_date: Day | None = None
    """The first day of the objective and its key results, where it is later than that of the cycle."""
    state: State | None = None
    """The state that people decided: `draft`, `paused`, `postponed`, `cancelled`, or `closed` (finished early)."""
    since: Day | None = None
    """The day of that decision."""
    reason: Text | None = None
    """The reason of the state."""
    frequency: Frequency | None = None
    """The time between two check-ins for its key results."""
    contributes_to: Annotated[tuple[Reference, ...], NullAsDefault()] = ()
    """Parents. An objective without key results of its own takes its progress from those that contribute to it."""
    supports: Annotated[tuple[Reference, ...], NullAsDefault()] = ()
    """Objectives it helps without counting in them."""
    depends_on: Annotated[tuple[Dependency, ...], NullAsDefault()] = ()
    """The dependencies on other objectives and key results."""
    guardrails: Annotated[tuple[Guardrail, ...], NullAsDefault()] = ()
    """The guardrails: numbers that must not get worse."""
    tripwires: Annotated[tuple[Tripwire, ...], NullAsDefault()] = ()
    """The tripwires: days on which too little progress asks for something that was agreed."""
    agreements: Annotated[tuple[Agreement, ...], NullAsDefault()] = ()
    """The agreements of people to this objective with its key results, and their refusals: one of each person."""
    score: OwnScore | None = None
    """The score that people set at the end."""
    was: Annotated[tuple[Reference, ...], NullAsDefault()] = ()
    """Names it had before. What refers to one of them still means this objective."""
    rolled_from: Reference | None = None
    """The objective of an earlier cycle that goes on here: `2026-Q3/demand`."""
    decision: Decision | None = None
    """The decision after the cycle: `achieved`, `carry_forward`, `modify`, `abandon` or `defer`."""
    changes: Annotated[tuple[ChangeRecord, ...], NullAsDefault()] = ()
    """The changes after the cycle began: old value, new value and reason."""
    key_results: Annotated[tuple[KeyResult, ...], NullAsDefault()] = ()
    """Two to five results that show whether it is reached."""


class ClosingItem(Record):
    """The answers for one objective or key result when its cycle is closed."""

    id: Reference
    """The reference: `demand` or `demand/mql`."""
    decision: Decision | None = None
    """The decision."""
    score: Share | None = None
    """The grade, 0 to 1, where it is not the computed one."""
    reason: Text | None = None
    """The reason why it differs from the computed score."""
    explanation: Text | None = None
    """The explanation of a missed commitment."""
    learnings: Text | None = None
    """The learnings."""


class ClosingSheet(Record):
    """The sheet that `okr cycle close --prepare` prints and `--with` reads. It is not in the workspace."""

    cycle: CycleId
    """The cycle that is closed."""
    state: CycleState | None = None
    """The state of the cycle when the sheet was printed. If it was closed since then, an answer that differs is a
    conflict."""
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
    """The settings of the workspace."""
    cycle: CycleId | None = None
    """The cycle of the objectives in this file."""
    cycles: Annotated[tuple[Cycle, ...], NullAsDefault()] = ()
    """Cycles with dates, states or defaults of their own; a label such as `2026-Q4` needs no entry."""
    people: Annotated[tuple[Person, ...], NullAsDefault()] = ()
    """The people. Optional: if the list exists, an unknown name is a warning."""
    teams: Annotated[tuple[Team, ...], NullAsDefault()] = ()
    """Groups that own objectives."""
    definitions: Annotated[dict[str, Text], NullAsDefault({})] = Field(default_factory=dict)
    """The meanings of metric names."""
    objectives: Annotated[tuple[Objective, ...], NullAsDefault()] = ()
    """The objectives, where one file is enough."""


class PeopleFile(Record):
    """People and teams in a file directly below `okrs/`, where `okrs.yaml` would be too long with them."""

    cycle: ClassVar[None] = None
    """People belong to no cycle."""
    people: Annotated[tuple[Person, ...], NullAsDefault()] = ()
    """More people, as in `okrs.yaml`."""
    teams: Annotated[tuple[Team, ...], NullAsDefault()] = ()
    """More groups that own objectives."""


FileRecord = WorkspaceFile | PlanFile | CheckinFile | PackFile | PeopleFile
"""The content of one file."""
