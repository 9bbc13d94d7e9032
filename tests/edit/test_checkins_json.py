"""Check-ins as JSON: the request that a document holds, or everything that is wrong with it."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from okrcli.edit.checkins_json import MAX_BYTES, request_of
from okrcli.errors import RefusedError, UsageError
from okrcli.model.records import CheckinEntry


def test_a_list_and_one_entry_and_a_document_hold_the_same_entry() -> None:
    entry = b'{"kr": "mql", "value": 22.50}'
    for text in (entry, b"[%s]" % entry, b'{"checkins": [%s]}' % entry):
        assert request_of(text, "file").entries == (CheckinEntry(kr="mql", value=Decimal("22.50")),)


def test_a_document_has_a_day_an_author_and_wins() -> None:
    request = request_of(b'{"wins": ["A customer"], "date": "2026-11-02", "by": "mai"}', "file")
    assert (request.entries, request.wins, request.day, request.by) == (
        (),
        ("A customer",),
        date(2026, 11, 2),
        "mai",
    )


@pytest.mark.parametrize(
    ("text", "message"),
    [
        (b"[", "file:1:2: "),
        (b"\xff", "file is not UTF-8 (byte 0xff)"),
        (b"[" * 100_000, "file is nested too deeply"),
        (b"22", "file is not a list of check-ins"),
        (b'[{"kr": "mql", "value": NaN}]', "file: `NaN` is not a number"),
        (b'[{"kr": "a", "kr": "b"}]', "file: a key stands there twice"),
        (b'[{"value": 1}]', "file: entry 1: it names none, or more than one"),
        (b'{"checkin": []}', "file: entry 1: "),
        (b'["\\ud83d"]', "file: "),
        (b" " * (MAX_BYTES + 1), "file is larger than 1 MiB"),
    ],
)
def test_what_is_wrong_is_named(text: bytes, message: str) -> None:
    with pytest.raises(RefusedError) as refusal:
        request_of(text, "file")
    assert refusal.value.message.startswith(message)


def test_all_wrong_entries_are_named_at_once() -> None:
    with pytest.raises(RefusedError) as refusal:
        request_of(b'[{"kr": "a", "value": "x"}, {"kr": "b", "valu": 1}]', "file")
    assert [line.split(": ")[1] for line in refusal.value.message.splitlines()] == ["entry 1", "entry 2"]


def test_a_document_without_check_ins_is_wrong_usage() -> None:
    with pytest.raises(UsageError, match="file has no check-ins"):
        request_of(b"[]", "file")
