"""A baseline: the findings that are known already, so that only new ones are reported.

It holds fingerprints, one for each finding, which do not depend on lines and files. The other fields are for people who
read its diff. Nothing here opens a file.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable, Sequence

from okrcli.diagnostics import CODES, Finding, fingerprint
from okrcli.errors import RefusedError
from okrcli.workspace.workspace import Workspace


def is_allowed(finding: Finding) -> bool:
    """True if a finding may be in a baseline: one that cannot be turned off has to be fixed."""
    return not CODES[finding.code].is_hard


def fingerprints_of(workspace: Workspace, findings: Iterable[Finding]) -> list[str]:
    """The fingerprint of each finding of a workspace. Equal findings have equal ones."""
    return [fingerprint(each, workspace.document(each.place.path).line(each.place.line)) for each in findings]


def written(workspace: Workspace, findings: Iterable[Finding]) -> str:
    """The baseline of these findings as JSON, one on each line, so that its diff can be read."""
    rows, allowed = [], [*filter(is_allowed, findings)]
    for finding, print_of in zip(allowed, fingerprints_of(workspace, allowed), strict=True):
        row = {"path": finding.place.path, "code": finding.code, "message": finding.message, "fingerprint": print_of}
        rows.append(json.dumps(row, ensure_ascii=True))
    listed = ",\n    ".join(sorted(rows))
    body = f"\n    {listed}\n  " if rows else ""
    return f'{{\n  "schema_version": 1,\n  "kind": "baseline",\n  "findings": [{body}]\n}}\n'


def read(text: str, name: str) -> Counter[str]:
    """The fingerprints of a baseline with their counts. Raises RefusedError where the text is no baseline."""
    return Counter(print_of for print_of, _ in entries(text, name))


def entries(text: str, name: str) -> list[tuple[str, str]]:
    """The fingerprint of each finding of a baseline, and the finding as people read it: code, place and message.

    Only the fingerprint counts; the other fields may be missing. Raises RefusedError where the text is no baseline.
    """
    try:
        document = json.loads(text)
        if document["kind"] != "baseline" or document["schema_version"] != 1:
            raise KeyError
        return [(str(row["fingerprint"]), _title(row)) for row in document["findings"]]
    except (ValueError, KeyError, TypeError, RecursionError):
        hint = "write one: okr validate --write-baseline FILE"
        raise RefusedError(f"{name} is not a baseline", hint) from None


def _title(row: dict[str, object]) -> str:
    if "message" not in row:
        return "a finding that the file does not describe"
    return f"{row.get('code', 'finding')} {row.get('path', '')}: {row['message']}"


def without_known(workspace: Workspace, findings: Sequence[Finding], known: Counter[str]) -> tuple[list[Finding], int]:
    """The findings that are not in a baseline, and how many of its entries are no longer found."""
    left, new = Counter(known), []
    for finding, print_of in zip(findings, fingerprints_of(workspace, findings), strict=True):
        if is_allowed(finding) and left[print_of] > 0:
            left[print_of] -= 1
        else:
            new.append(finding)
    return new, left.total()
