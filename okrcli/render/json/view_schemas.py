"""What the JSON of each view holds, as JSON Schema: the promise behind `schema_version`.

Within one version fields may be added, and none is taken away or changes its meaning.
"""

from __future__ import annotations

from typing import Any, Final, get_args

from okrcli.model.json_schema import DRAFT
from okrcli.model.records import Decision, Kind, ObjectiveType
from okrcli.urls import SCHEMAS

Schema = dict[str, Any]

_TEXT: Final = {"type": "string"}
_TEXT_OR_NULL: Final = {"type": ["string", "null"]}
_NUMBER: Final = {"type": "number"}
_NUMBER_OR_NULL: Final = {"type": ["number", "null"]}
_COUNT: Final = {"type": "integer", "minimum": 0}
_POSITION: Final = {"type": "integer", "minimum": 1}
_FLAG: Final = {"type": "boolean"}
_DAY: Final = {"type": "string", "format": "date"}
_DAY_OR_NULL: Final = {"type": ["string", "null"], "format": "date"}
_TEXTS: Final = {"type": "array", "items": _TEXT}
_CODE: Final = {"type": "string", "pattern": "^OKR[0-9]{3}$"}
_SEVERITY: Final = {"enum": ["error", "warning", "info"]}


def _ref(name: str) -> Schema:
    return {"$ref": f"#/definitions/{name}"}


def _or_null(schema: Schema) -> Schema:
    return {"anyOf": [schema, {"type": "null"}]}


def _list(schema: Schema) -> Schema:
    return {"type": "array", "items": schema}


def _words(annotation: Any) -> Schema:
    return {"enum": [*get_args(annotation), None]}


def _group(**fields: Schema) -> Schema:
    """A group in which all of these fields are always there."""
    return {"type": "object", "properties": fields, "required": list(fields)}


def _view(kind: str, **fields: Schema) -> Schema:
    return _group(schema_version={"const": 1}, kind={"const": kind}, **fields)


def _status() -> Schema:
    return _group(
        shown=_TEXT_OR_NULL, computed=_TEXT_OR_NULL, reported=_TEXT_OR_NULL, reason=_TEXT_OR_NULL, marks=_TEXTS
    )


def _checkin() -> Schema:
    return _group(
        date=_DAY,
        at={"type": ["string", "null"], "format": "date-time"},
        by=_TEXT_OR_NULL,
        value=_NUMBER_OR_NULL,
        done={"type": ["boolean", "array", "null"], "items": _TEXT},
        missed=_FLAG,
        confidence={"type": ["integer", "null"], "minimum": 0, "maximum": 10},
        status=_TEXT_OR_NULL,
        note=_TEXT_OR_NULL,
        blocker=_TEXT_OR_NULL,
        id=_TEXT_OR_NULL,
        corrects=_TEXT_OR_NULL,
    )


def _named() -> dict[str, Schema]:
    """What an objective and a key result have in common."""
    return {
        "id": _TEXT,
        "reference": _TEXT,
        "title": _TEXT,
        "owner": _TEXT_OR_NULL,
        "weight": {"type": "number"},
        "progress": _NUMBER_OR_NULL,
        "expected": _NUMBER_OR_NULL,
        "score": _NUMBER_OR_NULL,
        "override": _NUMBER_OR_NULL,
        "status": _ref("status"),
        "guardrails": _list(_ref("guardrail")),
    }


def _objective() -> Schema:
    return _group(
        **_named(),
        type=_words(ObjectiveType),
        confidence=_group(value=_NUMBER_OR_NULL, net=_NUMBER_OR_NULL),
        children=_TEXTS,
        key_results=_list(_ref("key_result")),
    )


def _key_result() -> Schema:
    return _group(
        **_named(),
        kind=_words(Kind),
        unit=_TEXT_OR_NULL,
        start=_NUMBER_OR_NULL,
        target=_NUMBER_OR_NULL,
        current=_NUMBER_OR_NULL,
        raw=_NUMBER_OR_NULL,
        has_data=_FLAG,
        periods=_or_null(_group(met=_COUNT, so_far=_COUNT, whole=_COUNT, share_so_far=_NUMBER_OR_NULL)),
        indicator={"enum": ["leading", "lagging", None]},
        confidence=_group(
            value=_NUMBER_OR_NULL, previous=_NUMBER_OR_NULL, series=_list(_group(date=_DAY, value={"type": "integer"}))
        ),
        last_checkin=_or_null(_ref("checkin")),
        due=_group(next=_DAY_OR_NULL, overdue=_FLAG),
    )


