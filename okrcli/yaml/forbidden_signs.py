"""Findings about tokens that the format does not have: anchors, aliases, tags, directives, `?` keys and tabs."""

from __future__ import annotations

import re
from collections.abc import Iterator

from okrcli.diagnostics import Finding, code
from okrcli.yaml import syntax_findings
from okrcli.yaml.nodes import MERGE_KEY, Tree
from okrcli.yaml.parser import Sign, UnreadableError
from okrcli.yaml.source import MAX_FINDINGS, Mark, YamlText

ANCHOR = code(
    "OKR021",
    "anchor",
    "An anchor (`&name`) gives a value a name, to be used again elsewhere. Then a change in one place silently changes "
    "another, and a small file can grow to billions of values. Write the value out where it is needed; if the text "
    "begins with `&`, put it in quotes.",
    bad="`title: &grow Grow leads`",
    good="`title: Grow leads`",
)
ALIAS = code(
    "OKR022",
    "alias",
    "An alias (`*name`) repeats a value from another place, so that a reader of this line, or of its diff, "
    "cannot see the value. Write the value out; if the text begins with `*`, put it in quotes.",
    bad="`title: *grow`",
    good='`title: "*grow"`',
)
_LOOKS_LIKE_TEXT = re.compile(r"[&*?!]\s?\w[^\[\]{},:|>]*")
_BLANKS = re.compile(r"[ \t]+|#.*")


def forbidden_signs(tree: Tree, signs: Iterator[Sign]) -> list[Finding]:
    """Anchors, aliases, tags, directives, `?` keys and tabs, up to where the tree ends."""
    source, findings = tree.source, list[Finding]()
    merged = {finding.place.line for finding in tree.findings if finding.code == MERGE_KEY.number}
    has_tabs = "\t" in source.text
    anchors: set[str] = set()
    last_end = Mark(0, 0)
    try:
        for sign in signs:
            if (tree.stop and sign.start >= tree.stop) or len(findings) > MAX_FINDINGS:
                break
            if has_tabs:
                findings += _tabs_between(source, last_end, sign.start)
                last_end = sign.end
            if sign.kind != "other" and not (sign.kind == "alias" and sign.start.line + 1 in merged):
                findings.append(_forbidden(source, sign, anchors))
    except UnreadableError:
        pass  # the tree has met the same error and explains it
    return findings


def _tabs_between(source: YamlText, begin: Mark, until: Mark) -> Iterator[Finding]:
    """A tab between two tokens, unless it stands before a comment or at the end of a line."""
    for number in range(begin.line, min(until.line + 1, len(source.lines))):
        line = source.lines[number]
        first = begin.column if number == begin.line else 0
        last = until.column if number == until.line else len(line)
        for blanks in _BLANKS.finditer(line, first, last):
            if "\t" in blanks[0] and blanks[0][0] != "#" and line[blanks.end() : blanks.end() + 1] not in ("", "#"):
                yield syntax_findings.tab(source.place(Mark(number, line.index("\t", blanks.start()))))


def _forbidden(source: YamlText, sign: Sign, anchors: set[str]) -> Finding:
    position = source.span(sign.start, sign.end)
    text = source.line(sign.start.line)[sign.start.column :].split(" #")[0].rstrip()
    name = f" (`{sign.value}`)" if len(sign.value) <= syntax_findings.MAX_SHOWN else ""
    in_quotes = f", or {syntax_findings.quotes_hint(text)}" if _LOOKS_LIKE_TEXT.fullmatch(text) else ""
    if sign.kind == "directive":
        return syntax_findings.directive(source, sign.start.line)
    if sign.kind == "key":
        return syntax_findings.EXPLICIT_KEY.at(position, "`?` keys are not allowed", f"write `key: value`{in_quotes}")
    if sign.kind == "tag":
        return syntax_findings.TAG.at(position, "tags are not allowed", f"delete it{in_quotes}")
    if sign.kind == "anchor":
        anchors.add(sign.value[1:])
        hint = f"write the value out where it is needed{in_quotes if ' ' in text else ''}"
        return ANCHOR.at(position, f"anchors{name} are not allowed", hint)
    hint = f"write the value out here{'' if sign.value[1:] in anchors else in_quotes}"
    return ALIAS.at(position, f"aliases{name} are not allowed", hint)
