"""What services read of `okr validate`: each format checked by a reader of its own kind, with the worst of texts."""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Callable
from functools import cache
from io import StringIO
from pathlib import Path
from typing import Any, NamedTuple
from xml.etree import ElementTree

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from okrcli import checks
from okrcli.diagnostics import CODES, Finding, Position, Severity, counts_text
from okrcli.render.export.github import PER_KIND, as_annotations
from okrcli.render.export.gitlab import as_gitlab
from okrcli.render.export.junit import as_junit
from okrcli.render.export.sarif import MAX_RESULTS, as_sarif
from okrcli.render.markdown.findings import MAX_BYTES, summary
from okrcli.sanitize import visible
from okrcli.urls import code_page
from tests.conftest import Work
from tests.support.commands import okr, snapshot, write
from tests.support.examples import examples

assert checks.RULES  # the catalogue is full
NUMBERS = sorted(CODES)
HOSTILE = [
    "line\nend\r\n::set-output name=x::y",
    "%0A::error::forged",
    "]]></failure><testcase name='x'/>",
    "\x1b[31mred\x1b[0m \x07 \x00 \x9b",
    "\u202egnp.exe \u2066isolated\u2069 \U000e0041",
    "مرحبا שלום",
    "Tăng số người dùng 使用者 ผู้ใช้",
    "a,line=1:col=2|`@team` #1 <b>http://x.example www.x.example</b> ![i](j) </details>",
    "\udcff\ufffe\uffff",
    " ",
    "x" * 3000,
]
PATHS = ["okrs.yaml", "okrs/a b,c:d.yaml", "okrs/x\ny.yaml", "okrs/%0A.yaml", "okrs/\x1b[31m.yaml", "okrs/ü\udcff.yaml"]

texts = st.one_of(st.sampled_from(HOSTILE), st.text(min_size=1, max_size=30))
places = st.builds(Position, st.sampled_from(PATHS), st.integers(1, 9999), st.integers(1, 200), st.integers(1, 50))
diagnostics = st.builds(
    Finding, places, st.sampled_from(NUMBERS), st.sampled_from(Severity), texts, st.one_of(st.none(), texts)
)
reports = st.lists(diagnostics, max_size=30).map(lambda found: sorted(found, key=lambda one: one.place))


def line_of(path: str, number: int) -> str:
    return f"line {number} of {path}"


def found(number: int = 1, severity: Severity = Severity.ERROR, path: str = "okrs.yaml", **more: Any) -> Finding:
    return Finding(Position(path, number), "OKR102", severity, more.get("message", f"message {number}"))


# ── Readers ───────────────────────────────────────────────────────────────────────────────────────────────────────


class Annotation(NamedTuple):
    """A workflow command as the runner of GitHub Actions understands it."""

    kind: str
    properties: dict[str, str]
    text: str


def parsed(output: str) -> list[Annotation]:
    """The commands of an output: `::name key=value,key=value::data`, one a line, escapes undone."""
    commands = []
    for line in output.splitlines():
        match = re.fullmatch(r"::(error|warning|notice) ([^:]*?)::(.*)", line)
        assert match, f"no annotation: {line!r}"
        properties = dict(part.split("=", 1) for part in match[2].split(","))
        for name, value in properties.items():
            properties[name] = undone(value.replace("%3A", ":").replace("%2C", ","))
        commands.append(Annotation(match[1], properties, undone(match[3])))
    return commands


def undone(text: str) -> str:
    return text.replace("%0D", "\r").replace("%0A", "\n").replace("%25", "%")


@cache
def sarif_schema() -> Any:
    """The SARIF 2.1.0 schema, as the models of pydantic-sarif hold it: closed, with every field and pattern."""
    from pydantic_sarif.model import (  # type: ignore[import-untyped]
        StaticAnalysisResultsFormatSarifVersion210JsonSchema,
    )

    return StaticAnalysisResultsFormatSarifVersion210JsonSchema


GITLAB_SCHEMA = {
    "type": "array",
    "items": {
        "type": "object",
        "required": ["description", "check_name", "fingerprint", "severity", "location"],
        "additionalProperties": False,
        "properties": {
            "description": {"type": "string", "minLength": 1},
            "check_name": {"type": "string", "pattern": "^OKR[0-9]{3}$"},
            "fingerprint": {"type": "string", "pattern": "^[0-9a-f]{32}(-[0-9]+)?$"},
            "severity": {"enum": ["info", "minor", "major", "critical", "blocker"]},
            "location": {
                "type": "object",
                "required": ["path", "lines"],
                "properties": {
                    "path": {"type": "string", "pattern": "^[^/]"},
                    "lines": {
                        "type": "object",
                        "required": ["begin"],
                        "properties": {"begin": {"type": "integer", "minimum": 1}},
                    },
                },
            },
        },
    },
}
"""What GitLab documents of a code quality report."""