def _settings() -> Schema:
    return _group(
        checkin=_group(frequency=_TEXT),
        cycle=_group(fiscal_year_start=_POSITION, fiscal_year_name=_TEXT),
        type=_group(default=_TEXT),
        pace=_group(aspirational=_list(_NUMBER), committed=_list(_NUMBER), grace=_NUMBER),
        score=_group(bands=_list(_NUMBER), band_names=_TEXTS),
        verdict=_group(aspirational=_NUMBER, partial=_NUMBER, committed=_NUMBER),
    )


def _guardrail() -> Schema:
    return _group(
        id=_TEXT,
        reference=_TEXT,
        title=_TEXT,
        unit=_TEXT_OR_NULL,
        must_not_exceed=_NUMBER_OR_NULL,
        must_not_fall_below=_NUMBER_OR_NULL,
        state={"enum": ["breached", "warning", "kept", "no_data"]},
        value=_NUMBER_OR_NULL,
        date=_DAY_OR_NULL,
        breaches=_COUNT,
        readings=_COUNT,
    )


def _show() -> Schema:
    view = _view(
        "show",
        on=_DAY,
        contributes_to=_TEXTS,
        contributors=_TEXTS,
        definition=_TEXT_OR_NULL,
        milestones=_list(_group(id=_TEXT_OR_NULL, title=_TEXT, weight={"type": "number"}, done=_FLAG)),
        actions=_list(_group(id=_TEXT_OR_NULL, title=_TEXT, owner=_TEXT_OR_NULL, due=_DAY_OR_NULL, done=_FLAG)),
        changes=_list(_group(date=_DAY, field=_TEXT, **{"from": {}, "to": {}}, reason=_TEXT_OR_NULL)),
        band=_TEXT_OR_NULL,
        verdict=_TEXT_OR_NULL,
        checkins=_list(_ref("checkin")),
    )
    view["properties"] |= {"objective": _ref("objective"), "key_result": _ref("key_result")}
    return view | {"oneOf": [{"required": ["objective"]}, {"required": ["key_result"]}]}


def _finding() -> Schema:
    return _group(
        path=_TEXT,
        line=_POSITION,
        column=_POSITION,
        end_column=_POSITION,
        code=_CODE,
        severity=_SEVERITY,
        message=_TEXT,
        hint=_TEXT_OR_NULL,
    )


def _summary() -> Schema:
    names = ("errors", "warnings", "infos", "files", "objectives", "key_results", "checkins")
    return _group(**dict.fromkeys(names, _COUNT))


def _difference(**more: Schema) -> Schema:
    """One thing that is not what it was; values as the files have them, whole records as groups of what they say."""
    return _group(
        kind={"enum": ["added", "removed", "renamed", "moved", "changed"]},
        noun=_TEXT,
        reference=_TEXT_OR_NULL,
        item=_TEXT_OR_NULL,
        field=_TEXT_OR_NULL,
        before={},
        after={},
        reason=_TEXT_OR_NULL,
        is_progress=_FLAG,
        **more,
    )


def _commit() -> dict[str, Schema]:
    return {
        "commit": _TEXT,
        "at": {"type": "string", "format": "date-time"},
        "author": _TEXT,
        "email": _TEXT,
        "person": _TEXT_OR_NULL,
        "subject": _TEXT,
        "is_merge": _FLAG,
    }


def _history() -> dict[str, Schema]:
    """The views of the history."""
    both = _group(before=_NUMBER_OR_NULL, after=_NUMBER_OR_NULL)
    differences = _list(_difference())
    moved = _group(reference=_TEXT, value=both, delta=_NUMBER_OR_NULL, progress=both, entries=_list(_ref("checkin")))
    signature = _or_null(_group(state={"enum": [*"GNBUXYRE"]}, signer=_TEXT))
    change = _difference(is_goalpost=_FLAG, entered=_DAY_OR_NULL)
    field = _group(
        field=_TEXT, item=_TEXT_OR_NULL, value={}, before={}, reason=_TEXT_OR_NULL, by=_or_null(_group(**_commit()))
    )
    return {
        "diff": _view(
            "diff",
            on=_DAY,
            before=_TEXT,
            after=_TEXT,
            verdict={"enum": ["intent", "progress", "nothing", "unknown"]},
            goalposts=_list(_difference(began=_DAY, progress=both)),
            altered=differences,
            arrivals=differences,
            others=differences,
            checkins=_list(moved),
            wins=differences,
            no_change_in_meaning=_TEXTS,
            left_out=_TEXTS,
        ),
        "log": _view(
            "log",
            on=_DAY,
            is_cut=_FLAG,
            entries=_list(_group(**_commit(), signature=signature, changes=_list(change), left_out=_TEXTS)),
        ),
        "blame": _view("blame", on=_DAY, reference=_TEXT, title=_TEXT, is_cut=_FLAG, fields=_list(field)),
    }


