"""Findings as a JUnit report, which nearly every CI service shows as tests."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Sequence
from operator import attrgetter
from xml.etree.ElementTree import Element, SubElement, indent, tostring

from okrcli.diagnostics import Finding, Severity
from okrcli.render.export.xml import xml_text


def as_junit(
    findings: Sequence[Finding], files: Iterable[str], failing: Collection[Severity], command: str = "validate"
) -> str:
    """The report of a command: a suite for each file, a test for each finding, a passed test for a file without any.

    A finding whose severity is not in `failing` is a skipped test: it is shown, and does not fail the run.
    """
    by_path: dict[str, list[Finding]] = {path: [] for path in files}
    for finding in sorted(findings, key=attrgetter("place")):
        by_path.setdefault(finding.place.path, []).append(finding)
    root = Element("testsuites", name=f"okr {command}")
    for path in sorted(by_path):
        suite = SubElement(root, "testsuite", name=xml_text(path))
        _add_tests(suite, path, by_path[path], failing)
        _add_counts(suite)
        suite.set("skipped", str(sum(1 for _ in suite.iter("skipped"))))
    _add_counts(root)
    indent(root)
    document: bytes = tostring(root, "UTF-8", xml_declaration=True)
    return document.decode("utf-8")


def _add_tests(suite: Element, path: str, findings: Sequence[Finding], failing: Collection[Severity]) -> None:
    if not findings:
        _add_test(suite, "valid", path)
    seen: Counter[str] = Counter()
    for finding in findings:
        name = xml_text(f"{finding.code} {finding.message}")
        seen[name] += 1
        test = _add_test(suite, f"{name} ({seen[name]})" if seen[name] > 1 else name, path)
        _add_result(test, finding, fails=finding.severity in failing)


def _add_test(suite: Element, name: str, path: str) -> Element:
    return SubElement(suite, "testcase", name=name, classname=xml_text(path), time="0")


def _add_result(test: Element, finding: Finding, *, fails: bool) -> None:
    path, line, column, _ = finding.place
    message = xml_text(finding.message)
    text = f"{xml_text(path)}:{line}:{column}: {finding.severity}[{finding.code}] {message}"
    if fails:
        failure = SubElement(test, "failure", message=message, type=finding.code)
        failure.text = "\n".join([text, *map(xml_text, (finding.hint or "").splitlines())])
    else:
        SubElement(test, "skipped", message=text)


def _add_counts(element: Element) -> None:
    """Count the tests below an element, by result. Jenkins wants the number of skipped tests at a suite alone."""
    counts = {
        "tests": sum(1 for _ in element.iter("testcase")),
        "failures": sum(1 for _ in element.iter("failure")),
        "errors": 0,
        "time": 0,
    }
    element.attrib.update({name: str(count) for name, count in counts.items()})
