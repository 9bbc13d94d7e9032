"""The difference between two texts of a file, as `git diff` would show it."""

from __future__ import annotations

from difflib import unified_diff

from okrcli.render.terminal import streams
from okrcli.sanitize import visible

_STYLES = {"+": "green", "-": "red", "@": "cyan"}


def print_difference(path: str, before: bytes | None, after: bytes | None) -> None:
    """Print it with three lines around each change; colour marks what comes and what goes."""
    for line in difference(path, before, after):
        style = "bold" if line.startswith(("+++", "---")) else _STYLES.get(line[:1], "")
        streams.echo(streams.styled(visible(line), style) if style else visible(line))


def difference(path: str, before: bytes | None, after: bytes | None) -> list[str]:
    """The lines of a unified diff; a file that is not there has the name /dev/null."""
    old, new = (_lines(content) for content in (before, after))
    names = ("/dev/null" if before is None else f"a/{path}", "/dev/null" if after is None else f"b/{path}")
    return [line.rstrip("\r\n") for line in unified_diff(old, new, *names, lineterm="")]


def _lines(content: bytes | None) -> list[str]:
    text = (content or b"").decode("utf-8", "surrogateescape")
    return text.removesuffix("\n").split("\n") if text else []