def _tree() -> Schema:
    ends: dict[str, Schema] = {"from": _TEXT, "to": _TEXT_OR_NULL}
    need = _group(**ends, written=_TEXT, need=_TEXT_OR_NULL, agreement=_TEXT)
    node = _group(
        **_objective()["properties"],
        contributes_to=_TEXTS,
        is_selected=_FLAG,
        is_orphan=_FLAG,
        loop=_TEXTS,
        depends_on=_list(need),
    )
    return _view("tree", on=_DAY, cycle=_ref("cycle"), objectives=_list(node), left_out=_TEXTS)


def _duty() -> Schema:
    return _group(
        kind=_TEXT,
        reference=_TEXT,
        title=_TEXT,
        people=_TEXTS,
        owner=_TEXT_OR_NULL,
        due=_DAY,
        days_late={"type": "integer"},
        is_now=_FLAG,
        about=_TEXT_OR_NULL,
        command=_TEXT_OR_NULL,
    )


def _due() -> Schema:
    return _view("due", on=_DAY, cycles=_list(_ref("cycle")), duties=_list(_duty()), left_out=_TEXTS)


def _owned(**fields: Schema) -> Schema:
    return _group(reference=_TEXT, title=_TEXT, owner=_TEXT_OR_NULL, **fields)


def _move() -> Schema:
    numbers = _group(
        value=_NUMBER_OR_NULL,
        progress=_NUMBER_OR_NULL,
        confidence={"type": ["integer", "null"]},
        status=_TEXT_OR_NULL,
    )
    return _owned(unit=_TEXT_OR_NULL, before=numbers, after=numbers, checkins=_list(_ref("checkin")))


def _win() -> Schema:
    return _group(date=_DAY, by=_TEXT_OR_NULL, text=_TEXT)


def _agenda() -> Schema:
    concern = _owned(
        status=_TEXT_OR_NULL,
        reason=_TEXT_OR_NULL,
        days_silent={"type": ["integer", "null"]},
        overdue=_FLAG,
        blocker=_TEXT_OR_NULL,
    )
    return _view(
        "agenda",
        on=_DAY,
        since=_DAY,
        cycle=_ref("cycle"),
        minutes=_list(_group(section=_TEXT, minutes=_POSITION)),
        breached=_TEXTS,
        health=_list(_ref("guardrail")),
        moved=_list(_move()),
        unmoved=_COUNT,
        concerns=_list(concern),
        agreements=_list(_duty()),
        untouched=_list(_owned(kind=_TEXT, days={"type": "integer"}, is_late=_FLAG, is_paused=_FLAG)),
        decisions=_list(_owned(question=_TEXT, why=_TEXT, command=_TEXT)),
        wins=_list(_win()),
        steps=_list(_owned(kind=_TEXT, due=_DAY_OR_NULL)),
        done=_list(_group(reference=_TEXT, title=_TEXT)),
        left_out=_TEXTS,
    )


def _reminders() -> Schema:
    reminder = _group(
        person=_TEXT_OR_NULL, name=_TEXT, email=_TEXT_OR_NULL, is_now=_FLAG, text=_TEXT, duties=_list(_duty())
    )
    return _view("reminders", on=_DAY, cycles=_list(_ref("cycle")), people=_list(reminder), left_out=_TEXTS)


def _discipline() -> Schema:
    row = _group(who=_TEXT, on_time=_COUNT, passed=_COUNT)
    return _view(
        "discipline", on=_DAY, cycle=_ref("cycle"), people=_list(row), teams=_list(row), all=row, left_out=_TEXTS
    )


def _digest() -> Schema:
    before = _group(reference=_TEXT, progress=_NUMBER_OR_NULL, status=_TEXT_OR_NULL)
    change = _group(reference=_TEXT, kind=_TEXT, text=_TEXT, is_goalpost=_FLAG, reason=_TEXT_OR_NULL)
    projection = _group(reference=_TEXT, title=_TEXT, value=_NUMBER, progress=_NUMBER)
    return _view(
        "report",
        on=_DAY,
        since=_DAY,
        audience=_TEXT,
        cycle=_ref("cycle"),
        settings=_settings(),
        types=_list(_type_figures()),
        breached=_TEXTS,
        objectives=_list(_ref("objective")),
        before=_list(before),
        changes=_or_null(_list(change)),
        moved=_list(_move()),
        projections=_list(projection),
        wins=_list(_win()),
        needs=_list(_group(kind=_TEXT, reference=_TEXT, title=_TEXT, what=_TEXT, of=_TEXT_OR_NULL)),
        left_out=_TEXTS,
    )


