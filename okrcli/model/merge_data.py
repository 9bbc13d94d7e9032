"""The data of the merge of three versions of a document: field by field, and item by item of each list.

An item is known by what survives an edit: its id (an earlier one where it was renamed), else the fields of
`ENTRY_KEYS`. Items that share a key, in any of the three versions, are merged as one value. What both sides changed
differently is a conflict, also where they changed the very fields by which an item is known.
"""

from __future__ import annotations

from collections.abc import Hashable, Iterator, Sequence
from difflib import SequenceMatcher
from typing import Any, Final, NamedTuple

from okrcli.text import quote_value
from okrcli.yaml.edited_file import is_same

MISSING: Final = object()
"""The value of a field or item that a version does not have."""

ENTRY_KEYS: Final[dict[str, tuple[tuple[str, ...], ...]]] = {
    "checkins": (
        ("kr", "corrects"),
        ("objective", "corrects"),
        ("action", "corrects"),
        ("guardrail", "corrects"),
        ("at", "by"),
        ("date", "by"),
    ),
    "changes": (("date", "field"),),
    "retrospective": (("question",),),
    "rules": (("rule", "paths"),),
    "words": (("list", "language"),),
    "depends_on": (("to",),),
    "tripwires": (("on",),),
    "agreements": (("by",),),
    "actions": (("title",),),
    "milestones": (("title",),),
}
"""The fields by which the items of a list are known that need no id. The first ones count whose first is there."""

IN_ORDER: Final = frozenset(["rules"])
"""Lists of which the order says something: of several rules that speak of one finding, the last one counts."""

ONE_VALUE: Final = frozenset(["band_names", "path"])
"""Lists whose items mean something by their place, as in a list of numbers, or only together: they are one value."""


class Alike(list[Any]):
    """Items of a list that have one key, in an order that their values decide."""


class ThreeVersions(NamedTuple):
    """One value in the three versions; `MISSING` where a version does not have it."""

    base: Any
    ours: Any
    theirs: Any

    def part(self, key: Hashable) -> ThreeVersions:
        """The three values below a key; `MISSING` where a version is no group."""
        return ThreeVersions(*(side.get(key, MISSING) if isinstance(side, dict) else MISSING for side in self))

    def positions(self, field: str) -> ThreeVersions:
        """Three lists as groups: the positions of the items with each key."""
        lists = [side if isinstance(side, list) else [] for side in self]
        known = _positions(lists[0], field, {})
        return ThreeVersions(known, *(_positions(items, field, known) for items in lists[1:]))

    def named(self, field: str) -> ThreeVersions:
        """Three lists as groups: each item under its key, or all that share it, as `Alike`."""
        positions = self.positions(field)
        several = {key for groups in positions for key, numbers in groups.items() if len(numbers) > 1}
        return ThreeVersions(
            *(
                {
                    key: Alike(sorted((items[number] for number in numbers), key=content))
                    if key in several
                    else items[numbers[0]]
                    for key, numbers in groups.items()
                }
                for items, groups in zip(self, positions, strict=True)
            )
        )


def merged_data(base: object, ours: object, theirs: object) -> tuple[Any, list[str]]:
    """The data of the merge of three documents, and its conflicts in words."""
    sides = ThreeVersions(base, ours, theirs)
    conflicts = list(_moved_apart(sides))
    return _merged(sides, (), "", conflicts), conflicts


def is_list_of_items(field: str, values: Sequence[Any]) -> bool:
    """True where all values are lists (or nothing) that are merged item by item; a list of numbers is one value."""
    lists = [value for value in values if value is not MISSING and value is not None]
    if field in ONE_VALUE or not all(isinstance(items, list) for items in lists):
        return False
    return not any(items and not any(isinstance(item, str | dict | list) for item in items) for items in lists)


def content(data: Any) -> str:
    """The content of a value as text, the same for all orders of its fields, and of its lists if that says nothing."""
    return repr(_in_order(data, ""))


def _in_order(data: Any, field: str) -> Any:
    if isinstance(data, dict):
        return {key: _in_order(data[key], key) for key in sorted(data)}
    if isinstance(data, list):
        items = [_in_order(item, "") for item in data]
        return items if field in IN_ORDER or not is_list_of_items(field, [data]) else sorted(items, key=repr)
    return data


