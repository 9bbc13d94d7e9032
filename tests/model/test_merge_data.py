"""The data of a merge of lists whose items have no id, against an oracle that knows which item is which.

Two people edit, add and remove items of one list. The merge must be what both meant, or be left to people: always where
both changed one item differently.
"""

from __future__ import annotations

import random
import typing
from collections import Counter
from copy import deepcopy
from decimal import Decimal
from typing import Any

import pytest

from okrcli.model.field_errors import fields_of, record_in
from okrcli.model.merge import Merge, merge
from okrcli.model.merge_data import ENTRY_KEYS, ONE_VALUE, content, merged_data
from okrcli.model.records import CheckinFile, PackFile, PlanFile, WorkspaceFile
from okrcli.yaml.editor import text_of
from okrcli.yaml.reader import read
from tests.support.examples import examples

NUMBERS = [Decimal(number) for number in range(3)]
WORDS = ["a", "b", "c"]
DAYS = [f"2026-10-{day}" for day in range(10, 30)]
MOMENTS = [f"{day}T08:00:00Z" for day in DAYS]
PEOPLE = ["mai", "linh"]
REFS = ["demand/mql", "demand/nps", "growth/revenue", "growth/cost"]

LISTS: dict[str, dict[str, list[Any]]] = {
    "checkins, with at": {"at": MOMENTS, "by": PEOPLE, "date": DAYS, "value": NUMBERS, "note": WORDS},
    "checkins, with date": {"date": DAYS, "by": PEOPLE, "value": NUMBERS, "note": WORDS},
    "checkins, of a file": {"kr": REFS, "value": NUMBERS, "note": WORDS},
    "changes": {"date": DAYS, "field": ["target", "start"], "to": NUMBERS, "reason": WORDS},
    "retrospective": {"question": ["What?", "Why?", "How?", "And?"], "answer": WORDS},
    "rules": {"rule": ["OKR1", "OKR2", "OKR3"], "paths": [["x"], ["x", "y"]], "severity": ["off", "info", "error"]},
    "words": {"list": ["verbs", "topics", "joins"], "language": ["en", "vi"], "reason": WORDS},
    "depends_on": {"to": REFS[:3], "need": WORDS, "agreement": ["asked", "agreed"]},
    "actions": {"title": ["Call", "Mail", "Meet"], "due": DAYS[:3], "owner": PEOPLE},
    "milestones": {"title": ["Call", "Mail", "Meet"], "due": DAYS[:3], "weight": NUMBERS},
}
Item = dict[str, Any]
Side = dict[int, Item | None]


def item(dice: random.Random, fields: dict[str, list[Any]]) -> Item:
    """A new item; a field that does not belong to its key may be missing."""
    return {
        name: dice.choice(values)
        for number, (name, values) in enumerate(fields.items())
        if number < 2 or dice.random() < 0.7
    }


def edited(dice: random.Random, base: list[Item], fields: dict[str, list[Any]], names: tuple[str, ...]) -> Side:
    """A list after somebody worked on it: its items by their number in the base, None for one that is gone.

    A field by which the items are known gets a value that is nowhere else.
    """
    after: Side = dict(enumerate(deepcopy(base)))
    for _ in range(dice.randint(1, 2)):
        number = dice.choice([*range(len(base)), -1])
        old = after.get(number)
        if number == -1:
            after[dice.randint(100, 10**6)] = item(dice, fields)
        elif dice.random() < 0.3:
            after[number] = None
        elif old is not None:
            name = dice.choice(list(fields))
            fresh = f"new {dice.randint(100, 10**6)}"
            others = [value for value in fields[name] if value != old.get(name)]
            old[name] = dice.choice(others) if name not in names else [fresh] if name == "paths" else fresh
    return after


def known_as(value: Item | None, names: tuple[str, ...]) -> list[Any]:
    return [value.get(name) for name in names] if value else []


