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
    if sys.argv[1:2] == ["__complete"]:
        sys.exit(_print(_completions()))
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


def _completions() -> str:
    """The candidates for the completion script of a shell; none where they cannot be found, and never a message."""
    import gc

    gc.disable()
    try:
        from okrcli.cli.completion import answer

        sys.stdout.reconfigure(encoding="utf-8", errors="replace")  # type: ignore[union-attr]
        return answer(sys.argv[2], sys.argv[3:])
    except Exception:
        return ""


if __name__ == "__main__":
    main()
