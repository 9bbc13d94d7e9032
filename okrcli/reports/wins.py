"""Wins that a view shows: by their day, and by the people whom the selector means."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from okrcli.model.plan import Plan, Ref, Win
from okrcli.workspace.selectors import EVERYTHING, Selector


def wins_between(
    plan: Plan, since: date, day: date, selector: Selector = EVERYTHING, refs: Iterable[Ref] = ()
) -> tuple[Win, ...]:
    """Wins after one day and up to another, newest first, by the people whom the selector means.

    `refs` are the objectives and key results that it picks.
    """
    refs = list(refs)
    wins = [win for win in plan.wins if since < win.date <= day and selector.picks_author(plan, win.by, refs)]
    return tuple(sorted(wins, key=lambda win: win.date, reverse=True))
