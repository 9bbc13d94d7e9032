"""The careful reading of a file: all findings about its syntax, with positions."""

from __future__ import annotations

from typing import Final

from okrcli.diagnostics import Finding, Position, code
from okrcli.yaml import source as yamltext
from okrcli.yaml import syntax_errors, syntax_findings
from okrcli.yaml.conflict_markers import conflicts
from okrcli.yaml.forbidden_signs import forbidden_signs
from okrcli.yaml.limits import MAX_BYTES, TOO_LARGE
from okrcli.yaml.nodes import KEY_NOT_TEXT, Tree
from okrcli.yaml.parser import signs_of, steps
from okrcli.yaml.source import YamlText
from okrcli.yaml.syntax_findings import SyntaxDiagnosis

MORE = code(
    "OKR019",
    "more-findings",
    "The file has more than a hundred problems in its syntax. The rest is shown when these are corrected.",
    bad="a file in which each of 150 lines has a control character",
    good="`title: Grow leads`",
)


MAX_SLIPS: Final = 20
MAX_CORRECTED: Final = 1 << 16
"""Characters of a file in which reading goes on after a syntax error, as if the quotes of the hint were there."""
MAX_TRIED: Final = 1 << 20
"""Characters that are read once more to try corrections of a syntax error."""


def examine(raw: bytes, path: str, max_bytes: int = MAX_BYTES) -> list[Finding]:
    """All findings about the syntax of a file, in order of position; at most a hundred."""
    if len(raw) > max_bytes:
        message = f"the file is larger than {max_bytes >> 20} MiB"
        return [TOO_LARGE.at(Position(path), message, "split it by cycle or team")]
    source, findings = yamltext.decoded(raw, path)
    findings = findings or conflicts(source)
    if findings:
        return yamltext.in_order(findings, MORE)
    unfit = yamltext.unfit_characters(source)
    tree, slips = _read_on(tree_of(source.without_unfit() if unfit else source))
    signs = iter(()) if tree.is_too_large else signs_of(tree.source.text)
    findings = forbidden_signs(tree, signs) + unfit
    key_lines = {finding.place.line for finding in findings if finding.code == syntax_findings.EXPLICIT_KEY.number}
    findings += [f for f in tree.findings if f.code != KEY_NOT_TEXT.number or f.place.line not in key_lines]
    if not unfit:  # a refused character may be the cause of the error
        positions = {finding.place[:3] for finding in findings}
        findings += [slip for slip in slips if slip.place[:3] not in positions]
    return yamltext.in_order(findings or tree.root_findings(), MORE)


def tree_of(source: YamlText) -> Tree:
    """The values of a text with their positions, as far as it can be read."""
    return Tree(source, steps(source.text))


def _read_on(tree: Tree) -> tuple[Tree, list[Finding]]:
    """The findings about syntax errors. Where the hint would correct an error, reading goes on after it."""
    slips: list[Finding] = []
    original, attempt = tree.source, _attempts()
    while tree.trouble:
        slip = syntax_errors.explain(tree.source, tree.trouble, attempt)
        line_number = slip.finding.place.line - 1
        if len(tree.source.line(line_number)) > len(original.line(line_number)):
            break  # the line was corrected, so this would be about our own quotes
        slips += (slip.finding, *slip.more)
        if len(slips) >= MAX_SLIPS or len(tree.source.text) > MAX_CORRECTED:
            break
        if slip.corrected:
            tree = tree_of(slip.corrected)
            continue
        if slip.quote is None:
            break
        (number, start), width = slip.quote
        line = tree.source.line(number)
        rest = line[start + width :].lstrip()
        if rest and rest[0] != "#":
            break  # the columns of what follows would be wrong
        text = syntax_findings.quoted(line[start : start + width])
        corrected = tree_of(tree.source.with_lines(number, [line[:start] + text + line[start + width :]]))
        if corrected.trouble and (corrected.trouble.at.line <= number or corrected.trouble.began.line == number):
            break
        tree = corrected
    return tree, slips


def _attempts() -> syntax_findings.Attempt:
    """A function that reads changed texts, up to a limit of characters in all."""
    left = MAX_TRIED

    def attempt(source: YamlText) -> SyntaxDiagnosis | None:
        nonlocal left
        left -= len(source.text)
        if left < 0:
            return None
        tree = tree_of(source)
        trouble = tree.trouble
        at = None if trouble is None else trouble.began if "scanning" in trouble.context else trouble.at
        return SyntaxDiagnosis(trouble.problem if trouble else "", at, tree.findings)

    return attempt
