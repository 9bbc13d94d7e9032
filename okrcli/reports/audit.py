"""Audit of the git history: the findings of all rules about commits, newest first."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Final, NamedTuple

from okrcli.checks.history import COMMIT_RULES, UNREADABLE, Passage, Trace
from okrcli.diagnostics import Code
from okrcli.git.log import Commit, Signature
from okrcli.git.semantic_log import CommitChanges
from okrcli.model.diff import RecordedCheckin
from okrcli.model.plan import Location, Plan

ALTERED: Final = "OKR701"


class Found(NamedTuple):
    """A finding, with its commit, its code and its position in the files."""

    commit: Commit
    code: Code
    trace: Trace


def audit(
    steps: Iterable[CommitChanges], plan: Plan, law: Plan | None, signatures: Mapping[str, Signature] | None
) -> list[Found]:
    """The findings in these steps, which come newest first; `plan` is the one at their end.

    `law` is the plan at the start of a range, by which it is judged: what it changes cannot excuse it. None stands for
    a whole history, which is judged by its end.

    In a range, what came with it and was taken back in it has never been anywhere else, and is no finding. In a whole
    history that is so where whoever committed it took it back by the very next commit.
    """
    found: list[Found] = []
    altered: dict[RecordedCheckin, list[Found]] = {}
    for step in steps:
        taken_back = set()
        for new in (d.after for d in step.differences if d.noun == "check-in" and d.kind == "added"):
            for later in altered.pop(new, ()):
                if law or _is_next(step.commit, later.commit):
                    found.remove(later)
                    taken_back.add(new)
        for one in _in_step(step, plan, law or plan, signatures):
            if one.code.number == ALTERED and one.trace.checkin:
                altered.setdefault(one.trace.checkin, []).append(one)
            elif one.trace.checkin in taken_back:
                continue
            found.append(one)
    return found


def _in_step(step: CommitChanges, plan: Plan, law: Plan, signatures: Mapping[str, Signature] | None) -> Iterable[Found]:
    signature = signatures.get(step.commit.hash) if signatures is not None else None
    passage = Passage(step, plan, law, signature)
    for path in step.unread:
        trace = Trace(Location(path, ()), "this version cannot be read", "what it changed is found in the next one")
        yield Found(step.commit, UNREADABLE, trace)
    for rule in COMMIT_RULES:
        yield from (Found(step.commit, rule.code, trace) for trace in rule.look(passage))


def _is_next(commit: Commit, later: Commit) -> bool:
    return later.parents[:1] == (commit.hash,) and later.email == commit.email
