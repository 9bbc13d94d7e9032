"""Commands that change a plan: the file afterwards, what is printed and committed, and what is refused unharmed."""

from __future__ import annotations

import difflib
import re
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.conftest import Work
from tests.support.commands import TODAY, Answer, okr, snapshot, write

PLAN = """\
# Our plan
settings: {type: {default: committed}}   # a promise is a promise
cycle: 2026-Q4

people:
  - {id: mai,   name: Mai Tran, email: mai@example.com}
  - {id: linh,  name: 'Linh Vo', email: linh@example.com}
teams:
  - {id: sales, members: [linh]}

objectives:
  # the big one
  - id: demand
    title: "Open a channel that brings us customers every week"
    owner: mai
    key_results:
      # the number we watch
      - id:     mql     # not SQLs
        title:  Grow inbound MQLs from 20 to 30 a month
        start:  20
        target: 30      # agreed with sales
        unit:   MQL
        actions:
          - {title: Publish the pricing guide, due: 2026-11-20, owner: linh}
          - {id: call, title: Call ten customers}

      - id: launch
        title: Bản thử nghiệm đã ra mắt
        milestones: [{id: beta, title: Beta}, {id: public, title: Public}]

  - id: growth
    title: เราเติบโต
    owner: linh
    key_results: [{id: revenue, title: 收入, start: 100, target: 150}, {id: nps, title: NPS, target: 40}]
    depends_on:
      - {to: demand/mql, need: leads}
"""