def _merged(sides: ThreeVersions, name: tuple[str, ...], field: str, conflicts: list[str]) -> Any:
    base, ours, theirs = sides
    if is_same(ours, theirs) or is_same(base, theirs):
        return ours
    if is_same(base, ours):
        return theirs
    if isinstance(ours, dict) and isinstance(theirs, dict) and not isinstance(base, list | str):
        parts = ((key, _merged(sides.part(key), (*name, key), key, conflicts)) for key in {**ours, **theirs})
        return {key: value for key, value in parts if value is not MISSING}
    is_items = not any(isinstance(side, Alike) or side is MISSING for side in (ours, theirs))
    if is_items and is_list_of_items(field, sides):
        above = tuple(part for part in name if part not in ("objectives", "key_results"))
        return list(_merged_items(sides, above, field, conflicts))
    conflicts.append(f"{'/'.join(name)}: {_both(sides)}")
    return ours


def _merged_items(sides: ThreeVersions, above: tuple[str, ...], field: str, conflicts: list[str]) -> Iterator[Any]:
    """The items of the merge of three lists."""
    named = sides.named(field)
    _, ours, theirs = named
    first, second = ours, theirs
    if field in IN_ORDER:
        kept = [[key for key in side if key in named.base] for side in (ours, theirs)]
        only_removes = [
            len(keys) == len(side) and keys == [key for key in named.base if key in side]
            for keys, side in zip(kept, (ours, theirs), strict=True)
        ]
        if not any(only_removes) and list(ours) != list(theirs):
            conflicts.append(f"{'/'.join(above)}: both sides added or moved an entry, and the order matters")
        if only_removes[0]:
            first, second = theirs, ours
    conflicts += [f"{'/'.join((*above, _shown(key)))}: {both}" for key, both in _rewritten(named)]
    for key in {**first, **second}:
        part = named.part(key)
        if field == "depends_on":
            part = _with_one_answer(part, (*above, _shown(key)), conflicts)
        both_add = part.base is MISSING and MISSING not in part[1:] and not is_same(part.ours, part.theirs)
        if both_add and isinstance(part.ours, dict) and "id" not in part.ours:
            conflicts.append(f"{'/'.join((*above, _shown(key)))}: both sides added it with different content")
            value = part.ours
        else:
            value = _merged(part, (*above, _shown(key)), "", conflicts)
        if value is not MISSING:
            yield from _items(value)


ANSWER: Final = ("agreement", "by", "since", "reason", "condition", "promised_amount", "promised_due")
"""The fields of one answer to a dependency. They are merged together, never mixed from two answers."""


def _with_one_answer(sides: ThreeVersions, name: tuple[str, ...], conflicts: list[str]) -> ThreeVersions:
    """A dependency with one answer on both sides, where both have answered.

    Of two answers that promise the same, the one with a reason stays, else the earlier one. Others are a conflict.
    """
    if not all(isinstance(side, dict) for side in sides):
        return sides
    base, ours, theirs = ({field: side[field] for field in ANSWER if field in side} for side in sides)
    if content(base) in (content(ours), content(theirs)) or content(ours) == content(theirs):
        return sides
    terms = [
        {field: answer.get(field) for field in ANSWER if field not in ("by", "since", "reason")}
        for answer in (ours, theirs)
    ]
    reasons = {str(answer["reason"]) for answer in (ours, theirs) if answer.get("reason")}
    if content(terms[0]) != content(terms[1]) or len(reasons) > 1:
        conflicts.append(f"{'/'.join(name)}: {_answer_in_words(ours)} and {_answer_in_words(theirs)}")
        chosen = ours
    else:
        chosen = min(
            ours, theirs, key=lambda answer: (not answer.get("reason"), str(answer.get("since")), str(answer.get("by")))
        )
    merged = [{**{field: side[field] for field in side if field not in ANSWER}, **chosen} for side in sides[1:]]
    return ThreeVersions(sides.base, *merged)


def _answer_in_words(answer: dict[str, Any]) -> str:
    """`agreed by linh, promised_amount 2500`; its reason, condition and promise where it has them."""
    by = f" by {answer['by']}" if answer.get("by") else ""
    more = [f"{field} {quote_value(answer[field])}" for field in ANSWER[3:] if answer.get(field) is not None]
    return ", ".join([f"{answer.get('agreement', 'asked')}{by}", *more])


def _both(sides: ThreeVersions) -> str:
    """The changes of both sides to one value, in words."""
    if any(isinstance(side, Alike) for side in sides):
        return "several have the same name, and both sides changed them"
    is_gone = MISSING in sides[1:]
    return " and ".join(
        "removed"
        if value is MISSING
        else "changed"
        if is_gone and isinstance(value, dict | list)
        else quote_value(_shown_value(value))
        for value in sides[1:]
    )


def _shown_value(value: Any) -> Any:
    return f"[{', '.join(map(str, value))}]" if isinstance(value, list) else value


