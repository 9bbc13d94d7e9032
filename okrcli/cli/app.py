"""The app: the table of commands, the options before a command, and the handlers of all errors."""

from __future__ import annotations

import gc
import os
import re
import sys
from collections.abc import Callable, Sequence
from functools import cache
from pathlib import Path
from typing import Annotated, Any

import typer

from okrcli import __version__, commandline, progress
from okrcli.cache.database import turn_off
from okrcli.cli.command import NEGATIVE_MARK, Command
from okrcli.cli.command_table import COMMANDS, command_of
from okrcli.cli.context import Invocation
from okrcli.cli.help import Help, print_all_commands, print_exit_codes
from okrcli.cli.unknown_commands import command_hint, option_hint
from okrcli.errors import AmbiguousNameError, Exit, OkrError, PipeClosed, RefusedError, UsageError, completed
from okrcli.git.environment import clean_environment, set_aside
from okrcli.render.terminal import pager, streams
from okrcli.render.terminal.progress import ProgressLine, has_place_for_progress
from okrcli.urls import ISSUES


def app_of(names: Sequence[str] = COMMANDS) -> typer.Typer:
    """An app with these commands only. A run needs one command, and registering all takes a tenth of the start."""
    app = typer.Typer(
        name="okr",
        cls=Help,
        add_completion=False,
        rich_markup_mode=None,
        pretty_exceptions_enable=False,
        context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100},
    )
    app.callback(invoke_without_command=True)(before)
    for name in names:
        command = command_of(name)
        if isinstance(command, typer.Typer):
            app.add_typer(command, name=name)
        else:
            app.command(name=name, cls=Command)(command)
    return app


@cache
def program_of(names: tuple[str, ...]) -> Any:
    """The command object of this app. Typer needs milliseconds to build it, once for many runs in one process."""
    return typer.main.get_command(app_of(names))


def before(
    ctx: typer.Context,
    folder: Annotated[Path, typer.Option("-C", metavar="DIR", help="Run as if started in the folder DIR.")] = Path(),
    color: Annotated[str, typer.Option("--color", metavar="WHEN", help="auto (default), always or never.")] = "auto",
    flat: Annotated[bool, typer.Option("--flat", help="Text line by line, for a screen reader.")] = False,
    no_pager: Annotated[bool, typer.Option("--no-pager", help="Print a long text without a pager.")] = False,
    no_input: Annotated[bool, typer.Option("--no-input", help="Never ask; fail if an answer is missing.")] = False,
    no_cache: Annotated[
        bool, typer.Option("--no-cache", help="Compute everything again, and keep nothing for later runs.")
    ] = False,
    debug: Annotated[bool, typer.Option("--debug", help="Show the traceback of a crash.")] = False,
    version: Annotated[bool, typer.Option("--version", "-V", help="Print the version and stop.")] = False,
) -> int:
    """Objectives and key results as files in git. Without a command: your items."""
    if color not in ("auto", "always", "never"):
        raise UsageError(f"`--color {color}`: write auto, always or never")
    streams.use_color(color)  # type: ignore[arg-type]
    streams.use_flat(flat)
    pager.use_pager("" if no_pager else _chosen_pager())
    turn_off(no_cache)
    if debug:
        os.environ["OKR_DEBUG"] = "1"
    commandline.use_folder(str(folder))
    if has_place_for_progress():
        progress.show_on(ProgressLine())
    ctx.obj = Invocation(folder, may_ask=not no_input and streams.is_interactive())
    if version:
        streams.echo(f"okr {__version__}")
        return Exit.OK
    if ctx.invoked_subcommand is None:
        from okrcli.cli.commands.home import home

        return home(ctx)
    return Exit.OK


def _chosen_pager() -> str:
    """The pager as git chooses it: GIT_PAGER, else PAGER, else `less`. A variable that is empty means none."""
    chosen = (set_aside("GIT_PAGER"), os.environ.get("PAGER"), "less")
    return next(command for command in chosen if command is not None)


def run(arguments: Sequence[str]) -> int:
    """Run the program with these arguments and return its exit code. Errors that a user can cause show no traceback."""
    gc.disable()
    completed.clear()
    streams.prepare_streams()
    clean_environment(os.environ)
    try:
        code = _run_command(arguments)
        sys.stdout.flush()
        return code
    except (BrokenPipeError, PipeClosed):
        _forget_output()
        return Exit.PIPE_CLOSED
    except OSError as error:
        _forget_output()
        return _report_os_error(error)
    finally:
        progress.end()
        commandline.forget()