@pytest.fixture(autouse=True)
def environment(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("OKR_TODAY", TODAY)
    monkeypatch.delenv("CI", raising=False)


@pytest.fixture
def shop(empty_work: Work) -> Work:
    """A repository with the plan, committed."""
    empty_work.commit("our plan", okrs_yaml=PLAN)
    return empty_work


def changed(work: Work, before: str = PLAN) -> list[str]:
    """The lines that went and came, with their signs."""
    after = (work.path / "okrs.yaml").read_bytes().decode()
    lines = difflib.ndiff(before.splitlines(), after.splitlines())
    return [line for line in lines if line[0] in "+-"]


def done(work: Work, *words: str) -> Answer:
    answer = okr(work.path, *words)
    assert answer.code == 0, answer.err
    return answer


# ── What each command does ────────────────────────────────────────────────────────────────────────────────────────

REASON = ["--reason", "The market grew"]


@pytest.mark.parametrize(
    ("words", "said", "lines"),
    [
        (
            ["set", "mql", "title=Grow MQLs"],
            "Set demand/mql title “Grow inbound MQLs from 20 to 30 a month” → “Grow MQLs”",
            ["-         title:  Grow inbound MQLs from 20 to 30 a month", "+         title:  Grow MQLs"],
        ),
        (
            ["set", "mql", "target=45", *REASON],
            "Set demand/mql target 30 → 45",
            [
                "-         target: 30      # agreed with sales",
                "+         target: 45      # agreed with sales",
                "+         changes:",
                "+           - {date: 2026-11-16, field: target, from: 30, to: 45, reason: The market grew}",
            ],
        ),
        (
            ["set", "revenue", "target=170", *REASON, "--date", "2026-11-02"],
            "Set growth/revenue target 150 → 170",
            [
                "-     key_results: [{id: revenue, title: 收入, start: 100, target: 150}, "
                "{id: nps, title: NPS, target: 40}]",
                "+     key_results: [{id: revenue, title: 收入, start: 100, target: 170, changes: [{date: 2026-11-02, "
                "field: target, from: 150, to: 170, reason: The market grew}]}, {id: nps, title: NPS, target: 40}]",
            ],
        ),
        (["set", "mql", "owner=linh"], "Set demand/mql owner linh", ["+         owner:  linh"]),
        (
            ["set", "mql/call", "due=2026-11-30", "owner=mai"],
            "Set demand/mql/call due 2026-11-30, owner mai",
            [
                "-           - {id: call, title: Call ten customers}",
                "+           - {id: call, title: Call ten customers, owner: mai, due: 2026-11-30}",
            ],
        ),
        (
            ["set", "demand", "title=Kênh mới: mỗi tuần"],
            "Set demand title “Open a channel that brings us customers…” → “Kênh mới: mỗi tuần”",
            [
                '-     title: "Open a channel that brings us customers every week"',
                '+     title: "Kênh mới: mỗi tuần"',
            ],
        ),
        (
            ["done", "pricing"],
            "Done demand/mql: Publish the pricing guide",
            [
                "-           - {title: Publish the pricing guide, due: 2026-11-20, owner: linh}",
                "+           - {title: Publish the pricing guide, due: 2026-11-20, done: 2026-11-16, owner: linh}",
            ],
        ),
        (
            ["done", "launch/beta", "--date", "2026-11-13"],
            "Done demand/launch/beta: Beta",
            [
                "-         milestones: [{id: beta, title: Beta}, {id: public, title: Public}]",
                "+         milestones: [{id: beta, title: Beta, done: 2026-11-13}, {id: public, title: Public}]",
            ],
        ),
        (
            ["set", "mql", "state=paused", *REASON],
            "Set demand/mql state active → paused",
            [
                "+         state:  paused",
                "+         since:  2026-11-16",
                "+         reason: The market grew",
            ],
        ),
        (
            ["set", "growth", "state=cancelled", "-m", "No: really", "--date", "2026-11-02"],
            "Set growth state active → cancelled",
            ["+     state: cancelled", "+     since: 2026-11-02", '+     reason: "No: really"'],
        ),
        (["set", "nps", "state=postponed", *REASON], "Set growth/nps state active → postponed", None),
        (
            ["request", "add", "launch", "--to", "growth/revenue", "money"],
            "Requested: demand/launch needs growth/revenue: money",
            ["+         depends_on:", "+           - {to: growth/revenue, need: money, asked: 2026-11-16}"],
        ),
        (
            ["request", "agree", "growth"],
            "Agreed demand/mql for growth: leads",
            [
                "-       - {to: demand/mql, need: leads}",
                "+       - {to: demand/mql, need: leads, agreement: agreed, by: mai, since: 2026-11-16}",
            ],
        ),
        (
            ["request", "agree", "mql", "--by", "linh"],
            "Agreed demand/mql for growth: leads",
            [
                "-       - {to: demand/mql, need: leads}",
                "+       - {to: demand/mql, need: leads, agreement: agreed, by: linh, since: 2026-11-16}",
            ],
        ),
        (
            ["add", "kr", "demand", "Calls a week rise from 5 to 9", "start=5", "target=9", "id=calls", *REASON],
            "Added demand/calls: Calls a week rise from 5 to 9",
            [
                "+       - id: calls",
                "+         title: Calls a week rise from 5 to 9",
                "+         start: 5",
                "+         target: 9",
                "+         start_date: 2026-11-16",
                "+         changes:",
                "+           - {date: 2026-11-16, field: added, reason: The market grew}",
                "+ ",
            ],
        ),
        (
            ["add", "action", "mql", "Viết bài", "owner=linh"],
            "Added to demand/mql: Viết bài",
            ["+           - {title: Viết bài, owner: linh, start_date: 2026-11-16}"],
        ),
        (
            ["add", "action", "launch", "Print it", "id=print"],
            "Added demand/launch/print: Print it",
            ["+         actions:", "+           - {id: print, title: Print it, start_date: 2026-11-16}"],
        ),
        (
            ["add", "milestone", "launch", "Ten customers use it", *REASON],
            "Added demand/launch/ten-customers: Ten customers use it",
            None,
        ),
        (
            ["add", "objective", "Quiet nights", "id=quiet"],
            "Added quiet: Quiet nights",
            [
                "+ ",
                "+   - id: quiet",
                "+     title: Quiet nights",
                "+     owner: mai",
                "+     start_date: 2026-11-16",
                "+     changes:",
                "+       - {date: 2026-11-16, field: added}",
            ],
        ),
        (
            ["set", "mql", "id=leads"],
            "Renamed demand/mql → demand/leads (1 reference fixed)",
            [
                "-       - id:     mql     # not SQLs",
                "+       - id:     leads     # not SQLs",
                "+         was:    [mql]",
                "-       - {to: demand/mql, need: leads}",
                "+       - {to: demand/leads, need: leads}",
            ],
        ),
        (
            ["remove", "call", "--yes"],
            "Removed demand/mql/call: Call ten customers",
            ["-           - {id: call, title: Call ten customers}"],
        ),
    ],
    ids=lambda value: " ".join(value[:2]) if isinstance(value, list) and value and value[0].isalpha() else "",
)
def test_a_command_changes_the_lines_it_means_and_says_so(
    shop: Work, words: list[str], said: str, lines: list[str] | None
) -> None:
    before = okr(shop.path, *words, "--dry-run")
    assert before.code == 0, before.err
    assert (shop.path / "okrs.yaml").read_text("utf-8") == PLAN
    answer = done(shop, *words)
    first, second = [line for line in answer.out.splitlines() if not line.startswith("  it begins on 2026-11-16, ")][:2]
    assert first == said
    assert second.startswith("okrs.yaml · commit ")
    if lines is not None:
        assert sorted(changed(shop)) == sorted(lines)
    shown = [line for line in before.out.splitlines() if line[:1] in "+-" and line[:3] not in ("+++", "---")]
    assert {line[1:] for line in shown} == {line[2:] for line in changed(shop)}
    command = " ".join(words[: 2 if words[0] == "request" else 1])
    assert shop.log()[0].startswith(f"okr {command}: ")
    assert shop.paths_of("HEAD") == ["okrs.yaml"]
    assert okr(shop.path, "validate").code == 0
    assert done(shop, "undo").out.startswith("restored okrs.yaml")
    assert (shop.path / "okrs.yaml").read_text("utf-8") == PLAN


def test_the_commit_names_what_why_and_which(shop: Work) -> None:
    done(shop, "set", "mql", "target=45", "--reason", "Ask @mai, closes #12")
    message = shop.git("log", "-1", "--format=%B")
    assert message.splitlines()[0] == "okr set: demand/mql target 30 → 45"
    assert "    Ask @\u2060mai, closes #\u206012" in message
    assert message.rstrip().endswith("Okr-Id: 2026-Q4/demand/mql\nOkr-Command: set")


def test_what_a_change_does_to_progress_is_said(shop: Work) -> None:
    done(shop, "checkin", "mql", "25")
    assert "target 30 → 40 (progress 50 % → 25 %)" in done(shop, "set", "mql", "target=40", *REASON).out
    assert (
        "Set demand/launch state active → paused (demand 13 % → 25 %)"
        in done(shop, "set", "launch", "state=paused", *REASON).out
    )


def test_two_fields_are_one_commit_and_two_records(shop: Work) -> None:
    done(shop, "set", "mql", "target=45", "start=25", "title=Grow", *REASON)
    text = (shop.path / "okrs.yaml").read_text("utf-8")
    assert text.count("reason: The market grew}") == 2
    assert len(shop.log()) == 2


def test_a_pause_is_taken_back_with_a_reason_and_stays_in_changes(shop: Work) -> None:
    done(shop, "set", "mql", "state=paused", *REASON)
    assert "a change needs a reason" in okr(shop.path, "set", "mql", "state=active").err
    answer = done(shop, "set", "mql", "state=active", "-m", "It shrank")
    assert answer.out.startswith("Set demand/mql state paused → active")
    assert changed(shop) == [
        "+         changes:",
        "+           - {date: 2026-11-16, field: state, to: paused, reason: The market grew}",
        "+           - {date: 2026-11-16, field: state, from: paused, reason: It shrank}",
    ]


def test_what_is_so_already_writes_nothing(shop: Work) -> None:
    before = shop.state()
    answer = done(shop, "set", "mql", "target=30", "unit=MQL")
    assert answer.out == "nothing to do: no change\n"
    assert shop.state() == before


# ── What was agreed ───────────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("field", "needs"),
    [
        *[(f"{name}=7", True) for name in ("start", "target", "weight")],
        ("unit=SQL", True),
        ("unit=", True),
        ("kind=at_least", True),
        ("end_date=2026-12-11", True),
        ("title=Other", False),
        ("owner=linh", False),
        ("frequency=monthly", True),
        ("state=closed", True),
        ("state=draft", True),
        ("definition=What counts", False),
    ],
)
def test_what_was_agreed_changes_only_with_a_reason(shop: Work, field: str, needs: bool) -> None:
    before = shop.state()
    answer = okr(shop.path, "set", "mql", field)
    assert answer.code == (2 if needs else 0)
    if needs:
        assert "2026-Q4 began on 2026-10-01: a change needs a reason" in answer.err
        assert '--reason "…"' in answer.err
        assert shop.state() == before
    assert ("changes:" in (shop.path / "okrs.yaml").read_text("utf-8")) is False


