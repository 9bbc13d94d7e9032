"""What a person at a terminal is asked before an edit, and that nobody answers in vain."""

from __future__ import annotations

import pytest

from okrcli.render.terminal import streams
from tests.conftest import Work
from tests.support.commands import PLAN, TODAY, okr


@pytest.fixture
def shop(empty_work: Work, monkeypatch: pytest.MonkeyPatch) -> Work:
    monkeypatch.setenv("OKR_TODAY", TODAY)
    monkeypatch.delenv("CI", raising=False)
    monkeypatch.setattr(streams, "is_interactive", lambda: True)
    soc2 = "      - {id: soc2, title: We are certified, done: false}\n"
    empty_work.commit("plan", okrs_yaml=PLAN.replace(soc2, soc2 + YOUNG))
    return empty_work


YOUNG = "      - {id: new, title: Young, target: 5, start_date: 2026-11-16}\n"
"""A key result that began today, so that it can be removed."""
WHY = "state=cancelled of demand/mql needs a reason\nWhy? "
MOVED = "`target` of demand/mql: 2026-Q4 began on 2026-10-01: a change needs a reason\nWhy? "
GONE = "Remove key result demand/new “Young”? [y/N] "
ADDS = "demand began on 2026-10-01: a new key result needs a reason\nWhy? "
REASON = ["--reason", "Sales asked"]


@pytest.mark.parametrize(
    ("words", "typed", "asked", "said"),
    [
        (["set", "mql", "state=cancelled"], "Thị trường đổi\n", WHY, "Set demand/mql state active → cancelled"),
        (["set", "mql", "target=45"], "It grew\n", MOVED, "Set demand/mql target 30 → 45"),
        (["set", "mql", "title=Grow"], "", "", "Set demand/mql title “Grow inbound MQLs” → Grow"),
        (["set", "mql", "target=30"], "", "", "nothing to do: no change"),
        (
            ["set", "mql"],
            "titel\n?\ntitle\nb\ntitle\nGrow\n",
            "  id: mql\n  title: Grow inbound MQLs\n",
            "Set demand/mql",
        ),
        (["remove", "new"], "y\n", GONE, "Removed demand/new: Young"),
        (["add", "kr", "demand", "Calls", "target=9"], "Sales asked\n", ADDS, "Added demand/kr-"),
        (["add", "milestone", "launch", "Gold"], "Sales asked\n", "demand/launch began", "Added demand/launch/"),
        (["add", "action", "mql"], "Call them\n", "Title: ", "Added to demand/mql: Call them"),
        (["add", "action"], "mql\nCall them\n", "To which key result does it belong? Title: ", "Added to demand/mql"),
        (["add", "objective"], "Quiet nights\n", "Title: ", "Added quiet-nights: Quiet nights"),
        (
            ["add", "kr", "demand", *REASON],
            "Calls\n5\n9k\n9\n",
            "Title: From which value (Enter for 0)? To which value?   `9k` is not a plain number: write 9000\n"
            "To which value? ",
            "Added demand/kr-",
        ),
        (
            ["add", "kr", "demand", "Grow calls from 20 to 30", *REASON],
            "\n",
            "Is it measured from 20 to 30 calls? [Y/n] ",
            "Added demand/kr-x: Grow calls from 20 to 30",
        ),
        (
            ["add", "kr", "demand", "Grow calls from 20 to 30", *REASON],
            "n\n\n9\n",
            "Is it measured from 20 to 30 calls? [Y/n] From which value (Enter for 0)? To which value? ",
            "Added demand/kr-x: Grow calls from 20 to 30",
        ),
        (["add", "kr", "demand", "Calls", "start=5", *REASON], "9\n", "To which value? ", "Added demand/kr-"),
        (["add", "kr", "demand", "Calls", "target=9", *REASON], "", "", "Added demand/kr-"),
        (["add", "kr", "demand", "Calls", "done=false", *REASON], "", "", "Added demand/kr-"),
    ],
)
def test_what_is_missing_is_asked_and_what_is_there_is_not(
    shop: Work, monkeypatch: pytest.MonkeyPatch, words: list[str], typed: str, asked: str, said: str
) -> None:
    monkeypatch.setattr("okrcli.edit.new_fields.proposed_id", lambda title, taken, prefix: name_for(title, prefix))
    answer = okr(shop.path, *words, given=typed.encode())
    assert answer.code == 0, answer.err
    assert answer.err.startswith(asked)
    assert answer.out.startswith(said)
    assert okr(shop.path, "validate").code == 0


