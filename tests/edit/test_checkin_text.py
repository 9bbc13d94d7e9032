"""Check-ins in words: what one changes, and what an edit does to progress."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, date, datetime
from decimal import Decimal

import pytest

from okrcli.edit import checkin_text
from okrcli.edit.checkin_files import with_files
from okrcli.model.plan import Ref
from okrcli.model.records import CheckinEntry, CheckinFile
from tests.support.commands import PLAN
from tests.support.workspaces import in_memory

DAY = date(2026, 11, 16)
AT = datetime(2026, 11, 16, 9, tzinfo=UTC)
SHOP = in_memory({"okrs.yaml": PLAN}, everything=False).plan


def file_of(entry: CheckinEntry) -> Mapping[str, CheckinFile]:
    return {"new": CheckinFile(id="abcd2345", cycle="2026-Q4", date=DAY, at=AT, by="mai", checkins=(entry,))}


@pytest.mark.parametrize(
    ("entry", "words"),
    [
        (CheckinEntry(kr="demand/mql", value=Decimal(22)), "demand/mql 20 → 22 of 30 MQL (20 %)"),
        (CheckinEntry(kr="demand/mql", confidence=7), "demand/mql, confidence 7"),
        (CheckinEntry(kr="demand/mql", status="at_risk"), "demand/mql, status at risk"),
        (CheckinEntry(kr="demand/mql", status="auto"), "demand/mql, status computed again"),
        (CheckinEntry(kr="demand/mql", missed=True), "demand/mql missed"),
        (CheckinEntry(kr="demand/soc2", done=True), "demand/soc2 done"),
        (CheckinEntry(kr="demand/soc2", done=False), "demand/soc2 not done"),
        (CheckinEntry(kr="demand/launch", done=("beta", "public")), "demand/launch beta, public done"),
        (CheckinEntry(action="demand/mql/guide", done=True), "demand/mql/guide done"),
        (CheckinEntry(objective="demand", note="Well"), "demand"),
    ],
)
def test_an_entry_says_what_it_changes(entry: CheckinEntry, words: str) -> None:
    after = with_files(SHOP, file_of(entry))
    assert checkin_text.in_words(SHOP, after, "2026-Q4", entry, DAY) == words


@pytest.mark.parametrize(("value", "is_noted"), [(50, False), (51, True), (-10, False), (-11, True)])
def test_a_value_beyond_three_times_the_way_is_noted(value: int, is_noted: bool) -> None:
    files = file_of(CheckinEntry(kr="demand/mql", value=Decimal(value)))
    assert bool(list(checkin_text.outlier_notes(with_files(SHOP, files), files))) == is_noted


def test_an_edit_says_what_it_does_to_progress() -> None:
    checked_in = PLAN.replace("unit: MQL,", "unit: MQL, checkins: [{date: 2026-11-09, value: 25}],")
    before = in_memory({"okrs.yaml": checked_in}, everything=False).plan
    after = in_memory({"okrs.yaml": checked_in.replace("target: 30", "target: 40")}, everything=False).plan
    ref = Ref("2026-Q4", "demand", "mql")
    assert checkin_text.effect(before, after, ref, DAY) == " (progress 50 % → 25 %)"
    assert checkin_text.effect(before, before, ref, DAY) == ""
    assert checkin_text.effect(before, after, Ref("2026-Q4", "gone"), DAY) == ""