@pytest.mark.parametrize(
    "more",
    [
        "cycles: [{id: 2026-Q4, state: draft}]\n",
        "cycles: [{id: 2026-Q4, start: 2026-11-20, end: 2026-12-31}]\n",
    ],
)
def test_before_the_cycle_begins_everything_is_still_being_agreed(empty_work: Work, more: str) -> None:
    empty_work.commit("plan", okrs_yaml=more + PLAN)
    done(empty_work, "set", "mql", "target=45", "--cycle", "2026-Q4")
    assert "changes:" not in (empty_work.path / "okrs.yaml").read_text("utf-8")


def test_a_draft_is_still_being_agreed(shop: Work) -> None:
    done(shop, "set", "demand", "state=draft", *REASON)
    done(shop, "set", "mql", "target=45")
    assert "field: target" not in (shop.path / "okrs.yaml").read_text("utf-8")


def test_views_of_an_earlier_day_and_the_record_agree(shop: Work) -> None:
    done(shop, "set", "mql", "target=45", *REASON)
    done(shop, "set", "mql", "target=50", *REASON)
    assert okr(shop.path, "validate", "--strict", "--ignore", "OKR511").code == 0
    text = (shop.path / "okrs.yaml").read_text("utf-8")
    (shop.path / "okrs.yaml").write_text(text.replace("target: 50 ", "target: 10 "), "utf-8")
    assert "warning[OKR132]: `target` is `10` now, but the last recorded change set it to `50`" in (
        okr(shop.path, "validate").out
    )