def name_for(title: str, prefix: str) -> str:
    return "quiet-nights" if title == "Quiet nights" else f"{prefix}-x"


@pytest.mark.parametrize(
    ("words", "says"),
    [
        (["set", "mlq", "state=cancelled"], "there is no `mlq`"),
        (["set", "mql/guide", "state=cancelled"], "is an action and cannot be cancelled"),
        (["set", "mql", "target=4k"], "`4k` is not a plain number"),
        (["set", "mql", "start=30"], "starts at its target"),
        (["remove", "mlq"], "there is no `mlq`"),
        (["request", "refuse", "mql"], "demand/mql has no dependency"),
        (["add", "kr", "demnd"], "there is no `demnd`"),
        (["add", "kr", "mql"], "name the objective that gets the key result"),
        (["add", "kr", "demand", "colour=red"], "there is no field `colour`"),
        (["add", "milestone", "demand"], "name the key result that gets the milestone"),
    ],
)
def test_what_cannot_be_done_is_said_before_anything_is_asked(shop: Work, words: list[str], says: str) -> None:
    before = shop.state()
    answer = okr(shop.path, *words, given=b"")
    assert says in answer.err
    assert answer.code == 3
    assert answer.err.startswith("error: ")
    assert shop.state() == before


@pytest.mark.parametrize(
    ("words", "typed", "code", "says"),
    [
        (["set", "mql", "state=cancelled"], "\n", 2, 'add --reason "…"'),
        (["set", "mql", "target=45"], "  \n", 2, 'add --reason "…"'),
        (["remove", "new"], "\n", 0, "nothing was removed"),
        (["remove", "new"], "", 130, "interrupted, nothing was written"),
        (["add", "action", "mql"], "\n", 2, "a title is missing"),
        (["add", "kr", "demand", "title="], "", 2, "a title is missing"),
        (["add", "kr", "demand"], "Calls\n\n\n", 3, "has no measure"),
        (["add", "kr", "demand"], "Calls\n5\n", 130, "interrupted, nothing was written"),
    ],
)
def test_no_answer_changes_nothing(shop: Work, words: list[str], typed: str, code: int, says: str) -> None:
    before = shop.state()
    answer = okr(shop.path, *words, given=typed.encode())
    assert answer.code == code
    assert says in answer.err
    assert shop.state() == before


def test_other_words_after_a_run_that_was_cut_off_are_not_taken_for_done(
    shop: Work, monkeypatch: pytest.MonkeyPatch
) -> None:
    from okrcli.store.transaction import WriteTransaction

    with monkeypatch.context() as cut_off:
        cut_off.setattr(
            WriteTransaction, "confirm", lambda self: None
        )  # the run ends before it has said that it is done
        assert okr(shop.path, "add", "action", "mql", given=b"First\n").code == 0
    again = okr(shop.path, "add", "action", "mql", given=b"First\n")
    assert "the interrupted run has already done this" in again.out
    assert okr(shop.path, "add", "action", "mql", given=b"Second\n").code == 0
    text = (shop.path / "okrs.yaml").read_text("utf-8")
    assert (text.count("title: First"), text.count("title: Second")) == (1, 1)


def test_without_a_terminal_the_measure_in_a_title_is_shown_and_not_taken(
    shop: Work, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(streams, "is_interactive", lambda: False)
    before = shop.state()
    answer = okr(shop.path, "add", "kr", "demand", "Tăng doanh thu từ 4,3 tỷ lên 5,6 tỷ")
    assert answer.code == 2
    assert "to measure it from 4.3 to 5.6 tỷ, add: start=4.3 target=5.6 unit='tỷ'" in answer.err
    assert shop.state() == before