def without_riddles(side: Side, base: list[Item], names: tuple[str, ...]) -> Side:
    """The same file, as it reads: an item of which nothing is left is gone, and one that came back never was."""
    side = dict(side)
    for number, old in enumerate(base):
        now = side[number]
        if now and not any(now.get(name) == value for name, value in old.items()):
            side[number], side[len(side) + 10**7] = None, now
    for number, old in enumerate(base):
        new = [other for other, value in side.items() if value and other >= len(base)]
        same = [other for other, value in side.items() if other != number and value == old != side[number]]
        named = [] if known_as(side[number], names) == known_as(old, names) else new
        back = [*same, *(other for other in named if known_as(side[other], names) == known_as(old, names))]
        if back:
            side[number], side[back[0]] = side[back[0]], side[number]
    return side


def meant(base: list[Item], ours: Side, theirs: Side) -> list[Item] | None:
    """The items that both mean; None where both changed one of them differently."""
    result = [new for side in (ours, theirs) for number, new in side.items() if number >= len(base) and new]
    for number, old in enumerate(base):
        one, two = ours[number], theirs[number]
        if one is None or two is None:
            if (one or two or old) != old:
                return None
            continue
        merged = {}
        for name in {**one, **two}:
            values = [side.get(name) for side in (old, one, two)]
            if values[0] not in values[1:] and values[1] != values[2]:
                return None
            merged[name] = values[2] if values[1] == values[0] else values[1]
        result.append({name: value for name, value in merged.items() if value is not None})
    return result


def values_of(side: Side) -> list[Item]:
    return [value for value in side.values() if value is not None]


def merged_text(sides: list[dict[str, Any]]) -> Merge:
    base, ours, theirs = (text_of(side).encode() for side in sides)
    return merge(base, ours, theirs, "okrs.yaml")


@pytest.mark.parametrize("kind", LISTS)
def test_no_conflict_in_a_list_without_ids_is_settled_silently(kind: str) -> None:
    field, fields = kind.partition(",")[0], LISTS[kind]
    names = next(names for names in ENTRY_KEYS[field] if names[0] in fields)
    outcomes: Counter[str] = Counter()
    for seed in range(examples(600)):
        dice = random.Random(seed)
        base = [item(dice, fields) for _ in range(dice.randint(1, 3))]
        if len({*map(content, base)}) < len(base):
            continue  # nobody could tell which is which
        ours, theirs = edited(dice, base, fields, names), edited(dice, base, fields, names)
        wanted = meant(base, *(without_riddles(side, base, names) for side in (ours, theirs)))
        sides = [{"cycle": "2026-Q4", field: items} for items in (base, values_of(ours), values_of(theirs))]
        data, conflicts = merged_data(*sides)
        about = f"{kind}, seed {seed}: {sides}: {data}"
        if content(sides[1]) == content(sides[2]):
            assert content(data) == content(sides[1]), about
        elif wanted is None:
            assert conflicts, about
            outcomes["a conflict"] += 1
        elif not conflicts:
            result, possible = Counter(map(content, data[field])), Counter(map(content, wanted))
            assert result <= possible, about
            assert result.keys() == possible.keys(), about  # what both add alike is there once
            outcomes["merged"] += 1
            if seed % 10 == 0:
                merged = merged_text(sides)
                assert merged.text is not None or field == "rules", f"{about}: {merged.conflicts}"
                assert merged.text is None or content(read(merged.text, "okrs.yaml")[0]) == content(data), about
        else:
            outcomes["left, though both could stay"] += 1
    assert outcomes["merged"] > examples(600) / 10, outcomes


def test_every_list_of_records_has_ids_or_says_how_its_items_are_known() -> None:
    """So a list that is added to the format cannot be forgotten here."""
    waiting, seen = [WorkspaceFile, PlanFile, CheckinFile, PackFile], set[type]()
    while waiting:
        record = waiting.pop()
        seen.add(record)
        for name, annotation in fields_of(record).items():
            inner = record_in(annotation)
            if inner is None:
                continue
            waiting += [inner] if inner not in seen else []
            if "tuple" in str(annotation):
                id_type = fields_of(inner).get("id")
                has_id = id_type is not None and type(None) not in typing.get_args(id_type)
                assert has_id or name in ENTRY_KEYS or name in ONE_VALUE, f"{record.__name__}.{name}"
    assert len(seen) > 20