# ── Refused, and nothing changed ──────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("words", "code", "says"),
    [
        (["set", "mlq", "target=4"], 3, "there is no `mlq` in 2026-Q4"),
        (["set", "mql"], 2, "name the fields to change in `mql`"),
        (["set", "mql", "target", "4"], 2, "is not of the form field=value"),
        (["set", "mql", "state=paused"], 2, "state=paused of demand/mql needs a reason"),
        (["set", "mql", "state=pasued", *REASON], 3, "did you mean `paused`?"),
        (["set", "mql", "state=dropped", *REASON], 3, "write active, draft, paused, postponed, cancelled, closed"),
        (["set", "launch/beta", "state=paused", *REASON], 3, "is a milestone and cannot be paused"),
        (
            ["set", "mql", "id=leads", "target=45"],
            2,
            "first: okr set mql id=leads\nhelp: then: okr set leads target=45",
        ),
        (["set", "mql", "id=leads", *REASON], 2, "leave --reason out"),
        (["set", "mql", "title="], 3, "`title` is missing"),
        (["set", "mql", "start=30", *REASON], 3, "starts at its target"),
        (["set", "demand", "contributes_to=grwth"], 3, "there is no `grwth`"),
        (["set", "demand", "contributes_to=demand"], 3, "this is a loop"),
        (["set", "mql", "unit=a\x1bb", *REASON], 3, "okrs.yaml"),
        (["set", "mql", "state=cancelled"], 2, 'add --reason "…"'),
        (["set", "mql", "state=cancelled", "--reason", "  "], 2, "`--reason` has an empty value"),
        (["set", "mql", "state=cancelled", "--reason", "."], 2, 'add --reason "…"'),
        (["set", "call", "state=cancelled", *REASON], 3, "is an action and cannot be cancelled"),
        (["set", "mql", "state=active"], 3, "demand/mql is active already"),
        (["done", "nothing like it"], 3, "there is no `nothing like it`"),
        (["done"], 2, "name an action or milestone"),
        (["done", "mql"], 3, "okr checkin demand/mql 22"),
        (["done", "call", "--date", "2027-11-13"], 3, "is in the future"),
        (["request", "add", "mql", "--to", "mql"], 3, "cannot depend on itself"),
        (["request", "add", "mql", "--to", "demand"], 3, "cannot depend on demand"),
        (["request", "add", "growth", "--to", "mql"], 3, "depends on demand/mql already"),
        (["request", "agree", "launch"], 3, "has no dependency"),
        (["request", "refuse", "growth"], 2, '--reason "…"'),
        (["add", "thing", "x"], 2, "`thing` cannot be added"),
        (["add", "objectve", "x"], 2, "did you mean `objective`?"),
        (["add", "kr"], 2, "the id of the objective is missing"),
        (["add", "kr", "demand"], 2, "a title is missing"),
        (["add", "kr", "demand", "two", "words"], 2, '"two words"'),
        (["add", "kr", "demand", "No measure", *REASON], 3, "has no measure"),
        (["add", "kr", "mql", "Below a key result", "target=3"], 3, "name the objective"),
        (["add", "kr", "demand", "Again", "target=3", "id=mql", *REASON], 3, "already in objective `demand`"),
        (["add", "action", "demand", "x"], 3, "name the key result"),
        (["add", "kr", "demand", "x", "target=3", "--file", "okrs.yaml"], 2, "`--file` is for objectives"),
        (["add", "objective", "x", "--file", "../x.yaml"], 2, "write them to okrs.yaml or below okrs/"),
        (["add", "objective", "x", "--file", "okrs/../../x.yaml"], 2, "write them to"),
        (["add", "objective", "x", "--cycle", "someday"], 3, "there is no cycle `someday`"),
        (["add", "kr", "demand", "x", "target=3", "id=My calls"], 3, "write `my-calls`"),
        (["add", "kr", "launch/beta", "x", "target=3"], 3, "is a milestone"),
        (["done", "call", "--date", "2026-13-01"], 2, "is not a day of the calendar"),
        (["set", "mql", "id=launch"], 3, "already in objective `demand`"),
        (["set", "mql", "id=Leads!"], 3, "the new id"),
        (["set", "mql", "id=../../etc"], 3, "the new id"),
        (["move", "mql", "growth/nps"], 3, "name the objective that gets the key result"),
        (["move", "demand", "growth"], 2, "write them to"),
        (["move", "call", "nps"], 3, "cannot be moved"),
        (["remove", "mql"], 2, "add --yes"),
        (["remove", "mql", "--yes"], 3, "okrs.yaml:36: `growth` refers to `demand/mql`"),
        (["remove", "nps", "--yes"], 3, "growth/nps is part of the plan since 2026-10-01, so it stays in the file"),
    ],
    ids=lambda value: " ".join(value) if isinstance(value, list) else "",
)
def test_what_cannot_be_done_is_refused_and_nothing_is_changed(
    shop: Work, words: list[str], code: int, says: str
) -> None:
    before = shop.state()
    answer = okr(shop.path, *words)
    assert says in answer.err
    assert answer.code == code
    assert answer.out == ""
    assert shop.state() == before


