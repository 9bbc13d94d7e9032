"""`record`: entries of any caller become files, lines and notes, without a terminal."""

from __future__ import annotations

from datetime import UTC, date, datetime
from decimal import Decimal

import pytest

from okrcli.edit.checkins import CheckinRequest, RecordedCheckins, record, record_request
from okrcli.errors import OkrError, RefusedError, UsageError
from okrcli.model.records import CheckinEntry, CheckinFile
from okrcli.workspace.file_loader import read_file
from okrcli.workspace.workspace import Workspace
from tests.support.commands import PLAN
from tests.support.workspaces import in_memory

DAY = date(2026, 11, 16)
AT = datetime(2026, 11, 16, 9, 30, tzinfo=UTC)


@pytest.fixture
def shop() -> Workspace:
    return in_memory({"okrs.yaml": PLAN}, everything=False)


def the_file(recorded: RecordedCheckins) -> CheckinFile:
    """The one file that is to be written."""
    ((path, content),) = recorded.pending.changed.items()
    assert content is not None
    file = read_file(content, path).record
    assert isinstance(file, CheckinFile)
    return file


def test_entries_become_one_new_file(shop: Workspace) -> None:
    entries = [
        CheckinEntry(kr="mql", value=Decimal(22), confidence=7, note="The webinar worked"),
        CheckinEntry(objective="demand", note="We are on our way"),
        CheckinEntry(action="guide", done=True),
    ]
    recorded = record(shop, entries, "mai", DAY, at=AT, wins=["A first customer"])
    file = the_file(recorded)
    assert (file.cycle, file.date, file.at, file.by, file.wins) == ("2026-Q4", DAY, AT, "mai", ("A first customer",))
    assert [entry.target for entry in file.checkins] == [
        ("kr", "demand/mql"),
        ("objective", "demand"),
        ("action", "demand/mql/guide"),
    ]
    assert recorded.lines[0] == "demand/mql 20 → 22 of 30 MQL (20 %), confidence 7"
    assert [change.before for change in recorded.changes] == [None]
    assert recorded.message.subject == "okr checkin: 3 key results by mai"
    assert recorded.message.body.splitlines()[-2:] == ["We are on our way", "A first customer"]


def test_nothing_is_written_and_the_plan_stays_as_it_is(shop: Workspace) -> None:
    recorded = record(shop, [CheckinEntry(kr="mql", value=Decimal(22))], "mai", DAY, at=AT)
    assert recorded.before is shop.plan
    assert not shop.plan.checkins
    assert len(recorded.after.checkins) == 1
    assert recorded.pending.below is shop.source


def test_a_value_far_from_the_way_is_noted(shop: Workspace) -> None:
    recorded = record(shop, [CheckinEntry(kr="mql", value=Decimal(2200))], "mai", DAY, at=AT)
    (note,) = recorded.notes
    assert note.startswith("demand/mql: 2200 is far beyond the target of 30. A typo?")
    assert not list(record(shop, [CheckinEntry(kr="mql", value=Decimal(22))], "mai", DAY, at=AT).notes)


def test_lines_for_a_chat_have_titles(shop: Workspace) -> None:
    recorded = record(shop, [CheckinEntry(kr="mql", value=Decimal(22), blocker="No budget")], "mai", DAY, at=AT)
    assert recorded.chat_lines == [
        "mai checked in 1 key result of 2026-Q4 (2026-11-16)",
        "- Grow inbound MQLs: 20 → 22 of 30 MQL (20 %) · blocked: No budget",
    ]


def test_inline_check_ins_stand_in_the_file_of_the_plan() -> None:
    shop = in_memory({"okrs.yaml": f"settings: {{checkins: inline}}\n{PLAN}"}, everything=False)
    recorded = record(shop, [CheckinEntry(kr="mql", value=Decimal(22))], "mai", DAY, at=AT)
    assert list(recorded.pending.changed) == ["okrs.yaml"]
    assert list(recorded.files) != ["okrs.yaml"]


@pytest.mark.parametrize(
    ("entry", "message"),
    [
        (CheckinEntry(kr="mq", value=Decimal(1)), "entry 2: "),
        (CheckinEntry(kr="mql"), "entry 2: there is nothing to record for `demand/mql`"),
        (CheckinEntry(kr="soc2", value=Decimal(1)), "entry 2: `demand/soc2` is done or not done: it takes no value"),
        (CheckinEntry(objective="mql", note="x"), "entry 2: `demand/mql` is not of kind `objective`"),
        (CheckinEntry(kr="launch", done=("gamma",)), "entry 2: `demand/launch` has no milestone `gamma`"),
        (CheckinEntry(kr="calls", value=Decimal(3)), "`calls` is given twice"),
        (CheckinEntry(), "entry 2: "),
    ],
)
def test_a_wrong_entry_is_named(shop: Workspace, entry: CheckinEntry, message: str) -> None:
    with pytest.raises(RefusedError) as refusal:
        record(shop, [CheckinEntry(kr="calls", value=Decimal(2)), entry], "mai", DAY, at=AT)
    assert refusal.value.message.startswith(message)