JUNIT_XSD = """\
<xs:schema xmlns:xs="http://www.w3.org/2001/XMLSchema">
  <xs:attributeGroup name="totals">
    <xs:attribute name="name" type="xs:string" use="required"/>
    <xs:attribute name="tests" type="xs:nonNegativeInteger" use="required"/>
    <xs:attribute name="failures" type="xs:nonNegativeInteger" use="required"/>
    <xs:attribute name="errors" type="xs:nonNegativeInteger"/>
    <xs:attribute name="time" type="xs:decimal"/>
  </xs:attributeGroup>
  <xs:complexType name="outcome">
    <xs:simpleContent><xs:extension base="xs:string">
      <xs:attribute name="message" type="xs:string"/>
      <xs:attribute name="type" type="xs:string"/>
    </xs:extension></xs:simpleContent>
  </xs:complexType>
  <xs:element name="testsuites">
    <xs:complexType>
      <xs:sequence>
        <xs:element name="testsuite" minOccurs="0" maxOccurs="unbounded">
          <xs:complexType>
            <xs:sequence>
              <xs:element name="testcase" maxOccurs="unbounded">
                <xs:complexType>
                  <xs:choice minOccurs="0">
                    <xs:element name="failure" type="outcome"/>
                    <xs:element name="error" type="outcome"/>
                    <xs:element name="skipped" type="outcome"/>
                  </xs:choice>
                  <xs:attribute name="name" type="xs:string" use="required"/>
                  <xs:attribute name="classname" type="xs:string" use="required"/>
                  <xs:attribute name="time" type="xs:decimal"/>
                </xs:complexType>
              </xs:element>
            </xs:sequence>
            <xs:attributeGroup ref="totals"/>
            <xs:attribute name="skipped" type="xs:nonNegativeInteger" use="required"/>
          </xs:complexType>
        </xs:element>
      </xs:sequence>
      <xs:attributeGroup ref="totals"/>
    </xs:complexType>
  </xs:element>
</xs:schema>
"""
"""The part of the JUnit shape that CI services read. Jenkins takes `skipped` at a suite, not at the root."""


@cache
def junit_schema() -> Any:
    import xmlschema

    return xmlschema.XMLSchema(StringIO(JUNIT_XSD))


@cache
def gitlab_validator() -> Any:
    import jsonschema

    return jsonschema.Draft7Validator(GITLAB_SCHEMA)


def acts(text: str) -> bool:
    """Whether a text does something to a terminal; ends of lines are allowed."""
    return any(visible(line) != line for line in text.split("\n"))


# ── Each format, whatever is in it ────────────────────────────────────────────────────────────────────────────────


@settings(max_examples=examples(60), deadline=None)
@given(reports)
def test_github_understands_every_annotation(report: list[Finding]) -> None:
    output = "\n".join(as_annotations(report))
    assert not acts(output)
    commands = parsed(output)
    named = [command for command in commands if command.properties.get("file")]
    assert len(named) + ("more than GitHub shows" in commands[-1].text if commands else 0) == len(commands)
    assert all(set(c.properties) == {"file", "line", "endLine", "col", "endColumn", "title"} for c in named)
    assert max(Counter(command.kind for command in commands).values(), default=0) <= PER_KIND


@settings(max_examples=examples(40), deadline=None)
@given(reports)
def test_sarif_is_what_its_schema_wants(report: list[Finding]) -> None:
    text = as_sarif(report, line_of, "1.2.3")
    document = json.loads(text)
    sarif_schema().model_validate(document)
    run = document["runs"][0]
    checks = run["tool"]["driver"]["rules"]
    for diagnostic, result in zip(report, run["results"], strict=True):
        assert checks[result["ruleIndex"]]["id"] == result["ruleId"] == diagnostic.code
        uri = result["locations"][0]["physicalLocation"]["artifactLocation"]["uri"]
        assert re.fullmatch(r"([A-Za-z0-9._~/-]|%[0-9A-F]{2})+", uri)
        assert not acts(result["message"]["text"])


