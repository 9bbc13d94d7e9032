"""Addresses of the project in the web."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from okrcli.diagnostics import Code

HOME: Final = "https://github.com/okrcli/okrcli"
ISSUES: Final = f"{HOME}/issues"
SCHEMAS: Final = "https://raw.githubusercontent.com/okrcli/okrcli/main/okrcli/schemas"


def modeline(kind: str) -> str:
    """The comment that tells an editor how to complete and check a file of this kind (`okrs`, `plan`)."""
    return f"# yaml-language-server: $schema={SCHEMAS}/{kind}.json"


def code_page(code: Code) -> str:
    """The page that explains a code."""
    return f"{HOME}/blob/main/docs/reference/codes.md#{code.number.lower()}-{code.name}"
