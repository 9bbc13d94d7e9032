"""A baseline: the findings that are known already, so that only new ones are reported.

It holds fingerprints, which do not depend on line numbers, one for each finding. The other fields in the file are for
people who read its diff. Nothing here opens a file.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Callable, Iterable

from okrcli.diagnostics import CODES, Finding, fingerprint
from okrcli.errors import RefusedError

LineOf = Callable[[str, int], str]
"""A line of a file by its path and number."""


def is_allowed(finding: Finding) -> bool:
    """Whether a finding may be in a baseline: one that cannot be turned off has to be fixed."""
    return not CODES[finding.code].is_hard


def written(found: Iterable[Finding], line_of: LineOf) -> str:
    """The baseline of these findings as JSON, one on each line, so that its diff can be read."""
    rows = []
    for diagnostic in filter(is_allowed, found):
        path, line, *_ = diagnostic.place
        print_of = fingerprint(diagnostic, line_of(path, line))
        row = {"path": path, "code": diagnostic.code, "message": diagnostic.message, "fingerprint": print_of}
        rows.append(json.dumps(row, ensure_ascii=True))
    listed = ",\n    ".join(sorted(rows))
    body = f"\n    {listed}\n  " if rows else ""
    return f'{{\n  "schema_version": 1,\n  "kind": "baseline",\n  "findings": [{body}]\n}}\n'


def read(text: str, name: str) -> Counter[str]:
    """The fingerprints of a baseline with their counts. Raises RefusedError where the text is no baseline."""
    try:
        document = json.loads(text)
        if document["kind"] != "baseline" or document["schema_version"] != 1:
            raise KeyError
        return Counter(str(row["fingerprint"]) for row in document["findings"])
    except (ValueError, KeyError, TypeError, RecursionError):
        hint = "write one: okr validate --write-baseline FILE"
        raise RefusedError(f"{name} is not a baseline", hint) from None


def without_known(found: Iterable[Finding], line_of: LineOf, known: Counter[str]) -> tuple[list[Finding], int]:
    """The findings that are not in a baseline, and how many of its entries are no longer found."""
    left, new = Counter(known), []
    for diagnostic in found:
        if is_allowed(diagnostic):
            path, line, *_ = diagnostic.place
            print_of = fingerprint(diagnostic, line_of(path, line))
            if left[print_of] > 0:
                left[print_of] -= 1
                continue
        new.append(diagnostic)
    return new, left.total()