def test_a_new_warning_is_told_and_the_edit_stays(shop: Work) -> None:
    answer = done(shop, "set", "mql", "owner=lihn")
    assert "warning: unknown person `lihn`" in answer.err
    assert "did you mean `linh`?" in answer.err


def test_a_broken_file_elsewhere_does_not_stop_an_edit_and_a_broken_own_one_does(shop: Work) -> None:
    shop.write("okrs/2026-Q4/broken.yaml", "cycle: [\n")
    done(shop, "set", "mql", "title=Grow")
    shop.write("okrs.yaml", PLAN + "colour: red\n")
    answer = okr(shop.path, "set", "mql", "title=Grow more")
    assert answer.code == 3
    assert "okrs.yaml:37:1: unknown field `colour`" in answer.err


def test_an_error_that_was_there_already_does_not_stop_an_edit(empty_work: Work) -> None:
    empty_work.commit("plan", okrs_yaml=PLAN.replace("start:  20", "start:  30"))
    done(empty_work, "set", "mql", "start=20", *REASON)
    assert okr(empty_work.path, "validate").code == 0


# ── Git and the rest of the world ─────────────────────────────────────────────────────────────────────────────────


def test_what_was_staged_stays_staged(shop: Work) -> None:
    shop.write("notes.txt", "mine")
    shop.git("add", "notes.txt")
    done(shop, "set", "mql", "title=Grow")
    assert shop.git("diff", "--cached", "--name-only") == "notes.txt\n"
    assert shop.paths_of("HEAD") == ["okrs.yaml"]


def test_a_file_with_changes_of_the_person_is_refused_unless_nothing_is_committed(shop: Work) -> None:
    shop.write("okrs.yaml", PLAN.replace("Our plan", "Our great plan"))
    before = shop.state()
    answer = okr(shop.path, "set", "mql", "title=Grow")
    assert answer.code == 3
    assert "has changes that are not committed" in answer.err
    assert shop.state() == before
    answer = done(shop, "set", "mql", "title=Grow", "--no-commit")
    assert answer.out.splitlines()[1] == "okrs.yaml"
    assert len(shop.log()) == 1
    assert "Our great plan" in (shop.path / "okrs.yaml").read_text("utf-8")


def test_settings_can_leave_the_commit_to_the_person(empty_work: Work) -> None:
    empty_work.commit("plan", okrs_yaml=PLAN.replace("settings: {", "settings: {commit: false, "))
    done(empty_work, "set", "mql", "title=Grow")
    assert len(empty_work.log()) == 1


def test_it_works_without_git_and_from_a_folder_below(tmp_path: Path) -> None:
    folder = write(tmp_path / "alone", {"okrs.yaml": PLAN})
    (folder / "deep" / "er").mkdir(parents=True)
    answer = okr(folder / "deep" / "er", "set", "mql", "title=Grow")
    line = "Set demand/mql title “Grow inbound MQLs from 20 to 30 a month” → Grow"
    assert (answer.code, answer.out) == (0, f"{line}\nokrs.yaml\n")
    assert "not in a git repository" in answer.err


def test_a_dry_run_and_a_refusal_change_no_byte_anywhere(shop: Work) -> None:
    before = snapshot(shop.path)
    okr(shop.path, "set", "mql", "id=leads", "--dry-run")
    okr(shop.path, "set", "mql", "id=launch")
    okr(shop.path, "add", "objective", "x", "id=x", "--dry-run")
    after = snapshot(shop.path)
    after.pop(".git/okr.lock", None)
    assert after == before


@pytest.mark.parametrize(
    "bytes_of",
    [
        lambda text: text.replace("\n", "\r\n").encode(),
        lambda text: text.rstrip("\n").encode(),
        lambda text: b"\xef\xbb\xbf" + text.encode(),
    ],
    ids=["crlf", "no final line end", "bom"],
)
def test_line_ends_and_marks_stay_as_they_were(empty_work: Work, bytes_of: Callable[[str], bytes]) -> None:
    raw = bytes_of(PLAN)
    empty_work.write("okrs.yaml", raw)
    empty_work.git("-c", "core.autocrlf=false", "add", "-A")
    empty_work.git("commit", "-qm", "plan")
    done(empty_work, "set", "mql", "target=45", *REASON)
    after = (empty_work.path / "okrs.yaml").read_bytes()
    assert after.count(b"\r\n") - raw.count(b"\r\n") == (2 if b"\r\n" in raw else 0)
    assert after.endswith(raw[-10:])
    assert after[:3] == raw[:3]


