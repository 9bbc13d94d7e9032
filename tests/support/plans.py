"""Plans in a few lines, for tests: plain dictionaries in, a `model.Plan` out, no files.

The default cycle `c` has 101 days, from 1 January to 11 April 2026, so that `day(40)` is 40 % of the time.

    one({"start": 0, "target": 100, "checkins": [(10, 30), (20, {"confidence": 7})]})
    plan({"demand": {"key_results": {"mql": {"target": 30}}}, "growth": {}})

Numbers may be int, str or Decimal, never float; days are counted from the start of the cycle, or ISO text.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import Any, Final, TypeVar

from okrcli.model.period import Period, PlannedCycle
from okrcli.model.plan import Checkin, CheckinRun, Location, Plan, Ref, latest_change
from okrcli.model.record_base import field_names
from okrcli.model.records import (
    ChangeRecord,
    CheckinEntry,
    Cycle,
    Dependency,
    Guardrail,
    KeyResult,
    Milestone,
    Objective,
    OwnScore,
    PathPoint,
    Tripwire,
)
from okrcli.model.settings import Settings

START: Final = date(2026, 1, 1)
CYCLE: Final = "c"
KR: Final = Ref(CYCLE, "o", "k")
T = TypeVar("T", Objective, KeyResult, Milestone, CheckinEntry, Guardrail, OwnScore, ChangeRecord, Dependency, Tripwire)
_NUMBERS: Final = frozenset(
    [
        *("below", "start", "target", "low", "high", "weight", "value", "target_per_period", "override"),
        *("risk_threshold", "risk_low", "risk_high", "must_not_exceed", "must_not_fall_below"),
        *("amount", "promised_amount"),
    ]
)
_DAYS: Final = frozenset(("start_date", "end_date", "since", "due", "promised_due", "on", "answered", "done", "date"))


def day(count: int | str) -> date:
    """The day `count` days after the start of the default cycle, or the one that an ISO text names."""
    return date.fromisoformat(count) if isinstance(count, str) else START + timedelta(days=count)


def cycle(name: str, first: int | str = 0, last: int | str = 100, **declared: Any) -> PlannedCycle:
    """A cycle with its days."""
    return PlannedCycle(name, Period(day(first), day(last)), Cycle(id=name, **declared))


def plan(
    objectives: Mapping[str, Mapping[str, Any]],
    *,
    cycles: Sequence[PlannedCycle] = (),
    settings: Settings | None = None,
) -> Plan:
    """A plan of objectives by id, in cycle `c`, or in another one where the id says so: `x/growth`."""
    known = {found.id: found for found in (cycle(CYCLE), *cycles)}
    built: dict[Ref, Objective] = {}
    checkins: dict[Ref, tuple[Checkin, ...]] = {}
    for name, content in objectives.items():
        where, _, own = name.rpartition("/")
        ref = Ref(where or CYCLE, own)
        key_results = content.get("key_results", {})
        built[ref] = _record(
            Objective,
            {k: v for k, v in content.items() if k != "checkins"},
            id=own,
            key_results=tuple(_key_result(key, fields_of) for key, fields_of in key_results.items()),
        )
        _add_checkins(checkins, ref, content)
        for key, fields_of in key_results.items():
            _add_checkins(checkins, ref._replace(key_result=key), fields_of)
    refs = [*built, *(Ref(*ref[:2], kr.id) for ref, objective in built.items() for kr in objective.key_results)]
    locations = {ref: Location("plan.yaml", ()) for ref in refs}
    return Plan(
        settings=settings or Settings(),
        cycles=known,
        objectives=built,
        checkins=checkins,
        locations=locations,
        latest_change=latest_change(built.values()),
    )


def one(key_result: Mapping[str, Any], **objective: Any) -> Plan:
    """A plan with the single key result `KR`, in objective `o`."""
    return plan({"o": {**objective, "key_results": {"k": key_result}}})


def checkin(when: int | str, said: Any, position: int = 0) -> Checkin:
    """A check-in: of a value, or of `{"value": …, "confidence": …, "id": …, "at": "09:00"}`.

    With an `id` it is a file of its own; without, it is written inside its key result, at `position`.
    """
    content = dict(said) if isinstance(said, Mapping) else {"value": said}
    document, clock, by = (content.pop(name, None) for name in ("id", "at", "by"))
    moment = datetime.fromisoformat(f"{day(when)}T{clock}").replace(tzinfo=UTC) if clock else None
    position = 0 if document else position
    run = CheckinRun(day(when), moment, by, document, Location(document or "plan.yaml", ()))
    return Checkin(_record(CheckinEntry, content), position, run)


def in_order(checkins: Sequence[Checkin]) -> tuple[Checkin, ...]:
    """As `Plan.checkins` holds them."""
    return tuple(sorted(checkins, key=lambda found: found.order))


def _add_checkins(checkins: dict[Ref, tuple[Checkin, ...]], ref: Ref, content: Mapping[str, Any]) -> None:
    for name, guardrail in content.get("guardrails", {}).items():
        _add_checkins(checkins, ref._replace(guardrail=name), guardrail)
    if said := content.get("checkins"):
        checkins[ref] = in_order([checkin(when, what, place) for place, (when, what) in enumerate(said)])


def _key_result(name: str, content: Mapping[str, Any]) -> KeyResult:
    own = {key: value for key, value in content.items() if key != "checkins"}
    if "milestones" in own:
        own["milestones"] = tuple(_milestone(*item) for item in own["milestones"].items())
    return _record(KeyResult, own, id=name)


def _milestone(name: str, content: Mapping[str, Any]) -> Milestone:
    return _record(Milestone, content, id=name)


def _guardrail(name: str, content: Mapping[str, Any]) -> Guardrail:
    return _record(Guardrail, {key: value for key, value in content.items() if key != "checkins"}, id=name)


def _change(when: int | str, field: str, before: Any, after: Any, reason: str | None = None) -> ChangeRecord:
    """A recorded change: `(20, "target", 30, 25)`."""
    texts = (Decimal(said) if isinstance(said, int) else said for said in (before, after))
    return _record(
        ChangeRecord, {"date": when, "field": field, "reason": reason}, **dict(zip(("from_", "to"), texts, strict=True))
    )


def _record(kind: type[T], content: Mapping[str, Any], **fixed: Any) -> T:
    """A record of the model; lists become tuples, numbers Decimals, days dates."""
    values: dict[str, Any] = {"title": str(fixed.get("id", ""))} if "title" in field_names(kind) else {}
    for name, value in {**content, **fixed}.items():
        if name == "depends_on":
            values[name] = tuple(
                Dependency(to=need) if isinstance(need, str) else _record(Dependency, need) for need in value
            )
        elif name == "path":
            values[name] = tuple(PathPoint(on=day(on), value=Decimal(level)) for on, level in value.items())
        elif name == "tripwires":
            values[name] = tuple(_record(Tripwire, {"then": "stop", **content}) for content in value)
        elif name == "guardrails":
            values[name] = tuple(_guardrail(*item) for item in value.items())
        elif name == "changes":
            values[name] = tuple(_change(*item) for item in value)
        elif name == "score" and value is not None:
            values[name] = _record(OwnScore, value)
        elif name == "warn_at":
            values[name] = tuple(map(Decimal, value))
        elif name in _NUMBERS and value is not None:
            values[name] = Decimal(value)
        elif name in _DAYS and isinstance(value, int | str) and not isinstance(value, bool):
            values[name] = day(value)
        else:
            values[name] = tuple(value) if isinstance(value, list) else value
    return kind(**values)