def _template() -> Schema:
    return _group(
        name=_TEXT,
        title=_TEXT,
        about=_TEXT,
        function=_TEXT,
        level=_TEXT,
        path=_TEXT_OR_NULL,
        objective=_TEXT,
        key_results=_list(_group(id=_TEXT, title=_TEXT, guardrails=_TEXTS, actions=_TEXTS)),
        blanks=_TEXTS,
    )


def _trend() -> Schema:
    point = _group(date=_DAY, value=_NUMBER_OR_NULL, progress=_NUMBER_OR_NULL, expected=_NUMBER_OR_NULL)
    forecast = _group(method=_TEXT, value=_NUMBER_OR_NULL, reached=_DAY_OR_NULL, refusal=_TEXT_OR_NULL)
    trend = _group(
        reference=_TEXT,
        title=_TEXT,
        unit=_TEXT_OR_NULL,
        start=_DAY,
        end=_DAY,
        points=_list(point),
        forecast=_list(forecast),
    )
    return _view("trend", on=_DAY, trends=_list(trend), left_out=_TEXTS)


def _explanation() -> Schema:
    fact = _group(name=_TEXT, text=_TEXT, date=_DAY_OR_NULL, counts=_FLAG)
    step = _group(
        name=_TEXT,
        result=_TEXT,
        value=_NUMBER_OR_NULL,
        formula=_TEXT_OR_NULL,
        rule=_TEXT,
        section=_TEXT,
        facts=_list(fact),
    )
    return _view("explanation", on=_DAY, reference=_TEXT, title=_TEXT, steps=_list(step))


def _score() -> Schema:
    grade: dict[str, Schema] = {
        "reference": _TEXT,
        "title": _TEXT,
        "owner": _TEXT_OR_NULL,
        "type": _TEXT,
        "weight": _NUMBER,
        "status": _TEXT_OR_NULL,
        "is_final": _FLAG,
        "computed": _NUMBER_OR_NULL,
        "override": _NUMBER_OR_NULL,
        "score": _NUMBER_OR_NULL,
        "band": _TEXT_OR_NULL,
        "verdict": {"enum": ["achieved", "partial", "missed", "learned", "open", None]},
        "hints": _TEXTS,
        "reason": _TEXT_OR_NULL,
        "explanation": _TEXT_OR_NULL,
        "learnings": _TEXT_OR_NULL,
    }
    line = _group(
        type=_TEXT,
        graded=_COUNT,
        average=_NUMBER_OR_NULL,
        verdicts={"type": "object", "additionalProperties": _COUNT},
    )
    return _view(
        "score",
        on=_DAY,
        cycle=_ref("cycle"),
        settings=_settings(),
        is_final=_FLAG,
        objectives=_list(_group(**grade, key_results=_list(_group(**grade)))),
        types=_list(line),
        discipline=_list(_group(who=_TEXT, on_time=_COUNT, passed=_COUNT)),
        left_out=_TEXTS,
    )


def _retro() -> Schema:
    grade = _group(
        reference=_TEXT,
        title=_TEXT,
        type=_TEXT,
        score=_NUMBER_OR_NULL,
        computed=_NUMBER_OR_NULL,
        verdict={"enum": ["achieved", "partial", "missed", "learned", "open", None]},
        decision=_words(Decision),
        reason=_TEXT_OR_NULL,
        explanation=_TEXT_OR_NULL,
        learnings=_TEXT_OR_NULL,
    )
    moved: dict[str, Schema] = {
        "reference": _TEXT,
        "field": _TEXT,
        "from": _TEXT_OR_NULL,
        "to": _TEXT_OR_NULL,
        "date": _DAY,
        "by": _TEXT_OR_NULL,
        "reason": _TEXT_OR_NULL,
    }
    silence: dict[str, Schema] = {
        "reference": _TEXT,
        "overdue_days": _COUNT,
        "longest_days": _COUNT,
        "from": _DAY,
        "to": _DAY,
    }
    foresight = _group(
        reference=_TEXT,
        date=_DAY,
        projected=_NUMBER,
        confidence=_NUMBER_OR_NULL,
        outcome=_NUMBER,
        score=_NUMBER_OR_NULL,
    )
    return _view(
        "retro",
        on=_DAY,
        cycle=_ref("cycle"),
        is_final=_FLAG,
        grades=_list(grade),
        goalposts=_list(_group(**moved)),
        silences=_list(_group(**silence)),
        foresights=_list(foresight),
        guardrails=_list(_group(reference=_TEXT, title=_TEXT, breaches=_COUNT, state=_TEXT)),
        wins=_list(_group(date=_DAY, by=_TEXT_OR_NULL, text=_TEXT)),
        questions=_list(_group(question=_TEXT, answer=_TEXT_OR_NULL)),
        left_out=_TEXTS,
    )