def _forget_output() -> None:
    """Discard output that could not be printed, so that Python does not try again when the process ends."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


def _run_command(arguments: Sequence[str]) -> int:
    try:
        if (asked := _topic(arguments)) is not None:
            return asked()
        words = _with_safe_numbers(arguments)
        result = _result_of(words)
        return _report_interruption(result if isinstance(result, int) else 0)
    except typer.TyperException as error:
        return _report_usage_error(error)
    except OkrError as error:
        if isinstance(error, RefusedError):
            from okrcli.git.conflicts import explained_by_conflict

            error = explained_by_conflict(Path(commandline.folder()), error)
        streams.error(error.message, *error.hints)
        return error.exit_code
    except (KeyboardInterrupt, EOFError, typer.Abort):
        return _report_interruption(Exit.INTERRUPTED)
    except (BrokenPipeError, PipeClosed):
        raise
    except SystemExit as end:  # Typer ends the process itself when the reader of its help went away
        raise PipeClosed from end
    except OSError as error:
        return _report_os_error(error)
    except Exception as error:
        return _report_crash(error)


def _result_of(words: list[str]) -> object:
    """The result of the command. Where a name fits several items, a person chooses one, and the command runs again."""
    while True:
        try:
            return program_of(_commands_to_load(words))(args=words, prog_name="okr", standalone_mode=False)
        except AmbiguousNameError as ambiguous:
            from okrcli.cli.choices import with_chosen_name

            words = with_chosen_name(words, ambiguous)


def _report_os_error(error: OSError) -> int:
    """Print the error of the system, and return the exit code: 0 if the command had written its changes already."""
    reason = f"{error.filename or 'the system'}: {(error.strerror or str(error)).lower()}"
    if completed:
        hint = "okr log shows it; do not run the command again"
        streams.error(f"the output is incomplete ({reason}), but {'; '.join(completed)}", hint, severity="warning")
        return Exit.OK
    streams.error(reason)
    return Exit.REFUSED


def _report_interruption(code: int) -> int:
    if code == Exit.INTERRUPTED:
        streams.echo_err(
            f"\ninterrupted, but {'; '.join(completed)}" if completed else "\ninterrupted, nothing was written"
        )
    return code


def _from_command(words: Sequence[str]) -> Sequence[str]:
    """The words from the command on, without the options before it."""
    position = 0
    while position < len(words) and words[position].startswith("-"):
        position += 2 if words[position] in ("-C", "--color") else 1
    return words[position:]


def _topic(arguments: Sequence[str]) -> Callable[[], int] | None:
    """The page of `okr help` that is asked for; None for anything else, such as the help of one command."""
    pages = {("help",): print_all_commands, ("help", "all"): print_all_commands}
    return {**pages, ("help", "exit-codes"): print_exit_codes}.get(tuple(_from_command(arguments)))


def _commands_to_load(words: Sequence[str]) -> tuple[str, ...]:
    """The command that the words name; none if they name none."""
    return tuple(name for name in _from_command(words)[:1] if name in COMMANDS)


def _with_safe_numbers(arguments: Sequence[str]) -> list[str]:
    """The arguments, with `help CMD` as `CMD --help`, and with line ends as files have them.

    `-5` as the line of a check-in is marked, so that it is not read as an option.
    """
    words = [word.replace("\r\n", "\n") for word in arguments]
    named = _from_command(words)
    if named[:1] == ["help"]:
        return [*words[: len(words) - len(named)], *named[1:], "--help"]
    if "checkin" in words:
        first = words.index("checkin") + 1
        for position in range(first, len(words)):
            if _NEGATIVE.match(words[position]) and not _TAKES_VALUE.fullmatch(words[position - 1]):
                words[position] = NEGATIVE_MARK + words[position]
    return words


_NEGATIVE = re.compile(r"-\.?[0-9]")
_TAKES_VALUE = re.compile(r"--|-[a-z]*[cm]|--(confidence|note|blocker|status|win|date|by|cycle|from)")
"""Words after which `-5` is the value of an option, not a check-in value; after `--` nothing is an option."""


def _report_usage_error(error: typer.TyperException) -> int:
    """Print an error of the command line in the style of okr, with the help to read."""
    if isinstance(error, typer.BadParameter) and (errors := getattr(error.__cause__, "errors", None)):
        error.message = f"{errors()[0]['input']!r} is not a whole number"  # else it would be pydantic's sentence
    message = error.format_message().rstrip(".")
    ctx = getattr(error, "ctx", None)
    path = getattr(ctx, "command_path", "okr")
    hints = [f"{path} --help"]
    above = path.removeprefix("okr").strip()
    if unknown := re.match(r"No such command '([^']*)'", message):
        message = f"no such command `{unknown[1]}`"
        subcommands = list(getattr(getattr(ctx, "command", None), "commands", ())) if above else []
        hint, hints = command_hint(above, unknown[1], subcommands), [f"{path} --help" if above else "okr help"]
        hints[:0] = [hint] if hint else []
    if re.match(r"No such option: -(?![-a-zA-Z])", message):
        hints.insert(0, f'a text that begins with - goes after --: {path} … -- "- a text"')
    elif option := re.match(r"No such option: (-[-\w]+)", message):
        command = getattr(ctx, "command", None)
        known = {name for parameter in getattr(command, "params", ()) for name in parameter.opts}
        if hint := option_hint(above, option[1], known):
            message, hints = f"no such option: {option[1]}", [hint, *hints]
    streams.error(message[:1].lower() + message[1:], *hints)
    return Exit.USAGE


def _report_crash(error: Exception) -> int:
    if os.environ.get("OKR_DEBUG"):
        import traceback

        traceback.print_exc()
    streams.error(
        f"this is a bug in okr {__version__}: {type(error).__name__}: {error}",
        f"please report it with what you typed: {ISSUES}",
        "okr --debug … shows where it happened",
    )
    return Exit.BUG