@settings(max_examples=examples(60), deadline=None)
@given(reports)
def test_gitlab_gets_its_shape_and_no_fingerprint_twice(report: list[Finding]) -> None:
    issues = json.loads(as_gitlab(report, line_of))
    assert list(gitlab_validator().iter_errors(issues)) == []
    assert len({issue["fingerprint"] for issue in issues}) == len(issues) == len(report)


@settings(max_examples=examples(40), deadline=None)
@given(reports)
def test_junit_is_what_its_schema_wants(report: list[Finding]) -> None:
    text = as_junit(report, ["okrs.yaml", "okrs/clean.yaml"], {Severity.ERROR})
    assert not acts(text)
    assert list(junit_schema().iter_errors(text)) == []
    root = ElementTree.fromstring(text)
    cases = root.findall("testsuite/testcase")
    assert int(root.attrib["tests"]) == len(cases)
    assert len(root.findall("testsuite/testcase/failure")) == sum(f.severity is Severity.ERROR for f in report)
    assert [case.attrib["name"] for case in root.findall("testsuite[@name='okrs/clean.yaml']/testcase")] == ["valid"]
    assert len({(case.attrib["classname"], case.attrib["name"]) for case in cases}) == len(cases)


@settings(max_examples=examples(60), deadline=None)
@given(reports)
def test_the_summary_is_one_table_in_which_nothing_is_alive(report: list[Finding]) -> None:
    from markdown_it import MarkdownIt

    page = summary(report, "2 errors in 3 files")
    tokens = MarkdownIt("gfm-like", {"linkify": False}).parse(page)
    kinds = {inner.type for token in tokens for inner in token.children or ()}
    assert kinds <= {"text", "text_special", "html_inline", "softbreak"}
    assert {inner.content for t in tokens for inner in t.children or () if inner.type == "html_inline"} <= {"<br>"}
    assert sum(token.type == "tr_open" for token in tokens) == (len(report) + 1 if report else 0)
    assert "@" not in page
    assert "://" not in page
    assert "www." not in page


# ── The same findings ─────────────────────────────────────────────────────────────────────────────────────────────

Seen = Counter[tuple[str, str, int]]


def seen_by_github(out: str) -> Seen:
    return Counter((c.properties["title"][4:], c.properties["file"], int(c.properties["line"])) for c in parsed(out))


def seen_by_sarif(out: str) -> Seen:
    found: Seen = Counter()
    for result in json.loads(out)["runs"][0]["results"]:
        place = result["locations"][0]["physicalLocation"]
        found[result["ruleId"], place["artifactLocation"]["uri"], place["region"]["startLine"]] += 1
    return found


def seen_by_gitlab(out: str) -> Seen:
    return Counter(
        (issue["check_name"], issue["location"]["path"], issue["location"]["lines"]["begin"])
        for issue in json.loads(out)
    )


def seen_in_lines(out: str) -> Seen:
    pattern = re.compile(r"^(.+?):(\d+):\d+: (?:error|warning|info)\[(OKR\d+)\]", re.MULTILINE)
    return Counter((code, path, int(line)) for path, line, code in pattern.findall(out))


def seen_by_junit(out: str) -> Seen:
    root = ElementTree.fromstring(out)
    texts = [element.text or "" for element in root.iter("failure")]
    return seen_in_lines("\n".join([*texts, *(element.attrib["message"] for element in root.iter("skipped"))]))


def seen_in_json(out: str) -> Seen:
    return Counter((found["code"], found["path"], found["line"]) for found in json.loads(out)["findings"])


READERS: dict[str, Callable[[str], Seen]] = {
    "full": seen_in_lines,
    "concise": seen_in_lines,
    "json": seen_in_json,
    "github": seen_by_github,
    "gitlab": seen_by_gitlab,
    "sarif": seen_by_sarif,
    "junit": seen_by_junit,
}

BAD_PLAN = """\
cycle: 2026-Q4
objectives:
  - id: kitchen
    title: Breakfast is ready before the first guest
    owner: mia
    contributes_to: [regluars, groth]
    key_results:
      - {id: early, title: Mornings, start: 40, target: 95%}
      - {id: early, title: Twice, start: 1, target: 1}
"""
WORKSPACE = {
    "okrs.yaml": "people: [{id: mai}]\n",
    "okrs/2026-Q4/kitchen.yaml": BAD_PLAN,
    "okrs/2026-Q4/b.yaml": "- x\n",
}