HOSTILE = [
    'it\'s: "q" #1',
    "- x",
    "yes",
    "12:30",
    "[link](http://x) @team <b>",
    "two\nlines\n",
    "👩‍👩‍👧 ครอบครัว 家庭",
    "=cmd|' /C calc'!A0",
    "%s {0} ${HOME} `id`",
    "x" * 3000,
    "---",
    "null",
]


@pytest.mark.parametrize("text", HOSTILE, ids=range(len(HOSTILE)))
def test_any_text_is_written_as_it_was_typed(shop: Work, text: str) -> None:
    done(shop, "set", "mql", f"title={text}")
    reason = text if any(sign.isalnum() for sign in text) else f"{text} is no reason alone"
    done(shop, "set", "launch", "state=cancelled", "--reason", reason)
    from okrcli.yaml import reader

    data: object = reader.read((shop.path / "okrs.yaml").read_bytes(), "okrs.yaml")[0]
    assert isinstance(data, dict)
    first, second = data["objectives"][0]["key_results"][:2]
    assert first["title"] == text.strip()
    assert second["reason"] == reason.strip()


# ── Files of a larger workspace ───────────────────────────────────────────────────────────────────────────────────

MARKETING = "cycle: 2026-Q4\nobjectives:\n  - {id: brand, title: Brand, owner: mai}\n"
SALES = "cycle: 2026-Q4\nobjectives:\n  - {id: deals, title: Deals, owner: sales}\n"


@pytest.fixture
def company(empty_work: Work) -> Work:
    people = PLAN[PLAN.index("people:") : PLAN.index("objectives:")]
    empty_work.write("okrs/2026-Q4/marketing.yaml", MARKETING)
    empty_work.write("okrs/2026-Q4/sales.yaml", SALES)
    empty_work.commit("plan", okrs_yaml=people)
    return empty_work


@pytest.mark.parametrize(
    ("words", "path"),
    [
        ([], "okrs/2026-Q4/marketing.yaml"),
        (["owner=sales"], "okrs/2026-Q4/sales.yaml"),
        (["owner=linh"], "okrs/2026-Q4/sales.yaml"),
        (["owner=nobody"], "okrs/2026-Q4/nobody.yaml"),
        (["--file", "okrs/2026-Q4/new/deep.yaml"], "okrs/2026-Q4/new/deep.yaml"),
        (["--cycle", "2027-Q1"], "okrs/2027-Q1/mai.yaml"),
    ],
)
def test_a_new_objective_goes_where_those_of_its_owner_or_team_are(company: Work, words: list[str], path: str) -> None:
    done(company, "add", "objective", "Something new", *words)
    assert company.paths_of("HEAD") == [path]
    assert "id: something" in (company.path / path).read_text("utf-8")
    assert okr(company.path, "validate").code == 0


def test_a_file_that_holds_something_else_is_not_taken(company: Work) -> None:
    company.commit("q1", **{"okrs/2027-Q1/plan_yaml": MARKETING.replace("2026-Q4", "2027-Q1")})
    answer = okr(company.path, "add", "objective", "x", "--file", "okrs/2027-Q1/plan.yaml")
    assert answer.code == 3
    assert "okrs/2027-Q1/plan.yaml holds 2027-Q1, not 2026-Q4" in answer.err


@pytest.mark.parametrize(
    "file",
    [
        "okrs/2026-Q4/checkins/mai/x.yaml",
        "okrs/2026-Q4/.x.yaml",
        "okrs/2026-Q4/a\x1bb.yaml",
        "okrs/2026-Q4/a\nb.yaml",
        "okrs/2026-Q4/x.yml",
        f"okrs/2026-Q4/{'x' * 250}.yaml",
        "okrs/2026-Q4",
        "/etc/okrs/x.yaml",
    ],
)
def test_objectives_go_only_where_they_are_looked_for(company: Work, file: str) -> None:
    before = company.state()
    for words in (["add", "objective", "x", "--file", file], ["move", "brand", file]):
        answer = okr(company.path, *words)
        assert answer.code == 2
        assert "cannot hold objectives" in answer.err
        assert "write them to okrs.yaml or below okrs/: okrs/2026-Q4/sales.yaml" in answer.err
        assert company.state() == before


