"""Standard output and standard error: their encoding, colours and width.

All text that comes from files, git or the command line passes through `sanitize.visible` before it is printed.
"""

from __future__ import annotations

import os
import sys
from typing import TYPE_CHECKING, Final, Literal, TextIO

from okrcli import progress
from okrcli.commandline import runnable
from okrcli.errors import PipeClosed
from okrcli.sanitize import ascii_json, visible, visible_in_json

if TYPE_CHECKING:
    from okrcli.render.json.view import View

Color = Literal["auto", "always", "never"]

_SGR: Final = {"red": "31", "green": "32", "yellow": "33", "blue": "34", "bold": "1", "dim": "2", "cyan": "36"}

_ASCII: Final = str.maketrans("━─│✓●▲■○·–→…×▼≥⏎“”├└↻⇢┄⋅╌┊╮╯┤┬▸✗÷−≤‖", '#-|v*!X.---.xv>.""|`@>=.~:\\/|+>x/-<=')
"""Our own signs for a stream that has ASCII only; letters of data it escapes itself."""

color_choice: Color = "auto"
"""The answer to `--color`. Set by `use_color` alone, once a run."""


is_flat_chosen: bool = False
"""True after `--flat`. Set by `use_flat` alone, once a run."""


def use_color(choice: Color) -> None:
    """Colour the output of this run always, never, or where the stream is a terminal (`auto`)."""
    global color_choice
    color_choice = choice


def use_flat(chosen: bool) -> None:
    """Write text line by line in this run, as OKR_FLAT=1 does in every one."""
    global is_flat_chosen
    is_flat_chosen = chosen


def has_color(stream: TextIO) -> bool:
    """True if this stream has colour. Decided by the option, NO_COLOR, FORCE_COLOR, TERM, and last by the terminal."""
    if color_choice != "auto":
        return color_choice == "always"
    if os.environ.get("NO_COLOR"):
        return False
    if any(os.environ.get(name) not in (None, "", "0") for name in ("FORCE_COLOR", "CLICOLOR_FORCE")):
        return True
    if os.environ.get("TERM") == "dumb" or os.environ.get("CLICOLOR") == "0":
        return False
    return stream.isatty()


def styled(text: str, styles: str, stream: TextIO | None = None) -> str:
    """The text in these styles (`"bold red"`) where its stream has colour; the plain text elsewhere."""
    if not has_color(stream or sys.stdout):
        return text
    return f"\x1b[{';'.join(_SGR[style] for style in styles.split())}m{text}\x1b[0m"


def echo(text: str = "") -> None:
    """A line of data, to standard output."""
    _write(sys.stdout, text)


def echo_json(text: str) -> None:
    """A JSON document, to standard output: it stays JSON in every encoding, and commands no terminal."""
    _write(sys.stdout, visible_in_json(text) if has_unicode() else ascii_json(text))


def print_json(view: View, indent: int | None = 2) -> None:
    """A JSON document, to standard output; without an indent on one line."""
    from okrcli.render.json.view import as_json

    echo_json(as_json(view, indent))


def echo_exactly(text: str) -> None:
    """A file for other programs, to standard output: in UTF-8 whatever the terminal has, with its own line ends."""
    progress.end()
    try:
        sys.stdout.flush()
        sys.stdout.buffer.write(text.encode("utf-8", "backslashreplace"))
    except BrokenPipeError:
        raise PipeClosed from None


def echo_err(text: str = "") -> None:
    """A line about the run (progress, warning, hint), to standard error, after all that was printed before."""
    try:
        sys.stdout.flush()
    except BrokenPipeError:
        raise PipeClosed from None
    _write(sys.stderr, text)


def error(message: str, *hints: str, severity: str = "error") -> None:
    """An error or warning about the run with what can be done about it, to standard error."""
    color = "bold red" if severity == "error" else "bold yellow"
    first, *rest = message.splitlines() or [""]
    echo_err(f"{styled(severity, color, sys.stderr)}: {visible(first)}")
    for line in rest:
        echo_err(f"  {visible(line)}")
    for hint in hints:
        echo_err(f"{styled('help', 'bold', sys.stderr)}: {visible(runnable(hint))}")


def print_next(text: str) -> None:
    """The command to run next, with the folder and the cycle of this run, to standard output."""
    echo(styled(f"next: {visible(runnable(text))}", "dim"))


def _write(stream: TextIO, text: str) -> None:
    progress.end()
    try:
        stream.write((text if has_unicode(stream) else text.translate(_ASCII)) + "\n")
    except BrokenPipeError:
        raise PipeClosed from None


def is_interactive() -> bool:
    """True if a question may be asked: both ends are a terminal, and this is no CI run."""
    return sys.stdin.isatty() and sys.stderr.isatty() and os.environ.get("CI", "") in ("", "0", "false")


def is_flat() -> bool:
    """True if the reader wants text line by line, as a screen reader does: `--flat`, or OKR_FLAT=1."""
    return is_flat_chosen or os.environ.get("OKR_FLAT", "") not in ("", "0")


def width(stream: TextIO | None = None) -> int | None:
    """The most cells of a line; None in a pipe, where nothing is cut."""
    stream = stream or sys.stdout
    columns = os.environ.get("COLUMNS", "")
    if columns.isascii() and columns.isdigit() and int(columns[:6]) > 0:
        return int(columns[:6])
    if not stream.isatty():
        return None
    try:
        return os.get_terminal_size(stream.fileno()).columns or 80
    except OSError:
        return 80


def has_unicode(stream: TextIO | None = None) -> bool:
    """True if the stream can carry more than ASCII."""
    encoding = (getattr(stream or sys.stdout, "encoding", None) or "ascii").lower().replace("-", "")
    return encoding.startswith("utf") or encoding in ("gb18030",)


def in_ascii(text: str) -> str:
    """The text with our own signs as ASCII where standard output has nothing else."""
    return text if has_unicode() else text.translate(_ASCII)


def prepare_streams() -> None:
    """Make both streams write what their encoding lacks as visible escapes instead of failing.

    A stream that was closed (`>&-`) takes everything and shows nothing.
    """
    for name, mode in (("stdin", "r"), ("stdout", "w"), ("stderr", "w")):
        if getattr(sys, name) is None:
            setattr(sys, name, open(os.devnull, mode, encoding="utf-8"))  # noqa: SIM115, PTH123
    for stream in (sys.stdout, sys.stderr):
        reconfigure = getattr(stream, "reconfigure", None)
        if reconfigure is not None:
            reconfigure(errors="backslashreplace")
