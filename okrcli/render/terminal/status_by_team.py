"""`okr status` of a plan that fills several screens: a line for each team, or for each of the worst objectives."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from fractions import Fraction
from typing import TYPE_CHECKING, Final, NamedTuple

from rich.text import Text

from okrcli.commandline import runnable
from okrcli.model.number_format import percent_text
from okrcli.model.plan import Plan
from okrcli.render.status_words import STATUS_ORDER
from okrcli.render.terminal.cells import Column, Meter
from okrcli.render.terminal.console import status_legend, status_sign
from okrcli.render.terminal.lines import flow, hints
from okrcli.render.terminal.status import MOST_GUARDRAILS, opening
from okrcli.render.terminal.table import Table
from okrcli.sanitize import visible
from okrcli.scoring.results import LEFT_OUT

if TYPE_CHECKING:
    from okrcli.reports.groups import Group
    from okrcli.reports.status import StatusReport

_MOST_SIGNS: Final = 16
_COLUMNS: Final = (
    Column("team", "team", most=30),
    Column("signs", "key results"),
    Column("progress", "progress", rank=3),
    Column("off", "off track", is_right=True, style="red"),
    Column("risk", "at risk", is_right=True, style="yellow"),
    Column("late", "overdue", is_right=True, rank=2, style="yellow"),
)


class _Team(NamedTuple):
    group: Group
    statuses: tuple[str | None, ...]
    """Of its key results, the worst first."""
    overdue: int

    def count(self, status: str) -> int:
        return self.statuses.count(status)


def status_by_team_lines(
    report: StatusReport, plan: Plan, groups: Sequence[Group], width: int | None
) -> Iterator[Text]:
    """A line for each team, those with the most key results off track first."""
    yield from opening(report, plan, width, MOST_GUARDRAILS)
    teams = sorted(
        map(_team, groups), key=lambda team: (-team.count("off_track"), -team.count("at_risk"), -team.overdue)
    )
    table = Table(_COLUMNS, width)
    for team in teams:
        table.add(
            team=Text(visible(team.group.name), style="bold"),
            signs=Text.assemble(*map(status_sign, _shares(team.statuses))),
            progress=_progress(team),
            off=_count(team.count("off_track")),
            risk=_count(team.count("at_risk")),
            late=_count(team.overdue),
        )
    yield from table.lines()
    yield Text("")
    meaning = (
        "a sign is a key result" if all(len(team.statuses) <= _MOST_SIGNS for team in teams) else "signs are shares"
    )
    signs = status_legend(status for team in teams for status in team.statuses)
    yield from flow([Text(f"{meaning}:", style="dim"), *signs], width)
    worst = next((team.group.id for team in teams if team.group.id), None)
    pairs = [(runnable(f"okr status team:{worst}"), "one team")] if worst else []
    yield from hints([*pairs, (runnable("okr status --all"), "every key result")], width)


def _team(group: Group) -> _Team:
    counted = [objective for objective in group.objectives if objective.score.status.shown not in LEFT_OUT]
    rows = [row for objective in counted for row in objective.key_results]
    ranks: dict[str | None, int] = {status: rank for rank, status in enumerate(STATUS_ORDER)}
    statuses = sorted((row.score.status.shown for row in rows), key=lambda status: ranks.get(status, len(ranks)))
    return _Team(group, tuple(statuses), sum(row.score.overdue for row in rows))


def _shares(statuses: Sequence[str | None]) -> list[str | None]:
    """Each status once; of many, as many signs as there is room for, in the same shares."""
    if len(statuses) <= _MOST_SIGNS:
        return list(statuses)
    return [statuses[number * len(statuses) // _MOST_SIGNS] for number in range(_MOST_SIGNS)]


def _progress(team: _Team) -> Meter:
    """The average progress of the objectives of a team, beside the average of what is expected."""
    scores = [row.score for row in team.group.objectives if row.score.status.shown not in LEFT_OUT]
    done = [score.progress for score in scores if score.progress is not None]
    expected = [score.expected for score in scores if score.expected is not None]
    if not done:
        return Meter(None, None, None, "–")
    average = sum(done, Fraction(0)) / len(done)
    wanted = sum(expected, Fraction(0)) / len(expected) if expected else None
    status = next((status for status in STATUS_ORDER if status in team.statuses), None)
    return Meter(average, wanted, status, percent_text(average))


def _count(number: int) -> Text | str:
    return str(number) if number else Text("·", style="dim")
