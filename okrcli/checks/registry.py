"""The table of rules. Importing a module of this package fills it."""

from __future__ import annotations

import inspect
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from okrcli.diagnostics import Code, Severity, code
from okrcli.model.plan import Location
from okrcli.workspace.plan_builder import UnplacedFinding
from okrcli.workspace.workspace import Workspace

Hint = str | None
Check = Callable[[Workspace], Iterator["RuleFinding"]]


@dataclass(frozen=True, slots=True)
class RuleFinding:
    """One place where a rule applies."""

    home: Location
    message: str
    hint: Hint = None
    on_key: bool = False
    severity: Severity | None = None
    """Where it differs from the code's own."""


@dataclass(frozen=True, slots=True)
class Rule:
    """A rule of the catalogue, with the function that applies it."""

    code: Code
    function: Check

    def check(self, workspace: Workspace) -> Iterator[UnplacedFinding]:
        """Where the rule applies in this workspace."""
        for hit in self.function(workspace):
            yield UnplacedFinding(
                self.code, hit.home, hit.message, hit.hint, "key" if hit.on_key else "value", hit.severity
            )


RULES: list[Rule] = []


def rule(
    number: str, name: str, severity: Severity = Severity.ERROR, *, is_fixable: bool = False, is_advice: bool = False
) -> Callable[[Check], Check]:
    """Enter a function into the table under a code; its docstring is the code's page: what, Why, Bad and Good."""

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
    """The code of a function whose docstring is its page."""
    why, _, examples = inspect.cleandoc(function.__doc__ or "").partition("\n\nBad: ")
    bad, _, good = examples.partition("\n\nGood: ")
    marks = {"is_hard": False, "is_fixable": is_fixable, "is_advice": is_advice}
    return code(number, name, why, severity, bad=bad, good=good, **marks)
