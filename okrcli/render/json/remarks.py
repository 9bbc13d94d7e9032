"""What was asked about a line that stands in no file, for programs: JSON Lines."""

from __future__ import annotations

import json
from collections.abc import Sequence

from okrcli.diagnostics import CODES, Finding


def as_json_line(text: str, kind: str, language: str, remarks: Sequence[Finding]) -> str:
    """One line with what there is to ask about one text, a document of kind `remarks`."""
    document = {
        "schema_version": 1,
        "kind": "remarks",
        "text": text,
        "text_kind": kind,
        "language": language,
        "remarks": [
            {
                "code": found.code,
                "name": CODES[found.code].name,
                "severity": str(found.severity),
                "question": found.message,
                "suggestion": found.hint,
            }
            for found in remarks
        ],
    }
    return json.dumps(document, ensure_ascii=False, allow_nan=False)
