"""The conversation of `okr checkin` on a terminal: every line fits, and nothing is cut."""

from __future__ import annotations

from datetime import UTC, date, datetime
from decimal import Decimal

import pytest
from rich.text import Text

from okrcli.edit.checkin_effect import CheckinEffect, effect_of
from okrcli.model.plan import Ref
from okrcli.model.records import CheckinEntry
from okrcli.render.terminal import checkin
from okrcli.scoring.score import score_key_result
from tests.support.commands import PLAN
from tests.support.workspaces import in_memory

DAY = date(2026, 11, 16)
NOTE = "Đang chờ ngân sách 服务器延迟了两天 เพราะสั่งเครื่องใหม่ and more words"
ENTRY = CheckinEntry(kr="demand/mql", value=Decimal(410), confidence=7, note=NOTE, blocker="no budget")
EFFECT = CheckinEffect(
    "20 → 410 of 30 MQL", ("0 %", "3900 %"), (6, 7), False, ("410 is far beyond the target. A typo?",)
)
ROWS = [checkin.ReviewRow(1, "mql", ENTRY, EFFECT), checkin.ReviewRow(12, "share-regulars-ordering", None, None)]


def plain(lines: list[Text]) -> list[str]:
    return [line.plain.rstrip() for line in lines]


@pytest.mark.parametrize("width", [40, 60, 71, 72, 100, 140, 200])
def test_every_line_fits_and_all_words_are_there(width: int) -> None:
    review = list(checkin.review_lines(ROWS, ["A first customer"], width))
    answer = list(checkin.answer_lines(ENTRY, EFFECT, width))
    assert all(Text(line).cell_len <= width for line in plain([*review, *answer]))
    for lines in (plain(review), plain(answer)):
        together = "".join("".join(lines).split())
        assert all(word in together for word in ("Đangchờ", "nobudget") if width >= 100)
        letters = sorted(letter for letter in NOTE if not letter.isspace())
        assert all(together.count(letter) >= letters.count(letter) for letter in letters)


def test_a_question_shows_the_facts_and_the_last_blocker() -> None:
    shop = in_memory({"okrs.yaml": PLAN}, everything=False)
    ref = Ref("2026-Q4", "demand", "mql")
    lines = checkin.heading(3, 47, "mql", shop.plan.key_result(ref), score_key_result(shop.plan, ref, DAY), DAY, 100)
    first, second = plain(list(lines))
    assert first == "3/47 ■ mql  Grow inbound MQLs"
    assert second.endswith("0 %   now – MQL   target 30")


def test_yes_or_no_has_one_wording_in_the_question_and_in_the_answer() -> None:
    plan, ref = in_memory({"okrs.yaml": PLAN}, everything=False).plan, Ref("2026-Q4", "demand", "soc2")
    lines = checkin.heading(1, 1, "soc2", plan.key_result(ref), score_key_result(plan, ref, DAY), DAY, 100)
    entry = CheckinEntry(kr="demand/soc2", done=False)
    assert plain(list(lines))[1].endswith("now not done")
    assert effect_of(plan, ref, entry, DAY, datetime(2026, 11, 16, 9, tzinfo=UTC)).value == "not done unchanged"
