"""What makes a finding the same finding after lines have moved: its fingerprint."""

from __future__ import annotations

import re
from hashlib import sha256

from okrcli.diagnostics import Diagnostic

_LINE_NUMBER = re.compile(r":\d+(?=\)|$)")


def fingerprint(diagnostic: Diagnostic, excerpt_line: str) -> str:
    """32 hexadecimal digits from the file, the code, the message and the source line; line numbers play no part.

    Two findings that are alike in all of these have the same fingerprint: tell them apart by counting them.
    """
    message = _LINE_NUMBER.sub("", diagnostic.message)
    parts = (diagnostic.place.path, diagnostic.code, message, " ".join(excerpt_line.split()))
    return sha256("\0".join(parts).encode("utf-8", "backslashreplace")).hexdigest()[:32]