def _type_figures() -> Schema:
    return _group(
        type=_TEXT,
        objectives=_COUNT,
        progress=_NUMBER_OR_NULL,
        score=_NUMBER_OR_NULL,
        statuses={"type": "object", "additionalProperties": _COUNT},
    )


def _cycle_figures() -> Schema:
    return _group(
        **_cycle()["properties"],
        title=_TEXT_OR_NULL,
        is_current=_FLAG,
        days=_COUNT,
        days_gone=_COUNT,
        time_gone=_NUMBER_OR_NULL,
        objectives=_COUNT,
        key_results=_COUNT,
        types=_list(_type_figures()),
    )


def _cycle() -> Schema:
    return _group(id=_TEXT, start=_DAY, end=_DAY, state=_TEXT)


def views() -> dict[str, Schema]:
    """Each view by its `kind`."""
    rows = _group(reference=_TEXT, kind=_TEXT_OR_NULL, title=_TEXT, owner=_TEXT_OR_NULL)
    check = _group(name=_TEXT, state={"enum": ["ok", "note", "missing"]}, text=_TEXT, help=_TEXT_OR_NULL)
    return {
        "status": _view(
            "status",
            on=_DAY,
            cycle=_ref("cycle"),
            settings=_settings(),
            breached=_TEXTS,
            objectives=_list(_ref("objective")),
            groups=_list(_group(id=_TEXT_OR_NULL, name=_TEXT, within=_TEXTS, objectives=_TEXTS)),
            wins=_list(_win()),
            left_out=_TEXTS,
        ),
        "show": _show(),
        "tree": _tree(),
        "due": _due(),
        "agenda": _agenda(),
        "report": _digest(),
        "reminders": _reminders(),
        "discipline": _discipline(),
        "trend": _trend(),
        "score": _score(),
        "retro": _retro(),
        "explanation": _explanation(),
        "cycles": _view("cycles", on=_DAY, cycles=_list(_cycle_figures()), left_out=_TEXTS),
        "cycle": _view("cycle", on=_DAY, cycle=_cycle_figures(), left_out=_TEXTS),
        "list": _view("list", on=_DAY, cycles=_list(_ref("cycle")), rows=_list(rows)),
        "templates": _view("templates", templates=_list(_template()), left_out=_TEXTS),
        "validation": _view("validation", summary=_summary(), findings=_list(_ref("finding"))),
        "audit": _view(
            "audit",
            summary=_group(errors=_COUNT, warnings=_COUNT, infos=_COUNT, commits=_COUNT),
            findings=_list(_ref("finding")),
        ),
        "statistics": _view(
            "statistics", codes=_list(_group(code=_TEXT, name=_TEXT, severity=_SEVERITY, count=_COUNT))
        ),
        "lint": _view("lint", summary=_summary(), findings=_list(_ref("finding"))),
        "remarks": _view(
            "remarks",
            text=_TEXT,
            text_kind={"enum": ["key_result", "objective"]},
            language={"enum": ["en", "vi", "th", "zh"]},
            remarks=_list(_group(code=_CODE, name=_TEXT, severity=_SEVERITY, question=_TEXT, suggestion=_TEXT_OR_NULL)),
        ),
        "doctor": _view("doctor", checks=_list(check)),
        **_history(),
    }


def report_schema() -> Schema:
    """One schema for all views: which one it is, `kind` says."""
    return {
        "$schema": DRAFT,
        "$id": f"{SCHEMAS}/report.json",
        "title": "JSON of a view of okr",
        "description": "What `--format json` prints. Within a schema_version fields are added, and none is taken away.",
        "oneOf": [_ref(f"{kind}_view") for kind in views()],
        "definitions": {
            **{f"{kind}_view": view for kind, view in views().items()},
            "objective": _objective(),
            "key_result": _key_result(),
            "status": _status(),
            "guardrail": _guardrail(),
            "checkin": _checkin(),
            "cycle": _cycle(),
            "finding": _finding(),
        },
    }