def _moved_apart(sides: ThreeVersions) -> Iterator[str]:
    """The key results that a side moved to another objective, and that the other side moved elsewhere or took out."""
    objectives = sides.part("objectives").named("objectives")
    lists = {key: objectives.part(key).part("key_results").named("key_results") for side in objectives for key in side}
    for key, (old, ours, theirs) in lists.items():
        for name in [name for name in old if name not in ours and name not in theirs]:
            homes = [_home(lists, key, name, number) for number in (1, 2)]
            if homes[0] != homes[1]:
                words = ("removed" if home is None else f"moved to {quote_value(_shown(home))}" for home in homes)
                yield f"{_shown(key)}/{_shown(name)}: {' and '.join(words)}"


def _home(lists: dict[Hashable, ThreeVersions], key: Hashable, name: Hashable, number: int) -> Hashable | None:
    """The objective to which a version has moved a key result of the objective `key`; None where it is in none."""
    full = f"{_shown(key)}/{_shown(name)}"
    for other, sides in lists.items():
        for new, item in sides[number].items():
            is_new = other != key and new not in sides.base and isinstance(item, dict)
            if is_new and (item.get("id") == _shown(name) or full in (item.get("was") or ())):
                return other
    return None


# ── Keys of items ─────────────────────────────────────────────────────────────────────────────────────────────────


def _positions(items: list[Any], field: str, known: dict[Hashable, Any]) -> dict[Hashable, list[int]]:
    ids = {item["id"] for item in items if isinstance(item, dict) and isinstance(item.get("id"), str)}
    positions: dict[Hashable, list[int]] = {}
    for number, item in enumerate(items):
        positions.setdefault(_key(item, field, known, ids), []).append(number)
    return positions


def _key(item: Any, field: str, known: dict[Hashable, Any], ids: set[str]) -> tuple[str, ...]:
    """The key of an item: its kind, how it is shown, and what else it is known by."""
    if not isinstance(item, dict):
        return ("value", quote_value(item), repr(item))
    if isinstance(item.get("id"), str):
        was = item.get("was")
        for name in was if isinstance(was, list) else ():
            if ("id", item["id"]) not in known and ("id", name) in known and name not in ids:
                return ("id", name)
        return ("id", item["id"])
    for names in ENTRY_KEYS.get(field, ()):
        if item.get(names[0]) is not None:
            values = [item.get(name) for name in names]
            shown = " ".join(str(value) for value in values if value is not None and not isinstance(value, list))
            return (names[0], shown, *("" if value in (None, []) else content(value) for value in values))
    return ("entry", content(item))


def _shown(key: Any) -> str:
    return str(key[1])


# ── Items of which the key was changed ────────────────────────────────────────────────────────────────────────────


def _rewritten(named: ThreeVersions) -> Iterator[tuple[Any, str]]:
    """The items that both sides no longer have under their key, because one of them changed what they are known by.

    Where the other side changed it as well, or took the item out, that is a conflict.
    """
    base, ours, theirs = named
    grown = [
        [key for key, value in side.items() if len(_items(value)) > len(_items(base.get(key, MISSING)))]
        for side in (ours, theirs)
    ]
    alone = [[key for key in keys if key not in others] for keys, others in zip(grown, reversed(grown), strict=True)]
    for key in base:
        if any(len(_items(side.get(key, MISSING))) >= len(_items(base[key])) for side in (ours, theirs)):
            continue
        like = [
            [
                other
                for other in keys
                if any(_is_like(item, new) for item in _items(base[key]) for new in _items(side[other]))
            ]
            for keys, side in zip(grown, (ours, theirs), strict=True)
        ]
        is_replaced = key[0] != "id" and all(alone)
        if set(like[0]) & set(like[1]) or not (any(like) or is_replaced):
            continue
        words = [
            quote_value(_shown((keys or others)[0])) if keys or (is_replaced and others) else "removed"
            for keys, others in zip(like, alone, strict=True)
        ]
        yield key, " and ".join(words)


def _items(value: Any) -> list[Any]:
    if isinstance(value, Alike):
        return value
    return [] if value is MISSING else [value]


def _is_like(old: Any, new: Any) -> bool:
    """True where an item with another key may be the old one, rewritten."""
    if isinstance(old, dict) and isinstance(new, dict):
        if "id" in old or "id" in new:
            return old.get("title") == new.get("title") and old.get("title") is not None
        return any(is_same(value, new.get(name)) for name, value in old.items())
    is_prose = isinstance(old, str) and isinstance(new, str) and " " in old and " " in new
    return is_prose and SequenceMatcher(None, old, new).ratio() >= 0.5
