"""Findings as a JUnit report, which nearly every CI service shows as tests."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Collection, Iterable, Sequence
from itertools import groupby
from xml.sax.saxutils import escape, quoteattr

from okrcli.diagnostics import Finding, Position, Severity
from okrcli.sanitize import visible


def as_junit(diagnostics: Sequence[Finding], files: Iterable[str], failing: Collection[Severity]) -> str:
    """A suite for each file and a test for each finding; a file without any has one test, which passes.

    What does not fail the command is a test that was skipped, so that it is seen and fails nothing.
    """
    suites = {path: [_passed(path)] for path in files}
    for path, found in groupby(sorted(diagnostics, key=_place), key=lambda diagnostic: diagnostic.place.path):
        suites[path] = _cases(list(found), failing)
    body = [line for path in sorted(suites) for line in _suite(path, suites[path])]
    totals = _totals([case for cases in suites.values() for case in cases])
    return "\n".join(
        ['<?xml version="1.0" encoding="UTF-8"?>', f'<testsuites name="okr validate" {totals}>', *body, "</testsuites>"]
    )


def _place(found: Finding) -> Position:
    return found.place


def _suite(path: str, cases: list[str]) -> list[str]:
    return [f"  <testsuite name={_attribute(path)} {_totals(cases)}>", *cases, "  </testsuite>"]


def _totals(cases: Sequence[str]) -> str:
    failures, skipped = (sum(f"<{word} " in case for case in cases) for word in ("failure", "skipped"))
    return f'tests="{len(cases)}" failures="{failures}" errors="0" skipped="{skipped}" time="0"'


def _passed(path: str) -> str:
    return f'    <testcase name="valid" classname={_attribute(path)} time="0"/>'


def _cases(found: Sequence[Finding], failing: Collection[Severity]) -> list[str]:
    seen: Counter[str] = Counter()
    cases = []
    for diagnostic in found:
        name = f"{diagnostic.code} {diagnostic.message}"
        seen[name] += 1
        again = f" ({seen[name]})" if seen[name] > 1 else ""
        cases.append(_case(diagnostic, f"{name}{again}", diagnostic.severity in failing))
    return cases


def _case(found: Finding, name: str, fails: bool) -> str:
    path, line, column, _ = found.place
    where = f"{path}:{line}:{column}: {found.severity}[{found.code}]"
    start = f'    <testcase name={_attribute(name)} classname={_attribute(path)} time="0">'
    if not fails:
        return f"{start}<skipped message={_attribute(f'{where} {found.message}')}/></testcase>"
    text = _text(f"{where} {found.message}") + "".join(f"\n{_text(line)}" for line in (found.hint or "").splitlines())
    kind = f"type={_attribute(found.code)}"
    return f"{start}<failure message={_attribute(found.message)} {kind}>{text}</failure></testcase>"


def _attribute(text: str) -> str:
    return quoteattr(_allowed(text))


def _text(text: str) -> str:
    return escape(_allowed(text))


def _allowed(text: str) -> str:
    """The text without what XML has no way to write."""
    return re.sub("[\ufffe\uffff]", lambda match: f"\\u{ord(match[0]):04x}", visible(text))
