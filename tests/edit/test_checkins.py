"""`okr checkin` with arguments and with JSON: what is typed, and the one new file it makes, or why it makes none."""

from __future__ import annotations

import json
import re
import shlex
from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from okrcli.edit import checkin_entries, checkin_files
from okrcli.model.plan import Ref
from okrcli.model.records import CheckinEntry, CheckinFile
from okrcli.workspace.file_loader import read_file
from okrcli.yaml import reader
from tests.conftest import Work
from tests.support.commands import PLAN, TODAY, Answer, okr, snapshot, write


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A workspace without git, in which mai is typing."""
    monkeypatch.setenv("OKR_TODAY", TODAY)
    monkeypatch.setenv("OKR_USER", "mai")
    return write(tmp_path / "work", {"okrs.yaml": PLAN})


def files(folder: Path) -> list[CheckinFile]:
    """The check-in files, in the order in which they were entered."""
    found = []
    for path in folder.glob("okrs/*/checkins/*/*.yaml"):
        record = read_file(path.read_bytes(), path.relative_to(folder).as_posix()).record
        assert isinstance(record, CheckinFile)
        assert path.name == f"{record.date}-{record.id[:4]}.yaml"
        found.append(record)
    return sorted(found, key=lambda file: file.at)


def written(folder: Path, *words: str) -> list[dict[str, Any]]:
    """The entries of the one file that a check-in writes, with the fields that are set."""
    before = {file.id for file in files(folder)}
    answer = okr(folder, "checkin", *words)
    assert answer.code == 0, answer.err
    (new,) = (file for file in files(folder) if file.id not in before)
    names = ("kr", "objective", "action", "value", "done", "confidence", "status", "note", "blocker", "corrects")
    return [{name: value for name in names if (value := getattr(entry, name)) is not None} for entry in new.checkins]


def refused(folder: Path, *words: str, code: int = 3, given: bytes = b"") -> str:
    """What a check-in that is refused says; nothing may have changed."""
    before = snapshot(folder)
    answer = okr(folder, "checkin", *words, given=given)
    assert (answer.code, answer.out) == (code, ""), answer
    assert snapshot(folder) == before
    assert "Traceback" not in answer.err
    return answer.err


# ── Every form of the table in README.md ──────────────────────────────────────────────────────────────────────────

MQL, NPS, CALLS = {"kr": "demand/mql"}, {"kr": "demand/nps"}, {"kr": "demand/calls"}


@pytest.mark.parametrize(
    ("words", "entries"),
    [
        ("mql 22", [MQL | {"value": 22}]),
        ("mql=22", [MQL | {"value": 22}]),
        ("mql=22 calls=4", [MQL | {"value": 22}, CALLS | {"value": 4}]),
        ("mql 22 calls 4", [MQL | {"value": 22}, CALLS | {"value": 4}]),
        ("mql +3", [MQL | {"value": 24}]),
        ("mql+=3", [MQL | {"value": 24}]),
        ("mql=+3", [MQL | {"value": 24}]),
        ("mql-=3", [MQL | {"value": 18}]),
        ("mql=-3", [MQL | {"value": -3}]),
        ("demand/mql 22", [MQL | {"value": 22}]),
        ("2026-Q4/demand/mql 22", [MQL | {"value": 22}]),
        ("2026-Q4/demand/mql=22", [MQL | {"value": 22}]),
        ("calls 4", [CALLS | {"value": 4}]),
        ("calls +4", [CALLS | {"value": 4}]),
        ("calls-=4", [CALLS | {"value": -4}]),
        ("demand/nps 41", [NPS | {"value": 41}]),
        ("launch beta", [{"kr": "demand/launch", "done": ("beta",)}]),
        ("launch beta,public", [{"kr": "demand/launch", "done": ("beta", "public")}]),
        ("launch --done", [{"kr": "demand/launch", "done": True}]),
        ("launch=beta", [{"kr": "demand/launch", "done": ("beta",)}]),
        ("soc2 --done", [{"kr": "demand/soc2", "done": True}]),
        ("soc2 yes", [{"kr": "demand/soc2", "done": True}]),
        ("soc2 no", [{"kr": "demand/soc2", "done": False}]),
        ("guide --done", [{"action": "demand/mql/guide", "done": True}]),
        ("guide done", [{"action": "demand/mql/guide", "done": True}]),
        ("demand -m Slow --status at_risk", [{"objective": "demand", "status": "at_risk", "note": "Slow"}]),
        ("demand --status at-risk", [{"objective": "demand", "status": "at_risk"}]),
        ("demand growth -m Slow", [{"objective": name, "note": "Slow"} for name in ("demand", "growth")]),
        ("demand 2026-Q4/growth -m x", [{"objective": name, "note": "x"} for name in ("demand", "growth")]),
        ("mql -c 0 --blocker Ill", [MQL | {"confidence": 0, "blocker": "Ill"}]),
        ("mql 22 -m -5", [MQL | {"value": 22, "note": "-5"}]),
        ("mql 22 7 good week", [MQL | {"value": 22, "confidence": 7, "note": "good week"}]),
        ("mql=22 7 calls 4 8", [MQL | {"value": 22, "confidence": 7}, CALLS | {"value": 4, "confidence": 8}]),
        ("mql 22 slow calls", [MQL | {"value": 22, "note": "slow calls"}]),
        ("mql .", [MQL | {"value": 21}]),
        ("mql . 5 Slow !no budget", [MQL | {"value": 21, "confidence": 5, "note": "Slow", "blocker": "no budget"}]),
        ("mql !no budget", [MQL | {"blocker": "no budget"}]),
        ("mql !-", [MQL | {"value": 21}]),
        ("mql -2", [MQL | {"value": 19}]),
        ("mql =-2", [MQL | {"value": -2}]),
        (
            "launch beta public 7 Out",
            [{"kr": "demand/launch", "done": ("beta", "public"), "confidence": 7, "note": "Out"}],
        ),
        ("soc2 y 9 calls 4", [{"kr": "demand/soc2", "done": True, "confidence": 9}, CALLS | {"value": 4}]),
        ("demand/nps 41 calls 4", [NPS | {"value": 41}, CALLS | {"value": 4}]),
    ],
)
def test_what_is_typed_is_what_is_recorded(folder: Path, words: str, entries: list[dict[str, Any]]) -> None:
    assert written(folder, "mql=21", "calls=10") == [MQL | {"value": 21}, CALLS | {"value": 10}]
    assert written(folder, *words.split()) == entries
    assert okr(folder, "validate", "--strict").code == 0


def test_a_change_without_a_value_begins_at_the_start(folder: Path) -> None:
    assert written(folder, "mql", "+3") == [MQL | {"value": 23}]


def test_a_change_begins_at_the_last_value_up_to_that_day(folder: Path) -> None:
    written(folder, "mql", "24", "--date", "2026-11-01")
    written(folder, "mql", "27", "--date", "2026-11-15")
    assert written(folder, "mql+=1", "--date", "2026-11-10") == [MQL | {"value": 25}]


def test_digits_are_kept_as_typed(folder: Path) -> None:
    answer = okr(folder, "checkin", "mql=20.10", "revenue=12345678901234567890.123")
    assert "growth/revenue 100 → 12345678901234567890.123 of 150" in answer.out
    (file,) = files(folder)
    assert [str(entry.value) for entry in file.checkins] == ["20.10", "12345678901234567890.123"]


def test_a_win_alone_is_a_check_in(folder: Path) -> None:
    assert written(folder, "--win", "We opened", "--win", "yes") == []
    assert files(folder)[0].wins == ("We opened", "yes")


def test_a_day_that_has_passed(folder: Path) -> None:
    written(folder, "mql", "22", "--date", "2026-11-13")
    (file,) = files(folder)
    assert (file.date, file.at.date(), file.by) == (date(2026, 11, 13), date(2026, 11, 16), "mai")


def test_what_is_said_afterwards(folder: Path) -> None:
    answer = okr(folder, "checkin", "mql", "22", "-c", "7")
    assert answer.out.startswith(
        "Recorded demand/mql 20 → 22 of 30 MQL (20 %), confidence 7\nokrs/2026-Q4/checkins/mai/"
    )
    assert answer.out.endswith("next: okr status\n")


def test_a_bullet_for_each_entry_and_win_for_the_chat(folder: Path) -> None:
    answer = okr(folder, "checkin", "mql", "22", "--blocker", "No budget", "--win", "Page", "--copyable")
    who, moved, win = answer.out.splitlines()
    assert who == "mai checked in 1 key result of 2026-Q4 (2026-11-16)"
    assert moved == "- Grow inbound MQLs: 20 → 22 of 30 MQL (20 %) · blocked: No budget"
    assert win == "- win: Page"


def test_a_dry_run_shows_the_file_and_writes_nothing(folder: Path) -> None:
    before = snapshot(folder)
    answer = okr(folder, "checkin", "mql", "22", "-n")
    path, *lines = answer.out.splitlines()
    assert path.startswith("okrs/2026-Q4/checkins/mai/2026-11-16-")
    assert path.endswith(".yaml (new)")
    assert lines[1:3] == ["+cycle: 2026-Q4", "+date: 2026-11-16"]
    assert snapshot(folder) == before


def test_one_command_is_one_commit_of_one_new_file(work: Work, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("OKR_TODAY", TODAY)
    work.commit("plan", okrs_yaml=PLAN)
    old = work.files()
    answer = okr(work.path, "checkin", "mql=22", "calls=3", "-m", "It moved")
    assert answer.code == 0, answer.err
    assert len(work.log()) == 3
    (new,) = work.paths_of("HEAD")
    assert {path: content for path, content in work.files().items() if path != new} == old
    assert work.git("status", "--porcelain") == ""
    assert okr(work.path, "checkin", "mql=23", "--no-commit").code == 0
    assert len(work.log()) == 3


# ── Numbers (docs/failures.md, "Numbers and days that are typed") ─────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("typed", "hint"),
    [
        ("nan", "such as 12.5"),
        ("inf", "such as 12.5"),
        ("1e400", "such as 12.5"),
        ("1_000", "write 1000"),
        ("45%", "write 45"),
        ("1.5k", "write 1500"),
        ("1,000", "write 1000 or 1"),
        ("1.000,5", "such as 12.5"),
        ("٤٥", "write 45"),
        ("４５", "write 45"),
        ("−5", "write -5"),
        ("007", "write 7"),
        (".5", "such as 12.5"),
        ("-.5", "such as 12.5"),
        ("--5", "such as 12.5"),
        ("==3", "such as 12.5"),
        ("2/3", "such as 12.5"),
        ("1" * 31, "more than 30 digits"),
        ("9" * 5000, "more than 30 digits"),
        ("22\x1b[31m", "such as 12.5"),
    ],
)
def test_no_number_is_ever_guessed(folder: Path, typed: str, hint: str) -> None:
    said = refused(folder, "mql", "--", typed)
    assert hint in said
    assert "\x1b" not in said
    assert len(said) < 200


def test_a_comma_is_no_number_with_an_assignment_either(folder: Path) -> None:
    assert "1000 or 1" in refused(folder, "mql=1,000")


# ── Refusals ──────────────────────────────────────────────────────────────────────────────────────────────────────


SPELLINGS = ("mql -3", "mql -- -3", "mql -c 7 -3", "mql -c7 -3", "mql --no-commit -3", "-c 7 mql -3", "mql -3 7")


@pytest.mark.parametrize("words", SPELLINGS)
@pytest.mark.parametrize(("start", "is_told"), [(20, False), (-20, True)])
def test_a_minus_is_a_change_and_where_values_lie_below_zero_that_is_told(
    folder: Path, words: str, start: int, is_told: bool
) -> None:
    (folder / "okrs.yaml").write_text(PLAN.replace("start: 20", f"start: {start}"))
    answer = okr(folder, "checkin", *words.split())
    assert f"demand/mql {start} → {start - 3}" in answer.out
    assert (
        "-3 is taken as a change; for the value: okr checkin --correct demand/mql=-3"
        in answer.err.replace("--no-commit ", "")
    ) == is_told


@pytest.mark.parametrize(
    ("line", "as_note", "alone"),
    [
        ("-3 good", {"value": 17, "note": "good calls 4"}, {"value": 14, "note": "good"}),
        ("!stuck", {"blocker": "stuck calls 4"}, {"blocker": "stuck"}),
    ],
)
def test_both_forms_of_an_ambiguous_line_work_as_they_are_printed(
    folder: Path, line: str, as_note: dict[str, Any], alone: dict[str, Any]
) -> None:
    said = refused(folder, "mql", *line.split(), "calls", "4", code=2)
    note, next_one = (shlex.split(command)[2:] for command in re.findall(r": (okr checkin .*)", said))
    assert written(folder, *note) == [MQL | as_note]
    assert written(folder, *next_one) == [MQL | alone, CALLS | {"value": 4}]


def test_a_minus_inside_a_note_stays_as_it_is(folder: Path) -> None:
    assert written(folder, *["mql", "22", "7", "fell", "by", "-5", "points"]) == [
        MQL | {"value": 22, "confidence": 7, "note": "fell by -5 points"}
    ]


@pytest.mark.parametrize(("value", "is_told"), [("22", False), ("2200", True), ("49", False), ("-100", True)])
def test_a_value_far_from_the_way_is_told(folder: Path, value: str, is_told: bool) -> None:
    answer = okr(folder, "checkin", f"mql={value}")
    assert answer.code == 0
    assert ("A typo? okr checkin --correct mql VALUE" in answer.err) == is_told


@pytest.mark.parametrize(
    ("words", "code", "message", "hint"),
    [
        ("mqll 22", 3, "there is no `mqll` in 2026-Q4", "did you mean `mql`?"),
        ("demnad/mql 22", 3, "there is no `demnad/mql`", "did you mean `demand/mql`?"),
        ("zzz 22", 3, "there is no `zzz`", "okr list shows all ids"),
        ("nps 41", 3, "`nps` can mean several items", "\n  2026-Q4/demand/nps  People like us\n"),
        ("mql mql=3", 2, "`demand/mql` is given twice", "one value"),
        ("mql=3 demand/mql=4", 2, "`demand/mql` is given twice", "one value"),
        ("-3", 2, "`-3` needs the id of a key result", "okr checkin ID -3"),
        ("mql", 2, "nothing to record for `demand/mql`", "okr checkin mql 22"),
        ("soc2", 2, "nothing to record for `demand/soc2`", "okr checkin soc2 --done"),
        ("launch", 2, "nothing to record for `demand/launch`", "okr checkin launch beta"),
        ("guide", 2, "nothing to record for `demand/mql/guide`", "okr checkin guide --done"),
        ("demand", 2, "nothing to record for `demand`", "--status at_risk"),
        ("demand 22", 3, "`demand` is an objective and takes no value", ""),
        ("demand=22", 3, "`demand` is an objective and takes no value", ""),
        ("guide 22", 3, "`demand/mql/guide` is an action and takes no value", ""),
        ("soc2 22", 3, "`demand/soc2` is done or not", "--done"),
        ("launch 22", 3, "`demand/launch` has no milestone `22`", "beta, public"),
        ("launch publik", 3, "`demand/launch` has no milestone `publik`", "`public`"),
        ("launch=", 2, "nothing to record for `demand/launch`", "okr checkin launch beta"),
        ("mql 22 7 -m Twice Slow", 2, "`demand/mql` has two values for note", "leave out --note"),
        ("mql 22 7 -c 8", 2, "`demand/mql` has two values for confidence", ""),
        ("mql 22 cals 4", 3, "there is no `cals`", "did you mean `calls`?"),
        ("mql 22 good calls 4", 2, "`calls` can be the next key result or part of the note", '"22 good calls 4"'),
        ("mql 22 good calls=4", 2, "`calls=4` can be the next key result or part of the note", '"22 good calls=4"'),
        ("mql 22 hours", 3, "`hours` does not fit: the unit is `MQL`", "or with a note 22 7 hours"),
        ("mql --done", 3, "`demand/mql` is measured by its value", "okr checkin mql 22"),
        ("demand/nps +3", 3, "is the average of its check-ins", "record the new measurement"),
        ("mql 22 -c 11", 2, "confidence is a whole number from 0 to 10", ""),
        ("mql 22 -c -1", 2, "confidence is a whole number from 0 to 10", ""),
        ("mql 22 -c 7.5", 2, "confidence is a whole number from 0 to 10", ""),
        ("mql 22 --status great", 2, "`great` is not a status", "on_track"),
        ("mql 22 --date 2026-11-18", 3, "2026-11-18 is in the future", ""),
        ("mql 22 --date 16.11.2026", 2, "`16.11.2026` is not a date", "write 2026-11-16"),
        ("mql 22 --date 2026-02-30", 2, "is not a day of the calendar", ""),
        ("mql 22 --date 2026-09-30 --cycle 2026-Q4", 3, "2026-Q4 begins on 2026-10-01, after 2026-09-30", ""),
        ("mql 22 --cycle 2026-Q9", 3, "there is no cycle `2026-Q9`", "`2026-Q4`"),
        ("mql 22 --by mia", 3, "unknown person `mia`", "`mai`"),
        ("mql 22 --by ../../etc", 3, "unknown person `../../etc`", "okrs.yaml"),
        ("", 2, "name a key result: there is no terminal for questions", "okr checkin --from -"),
        ("--correct", 2, "name a key result: there is no terminal", ""),
        ("--correct mql 22", 3, "mai has not checked in `demand/mql` yet", "without --correct"),
        ("-m Nothing", 2, "the id of the key result is missing", "write it first"),
        ("-c 7", 2, "the id of the key result is missing", ""),
        ("--done", 2, "the id of the key result is missing", ""),
        ("--win Great -m Note", 2, "the id of the key result is missing", ""),
        ("mql 22 --from -", 2, "`--from` takes ids", ""),
        ("--from - -c 7", 2, "`--from` takes ids", ""),
        ("mql 22 --nope", 2, "no such option", "okr checkin --help"),
    ],
)
def test_a_refusal_says_what_to_write(folder: Path, words: str, code: int, message: str, hint: str) -> None:
    said = refused(folder, *words.split(), code=code)
    assert said.startswith("error: ")
    assert message in said
    assert hint in said


def test_what_is_not_found_may_be_in_a_broken_file(folder: Path) -> None:
    write(folder, {"okrs.yaml": PLAN, "okrs/2026-Q4/lost.yaml": "objectives: ["})
    assert "it may be in a file that cannot be read: okrs/2026-Q4/lost.yaml" in refused(folder, "zzz", "3")
    assert written(folder, "mql", "22") == [MQL | {"value": 22}]


def test_a_broken_plan_takes_no_check_in(folder: Path) -> None:
    write(folder, {"okrs.yaml": PLAN + "  - {id: growth, title: Twice}\n"})
    assert "okrs.yaml:21:10: objective `growth` is already in 2026-Q4" in refused(folder, "mql", "22")


@pytest.mark.parametrize("note", ["a\x1b[31mb", "a\x07", "\u202egnp", "a\udcffb", "a\x9bb", "a\rb"])
def test_a_note_that_no_file_may_hold_is_refused(folder: Path, note: str) -> None:
    said = refused(folder, "mql", "22", "-m", note)
    assert "this check-in cannot be written" in said
    assert not {"\x1b", "\x07", "\u202e", "\x9b"} & set(said)
    assert refused(folder, "mql", "22", "-m", note, "-n")


@pytest.mark.parametrize(
    "note", ['it\'s: "q" #1', "- x", "yes", "a\nb\n", "  spaced  ", "a: b", "*x*", "12:30", "👩‍👩‍👧", "ไทย" * 300]
)
def test_a_note_is_read_back_as_it_was_typed(folder: Path, note: str) -> None:
    assert written(folder, "mql", "22", "-m", note)[0]["note"] == note


# ── Corrections ───────────────────────────────────────────────────────────────────────────────────────────────────


def test_a_correction_is_a_new_entry_that_names_the_old(folder: Path) -> None:
    written(folder, "mql", "22", "-c", "7", "-m", "Typo", "--date", "2026-11-13")
    (old,) = files(folder)
    assert written(folder, "--correct", "mql", "23") == [
        MQL | {"value": 23, "confidence": 7, "note": "Typo", "corrects": old.id}
    ]
    new = next(file for file in files(folder) if file.id != old.id)
    assert new.date == old.date
    assert '"current": 23' in okr(folder, "show", "mql", "--json").out


def test_a_correction_of_a_correction(folder: Path) -> None:
    for words in (["mql", "22"], ["--correct", "mql", "23"], ["--correct", "mql", "24"]):
        assert okr(folder, "checkin", *words).code == 0
    shown = json.loads(okr(folder, "show", "mql", "--json").out)
    assert shown["key_result"]["current"] == 24
    assert len(shown["checkins"]) == 1
    assert okr(folder, "validate", "--strict").code == 0


def test_entries_of_different_days_are_corrected_one_by_one(folder: Path) -> None:
    written(folder, "mql", "22", "--date", "2026-11-12")
    written(folder, "calls", "3", "--date", "2026-11-13")
    assert "have different days" in refused(folder, "--correct", "mql=23", "calls=4")
    assert len(written(folder, "--correct", "mql=23", "calls=4", "--date", "2026-11-13")) == 2


def test_what_stands_in_the_plan_is_mended_there(folder: Path) -> None:
    inline = PLAN.replace("title: Revenue,", "title: Revenue, checkins: [{date: 2026-11-01, value: 110, by: mai}],")
    write(folder, {"okrs.yaml": inline})
    assert "fix it there: okrs.yaml" in refused(folder, "--correct", "revenue", "120")


# ── JSON ──────────────────────────────────────────────────────────────────────────────────────────────────────────


def from_json(folder: Path, text: str | bytes, *words: str) -> Answer:
    return okr(folder, "checkin", "--from", "-", *words, given=text.encode() if isinstance(text, str) else text)


@pytest.mark.parametrize(
    ("text", "entries"),
    [
        ('[{"kr": "mql", "value": 22}]', [CheckinEntry(kr="demand/mql", value=Decimal(22))]),
        ('{"kr": "demand/mql", "value": 22.50}', [CheckinEntry(kr="demand/mql", value=Decimal("22.50"))]),
        (
            '{"checkins": [{"kr": "2026-Q4/demand/mql", "confidence": 7}]}',
            [CheckinEntry(kr="demand/mql", confidence=7)],
        ),
        ('[{"kr": "launch", "done": ["beta"]}]', [CheckinEntry(kr="demand/launch", done=("beta",))]),
        ('[{"kr": "soc2", "done": true}]', [CheckinEntry(kr="demand/soc2", done=True)]),
        ('[{"kr": "soc2", "done": false}]', [CheckinEntry(kr="demand/soc2", done=False)]),
        ('[{"action": "guide", "done": true}]', [CheckinEntry(action="demand/mql/guide", done=True)]),
        ('[{"objective": "demand", "status": "at_risk"}]', [CheckinEntry(objective="demand", status="at_risk")]),
        ('\ufeff[{"kr": "mql", "note": "\\u1ea1"}]', [CheckinEntry(kr="demand/mql", note="ạ")]),
        ('{"wins": ["We opened"]}', []),
    ],
)
def test_json_says_the_same_as_words(folder: Path, text: str, entries: list[CheckinEntry]) -> None:
    answer = from_json(folder, text)
    assert answer.code == 0, answer.err
    (file,) = files(folder)
    assert list(file.checkins) == entries
    assert okr(folder, "validate", "--strict").code == 0


def test_json_brings_its_day_and_author(folder: Path) -> None:
    text = '{"date": "2026-11-13", "by": "linh", "checkins": [{"kr": "mql", "value": 22}]}'
    assert from_json(folder, text).code == 0
    assert from_json(folder, text.replace("22", "23"), "--date", "2026-11-14", "--by", "mai").code == 0
    assert {(file.date.day, file.by) for file in files(folder)} == {(13, "linh"), (14, "mai")}


def test_json_may_come_from_a_file(folder: Path) -> None:
    (folder / "in.json").write_text('[{"kr": "mql", "value": 22}]')
    assert okr(folder, "checkin", "--from", "in.json").code == 0
    assert "no such file" in refused(folder, "--from", "nothing.json")
    assert "is a directory" in refused(folder, "--from", "okrs")


BAD_JSON = [
    (b"", "standard input:1:1:"),
    (b"[{]", "standard input:1:3:"),
    (b'[{"kr": "mql", "value": 22}] x', "standard input:1:30: extra data"),
    (b'[{"kr": "mql", "value": NaN}]', "`NaN` is not a number"),
    (b'[{"kr": "mql", "value": -Infinity}]', "`-Infinity` is not a number"),
    (b'[{"kr": "mql", "value": 1e400}]', "`1e400` is not a plain number"),
    (b'[{"kr": "mql", "value": ' + b"9" * 5000 + b"}]", "has more than 30 digits"),
    (b'[{"kr": "mql", "value": "22"}]', "found the text `22`"),
    (b'[{"kr": "mql", "value": true}]', "expected a number, found `true`"),
    (b'[{"kr": "mql", "value": 1, "value": 2}]', "a key stands there twice"),
    (b'[{"kr": "mql", "valeu": 22}]', "entry 1: unknown field `valeu` in check-in (did you mean `value`?)"),
    (b'[{"kr": "mql", "confidence": 11}]', "entry 1: `confidence`"),
    (b'[{"kr": "mql", "status": "green"}]', "entry 1: `status`: unknown value `green`"),
    (b'[{"value": 22}]', "entry 1: it names none, or more than one"),
    (b'[{"kr": "mql", "objective": "demand"}]', "entry 1: it names none, or more than one"),
    (b"[7]", "entry 1: expected a group of fields"),
    (b"7", "is not a list of check-ins"),
    (b'{"checkins": null}', "is not a list of check-ins"),
    (b'{"checkins": [], "dat": "2026-11-13"}', "unknown field `dat`: did you mean `date`?"),
    (b'{"checkins": [{"kr": "mql", "value": 3}], "date": "2099-01-01"}', "2099-01-01 is in the future"),
    (b'{"checkins": [{"kr": "mql", "value": 3}], "date": null}', "nothing is not a date"),
    (b'{"checkins": [{"kr": "mql", "value": 3}], "by": "mia"}', "unknown person `mia`"),
    (b'{"wins": "We opened"}', "`wins`: expected a list of texts"),
    (b'{"wins": null}', "`wins`: expected a list of texts"),
    (b'{"wins": [""]}', "expected text, found an empty text"),
    (b"\xff\xfe[", "is not UTF-8 (byte 0xff)"),
    (b"[" * 100_000, "nested too deeply"),
    (b" " * (1024 * 1024 + 1), "larger than 1 MiB"),
    (b'[{"kr": "mqll", "value": 22}]', "entry 1: there is no `mqll` in 2026-Q4"),
    (b'[{"kr": "mql", "value": 3}, {"kr": "nps", "value": 3}]', "entry 2: `nps` can mean several items"),
    (b'[{"kr": "mql"}]', "entry 1: there is nothing to record for `demand/mql`"),
    (b'[{"kr": "soc2", "value": 3}]', "entry 1: `demand/soc2` is done or not done: it takes no value"),
    (b'[{"kr": "mql", "done": true}]', "entry 1: `demand/mql` is measured by its value"),
    (b'[{"kr": "mql", "value": 1, "done": true}]', "entry 1: `demand/mql` has a value or is done, not both"),
    (b'[{"kr": "launch", "done": ["gamma"]}]', "entry 1: `demand/launch` has no milestone `gamma`"),
    (b'[{"kr": "launch", "done": []}]', "entry 1: which milestones of `demand/launch` are done?"),
    (b'[{"kr": "demand", "note": "x"}]', "entry 1: `demand` is not of kind `kr`"),
    (b'[{"objective": "demand", "value": 3}]', "entry 1: `demand` is an objective and takes no value"),
    (b'[{"kr": "mql", "value": 3, "corrects": "7k2m9x4t"}]', "entry 1: no check-in `7k2m9x4t` of `demand/mql`"),
    (b'[{"kr": "mql", "note": "\\u001b[31m"}]', "this check-in cannot be written"),
    (b'[{"kr": "mql", "note": "\\ud800"}]', "has an incomplete character"),
    (b'[{"kr": "\\udc9b"}]', "has an incomplete character"),
    (b'[{"kr": "mql", "\\udc9b": 3}]', "has an incomplete character"),
    (b'[{"kr": "\\u001b]0;x\\u0007", "value": 3}]', "`kr`: "),
]


@pytest.mark.parametrize(("text", "message"), BAD_JSON)
def test_bad_json_is_named_and_nothing_is_written(folder: Path, text: bytes, message: str) -> None:
    said = refused(folder, "--from", "-", given=text)
    assert message in said
    assert not {"\x1b", "\x07"} & set(said)


def test_json_without_a_check_in_is_wrong_usage(folder: Path) -> None:
    assert "has no check-ins" in refused(folder, "--from", "-", given=b"[]", code=2)


def test_all_wrong_entries_of_json_are_named_at_once(folder: Path) -> None:
    said = refused(folder, "--from", "-", given=b'[{"kr": "mql", "valeu": 1}, {"kr": "mql", "value": "x"}, {"wat": 1}]')
    assert [f"entry {number}:" in said for number in (1, 2, 3)] == [True] * 3


# ── Files ─────────────────────────────────────────────────────────────────────────────────────────────────────────


def test_new_ids_are_never_read_as_numbers() -> None:
    drawn = {checkin_files.new_id() for _ in range(2000)}
    assert len(drawn) == 2000
    for name in drawn:
        data, diagnostics = reader.read(f"id: {name}\n".encode(), "x.yaml")
        assert (data, diagnostics) == ({"id": name}, [])


def test_entries_of_two_cycles_make_two_files() -> None:
    at = datetime(2026, 11, 16, 9, 4, 5, tzinfo=UTC)
    entries = [
        ("2026-Q4", CheckinEntry(kr="a/b", value=Decimal(1))),
        ("2026", CheckinEntry(kr="c/d", value=Decimal(2))),
    ]
    made = checkin_files.new_files(entries, ["We won"], "mai", at.date(), at, "2026-Q4")
    assert [(file.cycle, len(file.checkins), file.wins) for file in made] == [
        ("2026-Q4", 1, ("We won",)),
        ("2026", 1, ()),
    ]
    for file in made:
        assert read_file(checkin_files.text_of(file).encode(), checkin_files.path_of(file)).record == file


def test_an_entry_names_what_its_reference_is() -> None:
    assert checkin_entries.entry_about(Ref("c", "o")).target == ("objective", "o")
    assert checkin_entries.entry_about(Ref("c", "o", "k")).target == ("kr", "o/k")
    assert checkin_entries.entry_about(Ref("c", "o", "k", "a")).target == ("action", "o/k/a")


@pytest.mark.parametrize(
    ("words", "message", "hint"),
    [
        (
            ("mql", "22", "23"),
            "confidence is a whole number from 0 to 10, found `23`",
            "write one such as 7",
        ),
        (("mql", "1.000"), "`1.000` means a thousand in some countries", "write 1000 or 1"),
        (("mql=12.500",), "`12.500` means a thousand in some countries", "write 12500 or 12.5"),
    ],
)
def test_a_guess_is_answered_with_what_was_meant(folder: Path, words: tuple[str, ...], message: str, hint: str) -> None:
    said = refused(folder, *words)
    assert message in said
    assert hint in said


def test_an_equals_sign_may_stand_alone(folder: Path) -> None:
    assert "20 → 22 of 30 MQL" in okr(folder, "checkin", "mql", "=", "22").out


def test_a_document_names_each_target_once(folder: Path) -> None:
    given = b'[{"kr": "mql", "value": 1}, {"kr": "mql", "value": 2}]'
    assert "`mql` is given twice" in refused(folder, "--from", "-", given=given)