def test_a_file_of_another_cycle_or_with_an_error_gets_no_objective(company: Work) -> None:
    company.commit("broken", **{"okrs/2026-Q4/broken_yaml": MARKETING + "colour: red\n"})
    company.write("okrs/2026-Q4/torn.yaml", MARKETING + "  - [\n")
    company.commit("torn")
    before = company.state()
    for file, says in (
        ("okrs/2026-Q3/new.yaml", "a file below okrs/2026-Q3/ has cycle `2026-Q4`"),
        ("okrs/2026-Q4/broken.yaml", "okrs/2026-Q4/broken.yaml:4:1: unknown field `colour`"),
        ("okrs/2026-Q4/torn.yaml", "okrs/2026-Q4/torn.yaml:4:"),
    ):
        for words in (["add", "objective", "x", "--file", file], ["move", "deals", file]):
            answer = okr(company.path, *words)
            assert answer.code == 3
            assert says in answer.err
            assert company.state() == before


@pytest.mark.parametrize(("cycle", "hint"), [("2027-q1", "did you mean `2027-Q1`?"), ("../x", "use a label")])
def test_a_cycle_that_is_none_is_named_with_what_was_meant(company: Work, cycle: str, hint: str) -> None:
    answer = okr(company.path, "add", "objective", "x", "--cycle", cycle)
    assert answer.code == 3
    assert hint in answer.err


# ── Names ─────────────────────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("name", ["", " ", "2026-Q4/", "/"])
def test_no_name_is_the_name_of_nothing(empty_work: Work, name: str) -> None:
    empty_work.commit("plan", okrs_yaml=PLAN[: PLAN.index("          - {id: call")])
    before = empty_work.state()
    for words in (["done", name], ["remove", name, "--yes"], ["set", name, "title=x"], ["add", "action", name, "x"]):
        answer = okr(empty_work.path, *words)
        assert answer.code == 3
        assert "there is no `" in answer.err
    assert empty_work.state() == before


@pytest.mark.parametrize(
    "name", ["beta", "launch/beta", "demand/launch/beta", "2026-Q4/launch/beta", "2026-Q4/demand/launch/beta", "Beta"]
)
def test_a_milestone_is_found_by_every_name_it_has(shop: Work, name: str) -> None:
    assert done(shop, "done", name).out.startswith("Done demand/launch/beta: Beta\n")


def test_words_that_stand_in_several_titles_are_answered_with_the_names(shop: Work) -> None:
    done(shop, "add", "action", "mql", "Call again", "id=again")
    answer = okr(shop.path, "done", "cal")
    assert answer.code == 3
    assert answer.err.startswith("error: `cal` can mean several items:\n  2026-Q4/demand/mql/call   ")


# ── What was agreed, and by whom ──────────────────────────────────────────────────────────────────────────────────


def test_an_earlier_day_is_no_way_around_the_reason(shop: Work) -> None:
    before = shop.state()
    answer = okr(shop.path, "set", "mql", "target=5", "--date", "2026-09-01")
    assert answer.code == 2
    assert "a change needs a reason" in answer.err
    assert shop.state() == before
    earlier = okr(shop.path, "set", "mql", "target=35", "--date", "2026-09-01", *REASON)
    assert earlier.err.startswith("error: 2026-09-01 is before 2026-10-01, when this was agreed\n")
    assert shop.state() == before
    done(shop, "set", "mql", "target=35", "--date", "2026-10-02", *REASON)
    assert "{date: 2026-10-02, field: target, from: 30, to: 35," in (shop.path / "okrs.yaml").read_text("utf-8")
    assert okr(shop.path, "validate", "--strict", "--ignore", "OKR511").code == 0


def test_request_alone_lists_the_open_requests_with_the_command_for_each(shop: Work) -> None:
    done(shop, "request", "add", "growth", "--to", "launch", "a date")
    answer = done(shop, "request")
    commands = [line.strip() for line in answer.out.splitlines() if line.startswith("  okr request agree")]
    assert answer.out.startswith("2 open requests   16 Nov 2026")
    assert commands == ["okr request agree growth --to mql", "okr request agree growth --to launch"]
    for command in commands:
        done(shop, *command.split()[1:], "--by", "mai")
    assert done(shop, "request").out.splitlines()[0].startswith("no open request")
    assert '"duties": []' in done(shop, "request", "--json").out


def test_who_answers_what_was_answered_already_changes_nothing(shop: Work) -> None:
    done(shop, "request", "agree", "growth", "--by", "mai")
    before = shop.state()
    answer = done(shop, "request", "agree", "mql", "--by", "linh")
    assert answer.out == "nothing to do: demand/mql for growth is agreed since 2026-11-16, says mai\n"
    assert shop.state() == before
    assert done(shop, "request", "refuse", "mql", "--reason", "No time").out.startswith("Refused demand/mql for growth")
    assert done(shop, "request", "refuse", "mql", "--reason", "No money").out.startswith(
        "Refused demand/mql for growth"
    )
    assert done(shop, "request", "agree", "mql").out.startswith("Agreed demand/mql for growth")
    assert "reason:" not in (shop.path / "okrs.yaml").read_text("utf-8")


