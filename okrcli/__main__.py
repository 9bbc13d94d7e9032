"""The start of the program. `okr --version` prints here, before the other modules are imported."""

from __future__ import annotations

import sys

from okrcli import __version__

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence

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
    sys.exit(answer(sys.argv[1:]))


def answer(words: Sequence[str]) -> int:
    """Print what an earlier run of the same command has printed, if nothing has changed since; else run it."""
    from okrcli.cli.kept_commands import kept_in

    if (folder := kept_in(words)) is None:
        from okrcli.cli.app import run

        return run(words)
    from okrcli.cli.kept_answers import kept_answer, question_of, run_and_keep

    try:
        question = question_of(words, folder)
        if question and (known := kept_answer(question)):
            return known.print()
    except KeyboardInterrupt:
        return 130  # errors.Exit.INTERRUPTED
    except OSError as error:
        return _report(error)
    from okrcli.cli.app import run

    return run_and_keep(question, lambda: run(words)) if question else run(words)


def _print(text: str) -> int:
    """Print a text and return the exit code, of a pipe whose reader went away and of a full disk as well."""
    try:
        sys.stdout.write(text)
        sys.stdout.flush()
    except OSError as error:
        return _report(error)
    return 0


def _report(error: OSError) -> int:
    """Report that something cannot be printed, and return the exit code."""
    sys.stdout = None  # it is not tried again when the process ends
    if isinstance(error, BrokenPipeError):
        return 141  # errors.Exit.PIPE_CLOSED
    sys.stderr.write(f"error: the system: {(error.strerror or str(error)).lower()}\n")
    return 3


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
