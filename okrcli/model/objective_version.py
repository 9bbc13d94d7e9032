"""The version of an objective: a short text that is another one as soon as what people agree to is another."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from hashlib import sha256
from typing import Any, Final

from okrcli.model.agreed_fields import AGREED_FIELDS
from okrcli.model.goalposts import PARTS
from okrcli.model.record_base import field_infos, is_record
from okrcli.model.records import Dependency, Guardrail, KeyResult, Milestone, Objective, PathPoint, Tripwire

_LENGTH: Final = 8
"""Hexadecimal digits of a version: short in a file, and enough to tell the versions of one objective apart."""
_LINKS: Final = frozenset(("title", "contributes_to", "supports", "depends_on", "guardrails", "tripwires"))
_WORDING: Final[Mapping[type, frozenset[str]]] = {
    Objective: (AGREED_FIELDS[Objective] - {"state"}) | _LINKS | {"key_results"},
    KeyResult: (AGREED_FIELDS[KeyResult] - {"state"}) | (_LINKS - {"supports"}) | {"milestones"} | PARTS,
    Milestone: frozenset(("title", "weight", "due")),
    PathPoint: frozenset(("on", "value")),
    Dependency: frozenset(("to", "need", "amount", "due")),
    Guardrail: frozenset(("title", "unit", "must_not_exceed", "must_not_fall_below")),
    Tripwire: frozenset(("on", "below", "then", "by")),
}
"""The fields of each record that people agree to. A draft that becomes active is the same version."""
_IN_ORDER: Final = frozenset(("path",))


def objective_version(objective: Objective) -> str:
    """The version of an objective with its key results: titles, owners, measures, days, links, limits and tripwires.

    Ids, the order of lists, states, answers, scores and check-ins do not count. A field with its default is as if it
    were not there, so that a new field of the format changes no version.
    """
    return sha256(_content(objective).encode()).hexdigest()[:_LENGTH]


def _content(record: Any) -> str:
    """The fields of a record that count, as text."""
    infos, names = field_infos(type(record)), sorted(_WORDING[type(record)])
    values = ((name, getattr(record, name)) for name in names)
    return repr([(name, _text(name, value)) for name, value in values if value != infos[name].get_default()])


def _text(name: str, value: object) -> str:
    """A value as text, the same for 1 and 1.0, and for every order of a list that has none."""
    if isinstance(value, tuple):
        texts = [_text("", each) for each in value]
        return repr(texts if name in _IN_ORDER else sorted(texts))
    if isinstance(value, Decimal):
        return f"{value.normalize():f}"
    return _content(value) if is_record(value) else str(value)