NUMBERS_OR_NAMES = [
    ("warn_at", [5, 10], [5, 12], [6, 10]),
    ("bands", [Decimal("0.4"), Decimal("0.7")], [Decimal("0.3"), Decimal("0.7")], [Decimal("0.4"), Decimal("0.8")]),
    ("band_names", ["red", "green"], ["rot", "green"], ["red", "grün"]),
]


@pytest.mark.parametrize(("field", "base", "ours", "theirs"), NUMBERS_OR_NAMES)
def test_a_list_whose_places_mean_something_is_one_value(
    field: str, base: list[Any], ours: list[Any], theirs: list[Any]
) -> None:
    base, ours, theirs = ([Decimal(n) if isinstance(n, int) else n for n in items] for items in (base, ours, theirs))
    assert merged_data({field: base}, {field: ours}, {field: theirs})[1]
    assert merged_data({field: base}, {field: base}, {field: theirs}) == ({field: theirs}, [])
    files = [{field: items, "x": Decimal(number)} for items, number in ((base, 1), (base, 2), (theirs, 1))]
    text = merged_text(files).text
    assert text is not None
    assert read(text, "okrs.yaml")[0] == {field: theirs, "x": Decimal(2)}


@pytest.mark.parametrize(
    ("base", "ours", "theirs", "merged"),
    [
        (["a"], ["b"], ["c"], None),
        (["a"], ["b"], ["b", "c"], ["b", "c"]),
        (["a"], ["b"], [], ["b"]),
        (["a", "b"], ["b", "c"], ["a", "b", "d"], ["b", "c", "d"]),
        (["We won Acme"], ["We won Acme for three years"], ["We won Acme Inc."], None),
        (["We won Acme"], ["We won Acme for three years"], [], None),
        (["a"], ["a", "a"], ["a", "a"], ["a", "a"]),
        (["a", "a"], ["a"], ["a", "a", "a"], None),
    ],
)
def test_texts_of_a_list(base: list[str], ours: list[str], theirs: list[str], merged: list[str] | None) -> None:
    data, conflicts = merged_data({"wins": base}, {"wins": ours}, {"wins": theirs})
    assert bool(conflicts) is (merged is None)
    assert merged is None or data == {"wins": merged}


def test_both_sides_rename_one_thing_by_hand_without_noting_it() -> None:
    old = {"id": "mql", "title": "Grow MQLs"}
    lists = ({"key_results": [{**old, "id": name}]} for name in ("mql", "leads", "prospects"))
    assert merged_data(*lists)[1] == ["mql: `leads` and `prospects`"]


def test_rules_keep_their_order_because_it_counts() -> None:
    rules = [{"rule": name, "severity": "off"} for name in ("OKR1", "OKR2", "OKR3", "OKR4")]
    base, without, added, first = rules[:2], rules[1:2], rules[:3], [rules[3], *rules[:2]]
    assert merged_data({"rules": base}, {"rules": without}, {"rules": first})[0] == {"rules": [rules[3], rules[1]]}
    assert merged_data({"rules": base}, {"rules": added}, {"rules": first})[1]
    assert merged_data({"rules": base}, {"rules": added}, {"rules": without})[0] == {"rules": rules[1:3]}


def moved(*places: tuple[str, str]) -> dict[str, Any]:
    """A document of three objectives, with these key results: `("a", "x")`."""
    results = {name: [{"id": kr, "title": kr} for objective, kr in places if objective == name] for name in "abc"}
    return {"objectives": [{"id": name, "title": name, "key_results": results[name]} for name in "abc"]}


def test_a_key_result_that_both_sides_moved_elsewhere_is_a_conflict() -> None:
    stay = ("b", "stay")
    base, to_b, to_c, gone = (moved(stay, *places) for places in ([("a", "x")], [("b", "x")], [("c", "x")], []))
    assert merged_data(base, to_b, to_c)[1] == ["a/x: moved to `b` and moved to `c`"]
    assert merged_data(base, gone, to_c)[1] == ["a/x: removed and moved to `c`"]
    assert merged_data(base, to_b, to_b) == (to_b, [])
    assert merged_data(base, to_b, base) == (to_b, [])
    assert merged_data(base, gone, gone) == (gone, [])
