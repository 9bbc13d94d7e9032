"""The table of rules. Importing a module with rules adds them to it."""

from __future__ import annotations

import inspect
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from okrcli.diagnostics import Code, Severity, code
from okrcli.workspace.located_finding import LocatedFinding
from okrcli.workspace.workspace import Workspace

Check = Callable[[Workspace], Iterator[LocatedFinding]]


@dataclass(frozen=True, slots=True)
class Rule:
    """A rule of the catalogue, with the function that applies it."""

    code: Code
    function: Check

    def check(self, workspace: Workspace) -> Iterator[LocatedFinding]:
        """The findings of the rule in this workspace, with its code."""
        return (finding._replace(code=self.code) for finding in self.function(workspace))


RULES: list[Rule] = []


def rule(
    number: str, name: str, severity: Severity = Severity.ERROR, *, is_fixable: bool = False, is_advice: bool = False
) -> Callable[[Check], Check]:
    """Add a function to the table under a code. Its docstring is the page of the code: summary, Why, Bad and Good."""

    def enter(function: Check) -> Check:
        page = declared(function, number, name, severity, is_fixable=is_fixable, is_advice=is_advice)
        RULES.append(Rule(page, function))
        return function

    return enter


def declared(
    function: Callable[..., object],
    number: str,
    name: str,
    severity: Severity,
    *,
    is_fixable: bool = False,
    is_advice: bool = False,
) -> Code:
    """Declare a code whose page is the docstring of a function."""
    why, _, examples = inspect.cleandoc(function.__doc__ or "").partition("\n\nBad: ")
    bad, _, good = examples.partition("\n\nGood: ")
    marks = {"is_hard": False, "is_fixable": is_fixable, "is_advice": is_advice}
    return code(number, name, why, severity, bad=bad, good=good, **marks)