def test_nobody_answers_for_others_without_saying_so(shop: Work, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("OKR_USER", "linh")
    before = shop.state()
    answer = okr(shop.path, "request", "agree", "growth")
    assert (answer.code, shop.state()) == (3, before)
    assert answer.err == "error: demand/mql is not yours, linh\nhelp: it is mai who must answer; for them: --by mai\n"
    assert done(shop, "request", "agree", "growth", "--by", "mai").out.startswith("Agreed")


def test_milestones_are_no_second_measure(shop: Work) -> None:
    answer = okr(shop.path, "add", "milestone", "mql", "Beta")
    assert answer.code == 3
    assert "is measured as metric, and milestones would change what counts" in answer.err


def test_a_new_yes_or_no_gets_milestones_instead_and_one_that_was_checked_in_does_not(shop: Work) -> None:
    done(shop, "add", "kr", "demand", "Steps", "id=steps", "done=false", *REASON)
    done(shop, "add", "milestone", "steps", "First", "id=first", *REASON)
    text = (shop.path / "okrs.yaml").read_text("utf-8")
    assert "milestones:" in text
    assert "done: false" not in text[text.index("id: steps") :].split("milestones:")[0]
    done(shop, "add", "kr", "demand", "Yes or no", "id=yes-no", "done=false", *REASON)
    done(shop, "checkin", "yes-no", "-c", "6")
    assert okr(shop.path, "add", "milestone", "yes-no", "First").code == 3


def test_several_needs_are_answered_with_the_commands(shop: Work) -> None:
    done(shop, "request", "add", "growth", "--to", "launch", "a date")
    answer = okr(shop.path, "request", "agree", "growth")
    assert answer.code == 3
    assert answer.err == (
        "error: growth has several dependencies\n"
        "help: okr request agree growth --to demand/mql\nhelp: okr request agree growth --to demand/launch\n"
    )
    done(shop, "request", "agree", "growth", "--to", "launch")
    assert done(shop, "request", "agree", "growth").out.startswith("Agreed demand/mql for growth: leads\n")


@pytest.mark.parametrize("title", ["Con", "增长", "2026", "🚀", "a"])
def test_a_title_that_gives_no_id_gets_letters(shop: Work, title: str) -> None:
    out = done(shop, "add", "kr", "demand", title, "target=3", *REASON).out
    assert re.match(f"Added demand/kr-[a-z2-9]{{4}}: {title}\n", out)


def test_what_is_done_says_since_when(shop: Work) -> None:
    done(shop, "done", "call", "--date", "2026-11-12")
    done(shop, "add", "action", "mql", "Old one", "done=true")
    for name, says in (("call", "demand/mql/call is done already, since 2026-11-12"), ("Old one", "is done already\n")):
        answer = okr(shop.path, "done", name)
        assert answer.code == 3
        assert says in answer.err


def test_two_with_one_id_are_not_guessed_between(shop: Work) -> None:
    done(shop, "add", "kr", "demand", "NPS here", "target=3", "id=nps", *REASON)
    before = shop.state()
    answer = okr(shop.path, "set", "nps", "title=x")
    assert answer.code == 3
    assert "  2026-Q4/demand/nps  NPS here\n  2026-Q4/growth/nps  NPS\n" in answer.err
    assert shop.state() == before
    assert done(shop, "set", "2026-Q4/demand/nps", "title=x").out.startswith("Set demand/nps title “NPS here” → x")


@pytest.mark.parametrize(
    ("before", "typed", "after"),
    [
        ("[demand]", "demand,demand/mql", "[demand, demand/mql]"),
        ("[demand]", "demand/mql", "[demand/mql]"),
        ("[demand, demand/mql]", "demand/mql", "[demand/mql]"),
        ("[]", "demand", "[demand]"),
        (
            "\n      # the big one\n      - demand   # yes\n      - demand/mql # also",
            "demand/launch, demand",
            "\n      # the big one\n      - demand   # yes\n      - demand/launch",
        ),
        (
            "\n      - demand   # yes\n      - demand/mql # also",
            "demand/launch,demand/mql",
            "\n      - demand/mql # also\n      - demand/launch",
        ),
        ("[demand, demand/mql]", "demand/launch", "[demand/launch]"),
    ],
)
def test_a_list_gets_other_items_and_what_stays_keeps_its_line(
    empty_work: Work, before: str, typed: str, after: str
) -> None:
    plan = PLAN.replace("    owner: linh\n    key", f"    owner: linh\n    contributes_to: {before}\n    key")
    empty_work.commit("plan", okrs_yaml=plan)
    done(empty_work, "set", "growth", f"contributes_to={typed}")
    now = (empty_work.path / "okrs.yaml").read_text("utf-8")
    assert now == plan.replace(f"contributes_to: {before}\n", f"contributes_to: {after}\n")
    assert done(empty_work, "set", "growth", f"contributes_to={typed}").out.startswith("nothing to do")
