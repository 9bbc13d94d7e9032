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
        sys.exit(_print_version())
    if sys.argv[1:2] == ["__names"]:
        _print_names()
        sys.exit(0)
    from okrcli.cli.app import run

    sys.exit(run(sys.argv[1:]))


def _print_version() -> int:
    try:
        sys.stdout.write(f"okr {__version__}\n")
        sys.stdout.flush()
    except OSError as error:
        sys.stderr.write(f"error: the system: {(error.strerror or str(error)).lower()}\n")
        sys.stdout = None  # what could not be printed is not tried again when the process ends
        return 3
    return 0


def _print_names() -> None:
    """Print the ids that begin with the next argument, one a line, for the completion scripts of shells."""
    from pathlib import Path

    from okrcli.workspace.completion_ids import names

    begin = sys.argv[2] if len(sys.argv) > 2 else ""
    sys.stdout.write("".join(f"{name}\n" for name in names(Path()) if name.startswith(begin)))


if __name__ == "__main__":
    main()
