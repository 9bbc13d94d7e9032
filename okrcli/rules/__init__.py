"""What is right in its form and wrong in its meaning: each rule is a function from a workspace to its findings.

A rule's docstring says why it exists and shows a bad and a good file; the reference page, `okr explain` and the tests
read it. Rules only look: nothing here opens, changes or prints a file.
"""

from __future__ import annotations

from okrcli.assembly import Finding
from okrcli.diagnostics import Diagnostic
from okrcli.rules import cadence, changes, measures, references
from okrcli.rules.registry import RULES, Rule
from okrcli.workspace import Workspace

__all__ = ["RULES", "Rule", "cadence", "changes", "findings", "measures", "references"]


def findings(workspace: Workspace) -> list[Diagnostic]:
    """Everything that is wrong in a workspace: what reading found, and what the rules find; sorted by place."""
    found = [
        workspace.diagnostic(finding)
        for rule in RULES
        for finding in rule.check(workspace)
        if not _is_echo(workspace, finding)
    ]
    return sorted({*workspace.diagnostics, *found})


def _is_echo(workspace: Workspace, finding: Finding) -> bool:
    """Whether a finding is about a field or group whose form is wrong: then that is the cause, and it is reported."""
    return finding.home.keys in workspace.doubtful.get(finding.home.path, frozenset())
