"""`okr new`: the conversation, what flags answer of it, and what is written."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from okrcli.cli import text_editor
from okrcli.cli.conversation import prompts
from okrcli.cli.conversation.drafts import Draft
from okrcli.cli.draft_question import ObjectiveContext
from okrcli.cli.objective_conversation import ObjectiveConversation
from okrcli.cli.objective_questions import next_question
from okrcli.edit.draft import ObjectiveDraft, in_words, read_action, read_key_result, read_measure
from okrcli.edit.objective_sheet import read_sheet, sheet_text
from okrcli.errors import completed
from okrcli.language.title_parser import propose
from okrcli.model.calendar import period_of_label
from okrcli.model.period import Period
from okrcli.model.records import Person
from okrcli.model.scalars import InvalidValueError
from okrcli.render.terminal import streams
from tests.conftest import Work
from tests.support.commands import PLAN, TODAY, okr

ROOT = Path(__file__).parents[2]
QUARTER = period_of_label("2026-Q4") or Period(date(2026, 10, 1), date(2026, 12, 31))


@pytest.fixture
def shop(empty_work: Work, monkeypatch: pytest.MonkeyPatch) -> Work:
    monkeypatch.setenv("OKR_TODAY", TODAY)
    monkeypatch.setenv("OKR_USER", "mai")
    monkeypatch.delenv("CI", raising=False)
    empty_work.commit("plan", okrs_yaml=PLAN)
    return empty_work


@pytest.fixture
def terminal(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(streams, "is_interactive", lambda: True)


# ── The conversation ──────────────────────────────────────────────────────────────────────────────────────────────

GROUND = ObjectiveContext(
    cycle="2026-Q4",
    period=QUARTER,
    me="mai",
    type="aspirational",
    members={name: Person(id=name) for name in ("mai", "linh", "growth")},
    parents=[("demand", "Open a channel")],
    preview=lambda draft: [("title: …", "plain")],
    taken={"growth"},
)


class Talk:
    """A person who types these lines, and sees what is shown."""

    def __init__(self, typed: str | list[str], kept: Draft | None = None, advice: str = "") -> None:
        self.lines = typed if isinstance(typed, list) else [line.strip() for line in typed.strip().split("/")]
        self.seen: list[str] = []
        self._kept = kept or Draft(Path(), "new", "mai", "2026-Q4", "okr new")
        self._kept.path = kept.path if kept else None
        self._advice = advice

    def ask(self, question: str, *_: str, **options: object) -> str:
        self.seen.append(question)
        if not self.lines:
            raise EOFError
        return self.lines.pop(0)

    def draft(self) -> ObjectiveDraft | None:
        """The draft at the end; there is advice on one title."""

        def advise(text: str, kind: str) -> list[str]:
            return [self._advice] if self._advice and text == "We are found" else []

        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(prompts, "ask", self.ask)
            patch.setattr(streams, "echo_err", lambda text="": self.seen.append(text))
            return ObjectiveConversation(ObjectiveDraft(), GROUND, advise, self._kept, Path(), "New").converse()

    def approved(self) -> ObjectiveDraft:
        """The draft at the end, which the person wants to be written."""
        draft = self.draft()
        assert draft is not None
        assert draft.is_approved
        return draft

    def saw(self, text: str) -> bool:
        return any(text in line for line in self.seen)


WHOLE = "We are found / / / / / Grow inbound MQLs from 20 to 30 / / / / / / "
"""Title, id, owner, type and parent; a key result, its measure and id, no action; no more; yes; write it."""
BEGUN = "We are found / / / / / "


def measure_of(draft: ObjectiveDraft, position: int = 0) -> dict[str, str]:
    """The measure of a key result without its id."""
    return {name: text for name, text in (draft.key_results[position].measure or {}).items() if name != "id"}


@pytest.mark.parametrize("accept", ["", "."])
def test_enter_or_a_point_takes_what_is_offered(accept: str) -> None:
    draft = Talk([line.strip() or accept for line in WHOLE.split("/")]).approved()
    assert draft.fields == {"id": "found", "title": "We are found", "owner": "mai"}
    assert draft.key_results[0].measure == {"id": "inbound-mqls", "start": "20", "target": "30", "unit": "MQLs"}


@pytest.mark.parametrize(
    ("measure", "fields"),
    [
        ("45 / 30", {"start": "30", "target": "45"}),
        ("45 /", {"target": "45"}),
        ("20 to 30 MQL", {"start": "20", "target": "30", "unit": "MQL"}),
        ("20 → 30", {"start": "20", "target": "30"}),
        ("at least 45", {"kind": "at_least", "target": "45"}),
        ("under 3%", {"kind": "below", "target": "3", "unit": "%"}),
        ("between 40 and 60", {"low": "40", "high": "60"}),
        ("done", {"done": "false"}),
        ("3 calls a week", {"target_per_period": "3", "period": "week", "unit": "calls"}),
        ("find out", {"kind": "baseline"}),
        ("done by 15 Dec", {"done": "false", "due": "2026-12-15"}),
        ("từ 4,3 tỷ lên 5,6 tỷ", {"start": "4.3", "target": "5.6", "unit": "tỷ"}),
        ("by 20% / 20 to 30", {"start": "20", "target": "30"}),
        ("5 / five / 5 / 2", {"start": "2", "target": "5"}),
        ("Events per month from 1 to 4", {"start": "1", "target": "4", "definition": "Events per month"}),
        ("done when the board signs", {"done": "false", "definition": "when the board signs"}),
        ("under 3% of all boxes", {"kind": "below", "target": "3", "unit": "%", "definition": "% of all boxes"}),
        ("Số sự kiện từ 1 lên 4", {"start": "1", "target": "4", "definition": "Số sự kiện"}),
    ],
)
def test_a_measure_is_typed_in_a_few_words_and_none_is_lost(measure: str, fields: dict[str, str]) -> None:
    draft = Talk(f"{BEGUN}/ People like us more / {measure} / / / / / ").approved()
    assert measure_of(draft) == fields


def test_b_returns_to_the_answer_before_and_to_the_one_before_that() -> None:
    typed = "back / Typo / / linh / b / b / b / We are found / / linh / b / mai / c / / "
    talk = Talk(typed + "Grow MQLs from 20 to 30 / b / Grow MQLs from 20 to 35 / / / / / / ")
    draft = talk.approved()
    assert draft.fields == {"id": "found", "title": "We are found", "owner": "mai", "type": "committed"}
    assert [key_result.title for key_result in draft.key_results] == ["Grow MQLs from 20 to 35"]
    assert talk.saw("this is the first question")


def test_a_question_mark_explains_and_an_unknown_answer_is_asked_again() -> None:
    talk = Talk("? / We are found / / lin / linh / may / learning / demnd / ? / demand / Aa / ? / done / / ? / / / / ")
    assert talk.approved().fields["contributes_to"] == "demand"
    for text in (
        "What one change would",
        "did you mean `linh`?",
        "is not a type",
        "demand: Open a channel",
        "20 to 30 MQL",
        "go back to the last question",
    ):
        assert talk.saw(text), text


def test_a_number_of_steps_is_in_every_heading() -> None:
    talk = Talk(WHOLE)
    talk.approved()
    for heading in ("1/6 Objective", "2/6 Who owns it?", "4/6 Which objective", "5/6 Key result 1", "6/6 This is what"):
        assert talk.saw(heading), heading


def test_an_answer_that_is_needed_is_asked_until_it_comes() -> None:
    talk = Talk(["", "s", ".", *(line.strip() for line in WHOLE.split("/"))])
    assert talk.approved().title == "We are found"
    assert sum("this question needs an answer" in line for line in talk.seen) == 3


@pytest.mark.parametrize(
    ("typed", "name"),
    [("We are found / seen", "seen"), ("We are found / growth / seen", "seen"), ("客户找到我们 /  / seen", "seen")],
)
def test_an_id_is_offered_or_asked_for(typed: str, name: str) -> None:
    talk = Talk(f"{typed} / / / / A from 1 to 2 / / a / / / / ")
    assert talk.approved().id == name
    assert talk.saw("Which short id?")


def test_advice_is_shown_and_enter_keeps_the_words() -> None:
    talk = Talk(WHOLE.replace("We are found /", "We are found / /"), advice="found by whom?")
    assert talk.approved().title == "We are found"
    assert talk.saw("found by whom?")
    other = Talk(WHOLE.replace("We are found /", "We are found / Buyers find us /"), advice="found by whom?")
    assert other.approved().title == "Buyers find us"


def test_what_does_not_cover_the_objective_gets_another_key_result() -> None:
    draft = Talk(f"{BEGUN} / Aa from 1 to 2 / / / / / n / Bb from 1 to 2 / / / / / / ").approved()
    assert [key_result.title for key_result in draft.key_results] == ["Aa from 1 to 2", "Bb from 1 to 2"]


def test_actions_have_a_day_and_an_owner() -> None:
    draft = Talk(f"{BEGUN} / Aa from 1 to 2 / / / Write the guide by 20 Dec @linh / Call them / s / s / / ").approved()
    assert draft.key_results[0].actions == (
        {"title": "Write the guide", "owner": "linh", "due": "2026-12-20"},
        {"title": "Call them"},
    )


def test_a_fifth_key_result_is_many() -> None:
    each = "Aa from 1 to 2 / / / / "
    talk = Talk(f"{BEGUN} / {each * 5} / / ")
    talk.approved()
    assert talk.saw("5 key results are many")


@pytest.mark.parametrize("key", ["n", "b", "no"])
def test_n_at_the_review_goes_back_and_throws_nothing_away(key: str) -> None:
    talk = Talk([*map(str.strip, WHOLE.split("/")[:-1]), key, "y", ""])
    assert talk.approved().key_results[0].title == "Grow inbound MQLs from 20 to 30"


def test_q_goes_to_the_review_and_asks_only_what_is_needed(draft_file: Draft) -> None:
    assert Talk("We are found / q / Aa from 1 to 2 / ", draft_file).approved().fields["owner"] == "mai"


@pytest.fixture
def draft_file(work: Work) -> Draft:
    completed.clear()
    return Draft(work.path, "new", "mai", "2026-Q4", "okr new")


@pytest.mark.parametrize("after", range(1, 11))
def test_a_draft_goes_on_where_it_stopped(draft_file: Draft, after: int) -> None:
    lines = [line.strip() for line in WHOLE.split("/")]
    with pytest.raises(EOFError):
        Talk(lines[:after], draft_file).draft()
    talk = Talk(["y", *lines[after:]], draft_file)
    assert talk.approved() == Talk(WHOLE).approved()
    assert talk.seen[0] == f"Draft of {after} answer{'s' if after > 1 else ''}. Continue? [Y/n]"


def test_q_at_the_review_keeps_a_draft(draft_file: Draft) -> None:
    assert Talk([*map(str.strip, WHOLE.split("/")[:-1]), "q"], draft_file).draft() is None
    assert draft_file.text()


def test_an_editor_changes_everything_at_once(draft_file: Draft, monkeypatch: pytest.MonkeyPatch) -> None:
    sheets = iter(
        [
            "title: [",
            "title: Buyers find us\nid: buyers\nowner: linh\nkey_results:\n  - {title: Aa, id: aa, target: 5}\n",
        ]
    )
    monkeypatch.setattr(text_editor, "edited", lambda text, folder: next(sheets))
    talk = Talk("We are found / e / y / ", draft_file)
    draft = talk.approved()
    assert (draft.title, draft.id, draft.owner) == ("Buyers find us", "buyers", "linh")
    assert draft.key_results[0].measure == {"id": "aa", "target": "5"}


def test_the_sheet_of_a_draft_is_read_as_the_same_draft() -> None:
    draft = Talk(f"{BEGUN} / Aa from 1 to 2 / / / Call them by 20 Dec @linh / s / s / / ").approved()
    assert read_sheet(sheet_text(draft)) == replace(draft, is_approved=False, type="")


@given(
    st.lists(
        st.sampled_from(
            ["", "?", "b", "s", "q", ".", "y", "n", "mai", "demand", "Grow A from 1 to 2", "5", "done", "1 to 2"]
        )
    )
)
def test_whatever_is_typed_the_conversation_goes_on_or_ends(lines: list[str]) -> None:
    try:
        draft = Talk(lines).draft()
    except EOFError:
        return
    assert draft is None or next_question(draft, GROUND) is None
    assert draft is None or all(key_result.is_measured for key_result in draft.key_results)


# ── Answers in one line ───────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("text", "fields"),
    [
        ("Publish the guide by 20 Oct @linh", {"title": "Publish the guide", "owner": "linh", "due": "2026-10-20"}),
        ("Gọi 10 khách hàng trước 15/12", {"title": "Gọi 10 khách hàng", "due": "2026-12-15"}),
        ("On 5 Nov talk to ten customers", {"title": "On 5 Nov talk to ten customers", "due": "2026-11-05"}),
        ("Write to us@example", {"title": "Write to us@example"}),
        ("2026-12-15", {"title": "2026-12-15", "due": "2026-12-15"}),
    ],
)
def test_an_action_is_read_with_its_day_and_owner(text: str, fields: dict[str, str]) -> None:
    assert read_action(text, QUARTER) == fields


@pytest.mark.parametrize(
    ("text", "measure"),
    [
        ("Grow MQLs from 20 to 30", {"start": "20", "target": "30", "unit": "MQLs"}),
        ("Grow sales | 20 to 30", {"start": "20", "target": "30"}),
        ("Grow sales by 20% | start=100 target=120 unit=€", {"start": "100", "target": "120", "unit": "€"}),
        ("Grow sales | start=1 target=2 unit=million users", {"start": "1", "target": "2", "unit": "million users"}),
        ("Grow sales by 20%", None),
    ],
)
def test_a_key_result_is_read_with_its_measure(text: str, measure: dict[str, str] | None) -> None:
    assert read_key_result(text, QUARTER).measure == measure


@pytest.mark.parametrize("text", ["", "soon", "by 20%", "10-15", "Launch it"])
def test_what_is_no_measure_is_refused(text: str) -> None:
    with pytest.raises(InvalidValueError):
        read_measure(text, QUARTER)


WAYS = """
Grow MQLs from 20 to 30
Keep NPS at least 45
Between 40 and 60 tickets
Publish 3 posts a week
Cut churn from 4.5% to 3%
Find out how long people wait
"""


@pytest.mark.parametrize("title", WAYS.strip().splitlines())
def test_a_measure_in_words_is_read_as_the_same(title: str) -> None:
    measure = propose(title)
    assert read_measure(in_words(measure), QUARTER).fields == measure.fields


# ── The command ───────────────────────────────────────────────────────────────────────────────────────────────────

FLAGS = ["new", "We are easy to reach", "--kr", "Cut answer time from 12 to 4 hours", "--kr", "Grow calls | 20 to 30"]
WRITTEN = """\
  - id: easy
    title: We are easy to reach
    owner: mai
    start_date: 2026-11-16
    changes:
      - {date: 2026-11-16, field: added}
    key_results:
      - id: answer-time
        title: Cut answer time from 12 to 4 hours
        start: 12
        target: 4
        unit: hours
      - id: calls
        title: Grow calls
        start: 20
        target: 30
        actions:
          - {title: Hire for nights, owner: linh, due: 2026-12-20}
