"""What stays the same of a finding when the lines above it change."""

from __future__ import annotations

import hashlib

from okrcli.diagnostics import Diagnostic


def fingerprint(diagnostic: Diagnostic, excerpt_line: str) -> str:
    """The fingerprint of a finding: its file, its code and the text of its line, never the number of that line."""
    parts = (diagnostic.place.path, diagnostic.code, " ".join(excerpt_line.split()))
    return hashlib.sha256("\0".join(parts).encode("utf-8", "surrogateescape")).hexdigest()[:32]
