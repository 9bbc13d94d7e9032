"""`okr remind`, `okr request` and the list of templates: aligned in every script, and nothing is cut."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st
from wcwidth import wcswidth

from okrcli.edit.draft import ObjectiveDraft
from okrcli.edit.templates import Template
from okrcli.model.plan import Ref
from okrcli.render.terminal.reminders import reminder_lines
from okrcli.render.terminal.request import request_lines
from okrcli.render.terminal.templates import template_list_lines
from okrcli.reports.duty import DueReport, Duty
from okrcli.reports.reminders import Reminder, Reminders
from tests.render.test_table import TEXTS
from tests.support.plans import day, plan

WIDTHS = st.sampled_from([None, *range(60, 201)])


def request(name: str, text: str) -> Duty:
    ref = Ref("c", name)
    return Duty(
        kind="request",
        ref=ref,
        title=f"{ref} needs “{text}”",
        holders=("mai",),
        owner="mai",
        due=day(0),
        days_late=9,
        is_soon=True,
        about="asked of b",
        command=f"okr request agree {name} --to b",
        other=Ref("c", "b"),
    )


ITEMS = st.lists(st.tuples(st.sampled_from(["a", "calm-front-desk", "x" * 30]), TEXTS), min_size=1, max_size=4)


@given(items=ITEMS, width=WIDTHS)
def test_requests_and_reminders_fold_texts_and_lose_none(items: list[tuple[str, str]], width: int | None) -> None:
    duties = tuple(request(*item) for item in items)
    built = plan({name: {} for name, _ in items})
    requests = request_lines(DueReport(day(9), (), duties), built, width)
    reminders = Reminders(day(9), (), (Reminder("mai", "Mai Trần", None, duties),))
    for lines in (requests, reminder_lines(reminders, built, width)):
        shown = [line.plain for line in lines]
        assert width is None or max(map(wcswidth, shown)) <= width
        letters = "".join("".join(shown).split())
        assert all("".join(f"“{text}”".split()) in letters for _, text in items)


@given(items=ITEMS, width=st.sampled_from([None, *range(72, 201)]))
def test_the_list_of_templates_lines_up(items: list[tuple[str, str]], width: int | None) -> None:
    templates = [Template(name, "", f"@@{text}", "sales", "team", "", ObjectiveDraft(title="")) for name, text in items]
    shown = [line.plain for line in template_list_lines(templates, width)]
    assert len({wcswidth(line[: line.index("@@")]) for line in shown if "@@" in line}) == 1
    assert width is None or max(map(wcswidth, shown)) <= width