"""


def test_flags_answer_everything_in_one_commit(shop: Work) -> None:
    answer = okr(shop.path, *FLAGS, "--action", "2: Hire for nights by 20 Dec @linh", "--yes")
    assert (answer.code, answer.err) == (0, "")
    assert (shop.path / "okrs.yaml").read_text("utf-8").endswith(WRITTEN)
    assert answer.out.startswith("Added easy: We are easy to reach\nAdded easy/answer-time")
    assert shop.git("log", "-1", "--format=%s").strip() == "okr new: easy: We are easy to reach and 2 more"
    assert okr(shop.path, "validate").code == 0


def test_a_team_owns_the_objective_and_a_person_its_key_results(shop: Work) -> None:
    plan = PLAN.replace("objectives:", "teams: [{id: growth, members: [mai]}]\nobjectives:", 1)
    shop.commit("team", okrs_yaml=plan)
    assert okr(shop.path, *FLAGS, "--team", "growth", "--owner", "linh", "--type", "committed", "-y").code == 0
    text = (shop.path / "okrs.yaml").read_text("utf-8")
    assert "    owner: growth\n    type: committed\n" in text
    assert text.count("        owner: linh\n") == 2


def test_a_dry_run_shows_the_file_and_writes_nothing(shop: Work) -> None:
    before = shop.state()
    answer = okr(shop.path, *FLAGS, "--dry-run", "--parent", "growth")
    assert answer.code == 0
    assert "+    contributes_to: [growth]" in answer.out
    assert shop.state() == before


def test_without_a_terminal_all_that_is_missing_is_named(shop: Work) -> None:
    answer = okr(shop.path, "new", "--kr", "Grow sales by 20%", "--kr", "Raise NPS to 45")
    assert answer.code == 2
    for text in ('okr new "…"', 'a measure: --kr "Grow sales by 20% | 20 to 30"', "the value of today", "--yes"):
        assert text in answer.err


@pytest.mark.parametrize(
    ("words", "code", "says"),
    [
        (["--owner", "lin"], 2, "did you mean `linh`?"),
        (["--type", "big"], 2, "write aspirational, committed or learning"),
        (["--parent", "demnd"], 2, "did you mean `demand`?"),
        (["--cycle", "soon"], 3, "there is no cycle `soon`"),
        (["--action", "Call them"], 2, "no key result is named"),
        (["--action", "3: Call them"], 2, "no key result is named"),
        (["--action", "1: Call them @Linh Vo"], 0, ""),
        (["--file", "notes.yaml"], 2, "cannot hold objectives"),
        (["--kr", "Same | start=5 target=5"], 3, "starts at its target"),
        (["--kr", "Odd | colour=red"], 3, "there is no field `colour`"),
        (["--kr", "Odd | red"], 2, "no number"),
    ],
)
def test_an_answer_that_cannot_be_is_refused(shop: Work, words: list[str], code: int, says: str) -> None:
    before = shop.state()
    answer = okr(shop.path, *FLAGS, *words, "--yes")
    assert answer.code == code, answer.err
    assert says in answer.err
    assert code == 0 or shop.state() == before


@pytest.mark.usefixtures("terminal")
def test_at_a_terminal_it_asks_shows_the_file_and_writes_it(shop: Work) -> None:
    answer = okr(shop.path, "new", given="ลูกค้าหาเราเจอ\nfound\n\n\n\nเพิ่ม MQL จาก 20 เป็น 30\n\n\n\n\n\n\n".encode())
    assert answer.code == 0, answer.err
    assert "[from 20 to 30 MQL] > " in answer.err
    shown = answer.err.split("in okrs.yaml:\n")[1].split("  Write it?")[0]
    text = (shop.path / "okrs.yaml").read_text("utf-8")
    assert text.endswith("".join(f"{line[2:]}\n" for line in shown.splitlines()))


@pytest.mark.usefixtures("terminal")
@pytest.mark.parametrize(
    ("typed", "code", "says"),
    [
        ("", 130, "interrupted, nothing was written"),
        ("We are found\n\n\n", 130, "interrupted, nothing was written"),
        ("We are found\nq\nAa from 1 to 2\nq\n", 0, "Draft of 11 answers kept. Continue with: okr new"),
    ],
)
def test_an_end_before_the_end_writes_nothing(shop: Work, typed: str, code: int, says: str) -> None:
    before = shop.state()
    answer = okr(shop.path, "new", given=typed.encode())
    assert (answer.code, answer.out) == (code, "")
    assert says in answer.err
    assert shop.state() == before


@pytest.mark.usefixtures("terminal")
def test_at_a_terminal_flags_are_not_asked_again(shop: Work) -> None:
    answer = okr(shop.path, "new", "We are found", "--kr", "Raise NPS to 45", "--yes", given=b"30\n")
    assert answer.code == 0, answer.err
    assert "What is the value today?" in answer.err
    assert "Who owns it?" not in answer.err
    assert "start: 30" in (shop.path / "okrs.yaml").read_text("utf-8")


@pytest.mark.usefixtures("terminal")
def test_a_long_answer_and_a_hostile_one_are_taken_as_text(shop: Work) -> None:
    title = "Great " * 300 + "[red]: - #"
    answer = okr(shop.path, "new", given=f"{title}\n\n\n\n\nAa from 1 to 2\n\n\n\n\n\n\n".encode())
    assert answer.code == 0, answer.err
    assert okr(shop.path, "validate").code == 0


@pytest.mark.usefixtures("terminal")
def test_nobody_answers_in_vain(shop: Work) -> None:
    shop.write("okrs.yaml", PLAN + "# not committed\n")
    answer = okr(shop.path, "new")
    assert (answer.code, answer.out) == (3, "")
    assert answer.err.startswith("error: okrs.yaml has changes that are not committed")
    assert okr(shop.path, "new", "--no-commit").err.startswith("A new objective")


PAGE = ROOT / "docs" / "how-to" / "first-okrs.md"


@pytest.mark.usefixtures("terminal")
def test_the_conversation_on_the_page_is_the_one_that_is_held(shop: Work) -> None:
    page = PAGE.read_text("utf-8")
    talk, plan = (page.split(fence)[1].split("```")[0] for fence in ("```text\n", "```yaml file=okrs.yaml\n"))
    shop.commit("page", okrs_yaml=plan)
    typed, seen = [], ""
    for line in talk.splitlines():
        prompt = re.match(r"  (\[[^]]*\] )?> ?", line)
        typed += [line[prompt.end() :]] if prompt else []
        seen += f"{prompt[0].rstrip()} " if prompt else f"{line}\n"
    answer = okr(shop.path, "new", given="\n".join([*typed, ""]).encode())
    assert answer.err == seen
    assert answer.out.startswith("Added neighbours: People in our street find us without an advert")


def test_the_page_says_how_titles_are_read() -> None:
    lines = PAGE.read_text("utf-8").split("| Title | Read as |\n| --- | --- |\n")[1].split("\n\n")[0].splitlines()
    for title, said in (map(str.strip, line.strip("|").split("|")) for line in lines):
        found = propose(title, QUARTER)
        assert (in_words(found) if found.kind else "nothing") == said.split(":")[0]
