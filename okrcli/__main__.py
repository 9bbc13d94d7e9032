"""The start of the program. `okr --version` prints here, before the other modules are imported."""

from __future__ import annotations

import sys

from okrcli import __version__

NOT_ON_WINDOWS = "error: okr does not run on Windows itself: run it in WSL (https://learn.microsoft.com/windows/wsl)"


def main() -> None:
    """Run `okr` with the arguments of this process, and end the process with its exit code."""
    if sys.platform == "win32":
        sys.stderr.write(f"{NOT_ON_WINDOWS}\n")
        sys.exit(3)  # errors.Exit.REFUSED
    if sys.argv[1:] in (["--version"], ["-V"]):
        sys.exit(_print(f"okr {__version__}\n"))
    if sys.argv[1:2] == ["__names"]:
        sys.exit(_print(_names()))
    from okrcli.cli.app import run

    sys.exit(run(sys.argv[1:]))


def _print(text: str) -> int:
    """Print a text and return the exit code, of a pipe whose reader went away and of a full disk as well."""
    try:
        sys.stdout.write(text)
        sys.stdout.flush()
    except OSError as error:
        sys.stdout = None  # what could not be printed is not tried again when the process ends
        if isinstance(error, BrokenPipeError):
            return 141  # errors.Exit.PIPE_CLOSED
        sys.stderr.write(f"error: the system: {(error.strerror or str(error)).lower()}\n")
        return 3
    return 0


def _names() -> str:
    """The ids that begin with the next argument, one a line, for the completion scripts of shells."""
    from pathlib import Path

    from okrcli.workspace.completion_ids import names

    begin = sys.argv[2] if len(sys.argv) > 2 else ""
    return "".join(f"{name}\n" for name in names(Path()) if name.startswith(begin))


if __name__ == "__main__":
    main()
