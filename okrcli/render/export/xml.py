"""Texts in the XML formats (JUnit and SVG)."""

from __future__ import annotations

import re

from okrcli.sanitize import visible


def xml_text(text: str) -> str:
    """The text on one line, without characters that XML 1.0 cannot hold: `\\ufffe` is written out as six characters.

    The characters `&`, `<` and `>` stay: the library that writes the document escapes them.
    """
    return re.sub("[\ufffe\uffff]", lambda match: f"\\u{ord(match[0]):04x}", visible(text))