def test_every_format_has_the_same_findings(tmp_path: Path) -> None:
    write(tmp_path, WORKSPACE)
    seen = {name: reader(okr(tmp_path, "validate", "--format", name).out) for name, reader in READERS.items()}
    assert sum(seen["json"].values()) >= 4
    assert all(found == seen["json"] for found in seen.values()), seen


def test_the_matcher_of_the_documentation_reads_concise(tmp_path: Path) -> None:
    page = (Path(__file__).parents[2] / "docs" / "how-to" / "editor.md").read_text("utf-8")
    matcher = json.loads(re.search(r'"pattern": (\{.*?\})', page, re.DOTALL)[1])  # type: ignore[index]
    write(tmp_path, WORKSPACE)
    out = okr(tmp_path, "validate", "--format", "concise").out
    lines = out.splitlines()
    found = [re.fullmatch(matcher["regexp"], line) for line in lines]
    assert lines
    assert all(found)
    read = Counter((m[matcher["code"]], m[matcher["file"]], int(m[matcher["line"]])) for m in found if m)
    assert read == seen_in_lines(out)
    assert {m[matcher["severity"]] for m in found if m} <= {"error", "warning", "info"}


# ── Limits ────────────────────────────────────────────────────────────────────────────────────────────────────────


def test_github_gets_ten_of_a_kind_and_hears_of_the_rest() -> None:
    report = [*(found(n, path="okrs/a.yaml") for n in range(1, 26)), *(found(n, Severity.INFO) for n in range(1, 4))]
    *commands, last = parsed("\n".join(as_annotations(report)))
    assert Counter(command.kind for command in commands) == {"error": 10, "notice": 3}
    assert last.kind == "notice"
    assert "15 errors more than GitHub shows of one step, in okrs/a.yaml (15)" in last.text


def test_errors_come_first_for_github() -> None:
    report = sorted([found(1, Severity.WARNING), found(2), found(3, Severity.INFO)])
    assert [command.kind for command in parsed("\n".join(as_annotations(report)))] == ["error", "warning", "notice"]


@pytest.mark.parametrize("command", ["validate", "lint", "audit"])
def test_a_report_names_its_command(command: str) -> None:
    run = json.loads(as_sarif([found(1)], line_of, "1", command))["runs"][0]
    assert run["automationDetails"] == {"id": f"okr {command}/"}
    assert (
        ElementTree.fromstring(as_junit([found(1)], [], {Severity.ERROR}, command)).attrib["name"] == f"okr {command}"
    )


def test_sarif_explains_each_rule_as_plain_text_and_as_markdown() -> None:
    (rule,) = json.loads(as_sarif([found(1)], line_of, "1"))["runs"][0]["tool"]["driver"]["rules"]
    code = CODES[rule["id"]]
    assert code.why in rule["help"]["markdown"]
    assert f"Good: {code.good}" in rule["help"]["markdown"]
    assert rule["help"]["text"] == rule["help"]["markdown"].replace("`", "")


def test_sarif_keeps_its_limit_and_the_errors() -> None:
    report = sorted([*(found(n, Severity.WARNING) for n in range(1, MAX_RESULTS + 1)), found(99_999)])
    run = json.loads(as_sarif(report, line_of, "1"))["runs"][0]
    assert len(run["results"]) == MAX_RESULTS
    assert run["results"][-1]["level"] == "error"
    assert "1 warning left out" in run["invocations"][0]["toolExecutionNotifications"][0]["message"]["text"]


def test_a_summary_stays_below_what_github_takes() -> None:
    report = [found(n, message="ữ" * 500) for n in range(1, 3000)]
    page = summary(report, "2999 errors in 1 file")
    assert len(page.encode()) <= MAX_BYTES
    assert re.search(r"… and \d+ errors more", page)


def test_a_fingerprint_does_not_know_its_line() -> None:
    before, after = (found(number, message="m") for number in (3, 30))
    marks = [
        json.loads(as_gitlab([one], lambda path, line: "  target: 95%"))[0]["fingerprint"] for one in (before, after)
    ]
    assert marks[0] == marks[1]


def test_the_help_of_a_code_leads_to_its_heading() -> None:
    page = (Path(__file__).parents[2] / "docs/reference/codes.md").read_text("utf-8")
    anchors = {heading.lower().replace(" ", "-") for heading in re.findall(r"^#+ (.+)$", page, re.MULTILINE)}
    assert {code_page(code).split("#")[1] for code in CODES.values()} <= anchors


