"""Audit of the git history: the findings of all rules about commits, newest first."""

from __future__ import annotations

from collections.abc import Mapping

from okrcli.git.signatures import Signature
from okrcli.reports.audit_line import Found, History, LineOfCommits, without_explained
from okrcli.reports.audit_range import as_a_whole


def audit(history: History, signatures: Mapping[str, Signature] | None) -> list[Found]:
    """The findings in these commits, newest first."""
    line = LineOfCommits(history, signatures)
    steps = []
    for step in history.steps:
        line.add(step)
        if history.start:
            steps.append(step)
    if line.is_waiting_for_undone:
        for step in history.earlier():
            line.settle(step)
            if not line.is_waiting_for_undone:
                break
    findings = without_explained(line, history.plan)
    return as_a_whole(findings, steps, history, line.settled) if history.start else findings