def test_a_check_in_without_anything_is_wrong_usage(shop: Workspace) -> None:
    with pytest.raises(UsageError, match="there is nothing to record"):
        record(shop, [], "mai", DAY, at=AT)


def test_a_day_before_the_cycle_is_refused(shop: Workspace) -> None:
    with pytest.raises(RefusedError, match="2026-Q4 begins on 2026-10-01, after 2026-09-30"):
        record(shop, [CheckinEntry(kr="mql", value=Decimal(22))], "mai", date(2026, 9, 30), at=AT)


def test_a_broken_workspace_file_takes_no_check_in() -> None:
    shop = in_memory({"okrs.yaml": f"settings: {{colour: red}}\n{PLAN}"}, everything=False)
    with pytest.raises(OkrError, match=r"okrs\.yaml:1:12"):
        record(shop, [CheckinEntry(kr="mql", value=Decimal(22))], "mai", DAY, at=AT)


# ── A whole request ───────────────────────────────────────────────────────────────────────────────────────────────


def test_a_request_in_words_is_the_same_as_its_entries(shop: Workspace) -> None:
    words = CheckinRequest(words=("mql=22", "calls+=3"), shared=CheckinEntry(confidence=7))
    entries = CheckinRequest(
        entries=(
            CheckinEntry(kr="mql", value=Decimal(22), confidence=7),
            CheckinEntry(kr="calls", value=Decimal(3), confidence=7),
        )
    )
    one, other = (the_file(record_request(shop, request, "mai", DAY, at=AT)) for request in (words, entries))
    assert one.checkins == other.checkins
    assert words.names == ("mql=22", "calls+=3")
    assert entries.names == ("mql", "calls")


def test_a_request_speaks_of_today_unless_it_has_a_day(shop: Workspace) -> None:
    request = CheckinRequest(words=("mql", "22"))
    assert the_file(record_request(shop, request, "mai", DAY, at=AT)).date == DAY
    earlier = CheckinRequest(words=("mql", "22"), day=date(2026, 11, 2))
    assert the_file(record_request(shop, earlier, "mai", DAY, at=AT)).date == date(2026, 11, 2)


CHECKIN = """\
id: abcd2345
cycle: 2026-Q4
date: 2026-11-09
at: 2026-11-09T08:00:00Z
by: mai
checkins:
  - kr: demand/mql
    value: 21
    note: As hoped
"""
PATH = "okrs/2026-Q4/checkins/mai/2026-11-09-abcd.yaml"


def test_a_correction_keeps_day_and_words_of_the_entry_it_replaces() -> None:
    shop = in_memory({"okrs.yaml": PLAN, PATH: CHECKIN}, everything=False)
    request = CheckinRequest(words=("mql", "23"), is_correction=True)
    file = the_file(record_request(shop, request, "mai", DAY, at=AT))
    assert file.date == date(2026, 11, 9)
    (entry,) = file.checkins
    assert (entry.value, entry.note, entry.corrects) == (Decimal(23), "As hoped", "abcd2345")


def test_a_correction_by_somebody_else_is_refused() -> None:
    shop = in_memory({"okrs.yaml": PLAN, PATH: CHECKIN}, everything=False)
    with pytest.raises(RefusedError, match="linh has not checked in `demand/mql` yet"):
        record_request(shop, CheckinRequest(words=("mql", "23"), is_correction=True), "linh", DAY, at=AT)


@pytest.mark.parametrize("state", ["draft", "paused", "postponed", "cancelled", "closed"])
@pytest.mark.parametrize("of_objective", [True, False])
def test_a_check_in_on_what_does_not_count_says_so(state: str, of_objective: bool) -> None:
    decided = f"state: {state}, since: 2026-11-09, reason: R"
    mine, other = (f", {decided}", "") if of_objective else ("", f", {decided}")
    plan = f"""\
cycle: 2026-Q4
objectives:
  - {{id: o, title: O, owner: mai{mine}, key_results: [
      {{id: k, title: K, target: 9, milestones: []{other}, guardrails: [{{id: g, title: G, must_not_exceed: 3}}]}}]}}
"""
    shop = in_memory({"okrs.yaml": plan})
    name = "o" if of_objective else "o/k"
    for entry in (CheckinEntry(kr="o/k", value=Decimal(2)), CheckinEntry(guardrail="o/k/g", value=Decimal(2))):
        (note,) = record(shop, [entry], "mai", DAY, at=AT).notes
        assert note.startswith(f"{name} is ")
        assert note.endswith(
            f"since 2026-11-09: the check-in is kept and counts again after okr set {name} state=active"
        )
    before = record(shop, [CheckinEntry(kr="o/k", value=Decimal(2))], "mai", date(2026, 11, 6), at=AT)
    assert not list(before.notes)