# ── The command ───────────────────────────────────────────────────────────────────────────────────────────────────


def test_paths_for_services_are_those_of_the_repository(empty_work: Work) -> None:
    write(empty_work.path / "teams" / "shop", WORKSPACE)
    for name in ("github", "gitlab", "sarif", "junit"):
        paths = {
            path for _, path, _ in READERS[name](okr(empty_work.path / "teams/shop", "validate", "--format", name).out)
        }
        assert paths
        assert all(path.startswith("teams/shop/okrs/") for path in paths), name


def test_auto_is_github_in_its_actions_and_full_elsewhere(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    write(tmp_path, WORKSPACE)
    full = okr(tmp_path, "validate").out
    assert full == okr(tmp_path, "validate", "--format", "full").out
    monkeypatch.setenv("GITHUB_ACTIONS", "true")
    assert okr(tmp_path, "validate").out == okr(tmp_path, "validate", "--format", "github").out != full
    assert okr(tmp_path, "validate", "--json").out.startswith("{")


def test_the_summary_of_the_job_is_added_to(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    write(tmp_path / "w", WORKSPACE)
    page = tmp_path / "summary.md"
    page.write_text("before\n")
    monkeypatch.setenv("GITHUB_STEP_SUMMARY", str(page))
    assert okr(tmp_path / "w", "validate").code == 1
    assert page.read_text() == "before\n"
    okr(tmp_path / "w", "validate", "--format", "github")
    assert page.read_text("utf-8").startswith("before\n### OKRs\n")
    monkeypatch.setenv("GITHUB_STEP_SUMMARY", str(tmp_path))
    answer = okr(tmp_path / "w", "validate", "--format", "github")
    assert answer.code == 1
    assert "warning" in answer.err


@pytest.mark.parametrize("name", READERS)
def test_a_report_in_a_file_is_the_one_that_is_printed(tmp_path: Path, name: str) -> None:
    write(tmp_path / "w", WORKSPACE)
    printed = okr(tmp_path / "w", "validate", "--format", name)
    assert okr(tmp_path / "w", "validate", "--format", name, "-o", "-").out == printed.out
    place = tmp_path / "report"
    answer = okr(tmp_path / "w", "--color", "always", "validate", "--format", name, "-o", str(place))
    assert (answer.code, answer.out) == (1, "")
    assert place.read_text("utf-8") == printed.out


def test_a_report_that_cannot_be_written_is_refused_in_one_line(tmp_path: Path) -> None:
    write(tmp_path, WORKSPACE)
    for place in ("nowhere/report", ".", "okrs.yaml/x"):
        answer = okr(tmp_path, "validate", "-o", place)
        assert answer.code == 3, place
        assert "cannot be written" in answer.err
    assert okr(tmp_path, "validate", "-o", "/dev/null").code == 1
    assert Path("/dev/null").is_char_device()


@pytest.mark.parametrize("name", READERS)
def test_hostile_files_do_no_harm_in_any_format(tmp_path: Path, name: str) -> None:
    plan = "cycle: 2026-Q4\nobjectives:\n  - {{id: o{}, title: x, owner: {}}}\n"
    files: dict[str, str | bytes] = {
        f"okrs/2026-Q4/{position}.yaml": plan.format(position, json.dumps(text))
        for position, text in enumerate(HOSTILE[:-3])
    }
    files["okrs/2026-Q4/we%0A::error::ird,=.yaml"] = "- x\n"
    files["okrs/2026-Q4/\x1b[31m.yaml"] = b"\xff\xfe"
    write(tmp_path, files)
    before = snapshot(tmp_path)
    answer = okr(tmp_path, "validate", "--format", name)
    assert answer.code == 1
    assert not acts(answer.out.rstrip("\n"))
    assert sum(READERS[name](answer.out).values()) >= 5
    assert snapshot(tmp_path) == before


def test_an_empty_report_is_a_report(tmp_path: Path) -> None:
    write(tmp_path, {"okrs.yaml": "{}\n"})
    outs = {name: okr(tmp_path, "validate", "--format", name) for name in READERS}
    assert {answer.code for answer in outs.values()} == {0}
    assert outs["concise"].out == outs["github"].out == ""
    assert json.loads(outs["gitlab"].out) == []
    assert 'testcase name="valid" classname="okrs.yaml"' in outs["junit"].out
    assert counts_text([]) == ""
