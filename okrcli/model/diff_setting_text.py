"""Changes of settings, people, teams and definitions in words, whole: what matters may stand at the end of a value."""

from __future__ import annotations

from typing import Any, Final

from okrcli.model.assignments import change_text, value_text
from okrcli.model.record_base import field_infos, field_names, is_record

_WHOLE: Final = 2000
"""Characters of a value that are shown: more than an address, an account or a definition has."""


def setting_change_text(before: Any, after: Any) -> str:
    """A change of a value in words, `weekly → monthly`; of a list of names, the names that came and went."""
    values = [value for value in (before, after) if value is not None]
    if values and all(_is_list_of_names(value) for value in values):
        came, gone = (_names(one, other) for one, other in ((after, before), (before, after)))
        sides = [f"added: {came}" if came else "", f"removed: {gone}" if gone else ""]
        return "; ".join(filter(None, sides)) or f"{value_text(before, _WHOLE)} → {value_text(after, _WHOLE)}"
    if not any(isinstance(value, str) for value in values):
        return change_text(before, after)
    old, new = (None if value is None else value_text(value, _WHOLE) for value in (before, after))
    return f"{old} removed" if new is None else new if old is None else f"{old} → {new}"


def _is_list_of_names(value: Any) -> bool:
    return isinstance(value, tuple) and all(isinstance(item, str) for item in value)


def _names(names: tuple[str, ...] | None, others: tuple[str, ...] | None) -> str:
    """The names that are not among the others."""
    return ", ".join(value_text(name, _WHOLE) for name in names or () if name not in (others or ()))


def whole_text(name: str, item: Any) -> str:
    """A person, a team or a definition that was added or removed, with all that it says: `care (members mai, linh)`."""
    if isinstance(item, str):
        return f"{name} ({value_text(item, _WHOLE)})"
    words = _fields_in_words(item) if is_record(item) else ""
    return f"{name} ({words})" if words else name


def _fields_in_words(record: Any) -> str:
    """The fields of a record that say something of their own, each behind its name."""
    infos = field_infos(type(record))
    said = {name: getattr(record, name) for name in field_names(type(record)) if name != "id"}
    return ", ".join(
        f"{name.removesuffix('_').replace('_', ' ')} {value_text(value, _WHOLE)}"
        for name, value in said.items()
        if value not in (None, (), infos[name].default) and not is_record(value) and not _has_records(value)
    )


def _has_records(value: Any) -> bool:
    return isinstance(value, tuple) and any(map(is_record, value))
