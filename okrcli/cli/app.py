"""The app: the table of commands, the options before a command, and the handlers of all errors."""

from __future__ import annotations

import builtins
import gc
import os
import re
import sys
from collections.abc import Sequence
from importlib import import_module
from pathlib import Path
from typing import Annotated, Any, Final

import typer
from typer.core import TyperGroup

from okrcli import __version__, commandline
from okrcli.cli.command import Command, refuse_empty_values
from okrcli.cli.context import Invocation
from okrcli.errors import AmbiguousNameError, Exit, OkrError, PipeClosed, RefusedError, UsageError, completed
from okrcli.git.process import clean_environment
from okrcli.render.terminal import streams
from okrcli.urls import ISSUES

SECTIONS: Final = {
    "Every week": ("checkin", "status", "due", "show", "list", "tree", "trend", "explain"),
    "Meetings and reports": ("agenda", "remind", "report"),
    "Plan": (*("new", "add", "set", "edit", "done", "request", "move", "remove", "undo"),),
    "Check": ("validate", "lint", "fmt", "audit"),
    "History": ("log", "diff", "blame"),
    "Share": ("sync", "resolve", "merge-driver"),
    "Cycles": ("cycle",),
    "Set up": ("init", "setup", "demo"),
}
"""The headings of the help, each with its commands."""

COMMANDS: Final = tuple(name for names in SECTIONS.values() for name in names)
"""The commands in the order of the help. Each is a function of its name (`list_` for `list`), in the module of its
name.

A command with subcommands, such as `okr cycle list`, is an app of this name.
"""


class _Help(TyperGroup):
    """The list of commands under headings, each with the first line of its help."""

    def parse_args(self, ctx: Any, args: list[str]) -> list[str]:
        """Read the options before the command. Raises UsageError for one with an empty value."""
        refuse_empty_values(self, ctx, args)
        return super().parse_args(ctx, args)

    def format_commands(self, ctx: Any, formatter: Any) -> None:
        """Write a table for each heading, all with the same columns."""
        for heading, names in SECTIONS.items():
            with formatter.section(heading):
                formatter.write_dl([(f"{name:<12}", _summary(name)) for name in names])


def _summary(name: str) -> str:
    """The first line of the docstring of a command, read without registering the command."""
    command = command_of(name)
    before_words = command.registered_callback if isinstance(command, typer.Typer) else None
    text = before_words.callback.__doc__ if before_words and before_words.callback else command.__doc__
    return str(text).strip().split("\n")[0].rstrip(".")


def command_of(name: str) -> Any:
    """The function of a command, or its app if it has subcommands."""
    plain = name.replace("-", "_")
    function = f"{plain}_" if name in dir(builtins) else plain
    return getattr(import_module(f"okrcli.cli.commands.{plain}"), function)


def app_of(names: Sequence[str] = COMMANDS) -> typer.Typer:
    """An app with these commands only. A run needs one command, and registering all takes a tenth of the start."""
    app = typer.Typer(
        name="okr",
        cls=_Help,
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


def before(
    ctx: typer.Context,
    folder: Annotated[Path, typer.Option("-C", metavar="DIR", help="Run as if started in DIR.")] = Path(),
    color: Annotated[str, typer.Option("--color", metavar="WHEN", help="auto (default), always or never.")] = "auto",
    no_input: Annotated[bool, typer.Option("--no-input", help="Never ask; fail where an answer is missing.")] = False,
    debug: Annotated[bool, typer.Option("--debug", help="Show the traceback of a crash.")] = False,
    version: Annotated[bool, typer.Option("--version", "-V", help="Print the version and stop.")] = False,
) -> int:
    """Objectives and key results as plain files in git.

    Alone, in a workspace, it shows what is yours and what is due.

    \b
    okr init                     make a workspace here
    okr checkin                  check in all your key results, one after the other
    okr checkin mql 22 -c 7      check in one
    okr status                   where things stand
    okr validate                 is everything right in the files?
    """
    if color not in ("auto", "always", "never"):
        raise UsageError(f"`--color {color}`: write auto, always or never")
    streams.use_color(color)  # type: ignore[arg-type]
    if debug:
        os.environ["OKR_DEBUG"] = "1"
    commandline.use_folder(str(folder))
    ctx.obj = Invocation(folder, may_ask=not no_input and streams.is_interactive())
    if version:
        streams.echo(f"okr {__version__}")
        return Exit.OK
    if ctx.invoked_subcommand is None:
        from okrcli.cli.commands.home import home

        return home(ctx)
    return Exit.OK


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
        commandline.forget()


def _forget_output() -> None:
    """Discard output that could not be printed, so that Python does not try again when the process ends."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


def _run_command(arguments: Sequence[str]) -> int:
    try:
        if list(arguments[:2]) == ["help", "exit-codes"]:
            return _exit_codes()
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
            return app_of(_commands_to_load(words))(args=words, prog_name="okr", standalone_mode=False)
        except AmbiguousNameError as ambiguous:
            from okrcli.cli.choices import with_chosen_name

            words = with_chosen_name(words, ambiguous)


def _report_os_error(error: OSError) -> int:
    """Print the error of the system, and return the exit code: 0 if the command had written its changes already."""
    reason = f"{error.filename or 'the system'}: {(error.strerror or str(error)).lower()}"
    if completed:
        hint = "okr log shows it; do not run the command again"
        streams.error(f"the output is cut off ({reason}), but {'; '.join(completed)}", hint, severity="warning")
        return Exit.OK
    streams.error(reason)
    return Exit.REFUSED


def _report_interruption(code: int) -> int:
    if code == Exit.INTERRUPTED:
        streams.echo_err(
            f"\ninterrupted, but {'; '.join(completed)}" if completed else "\ninterrupted, nothing was written"
        )
    return code


def _commands_to_load(words: Sequence[str]) -> Sequence[str]:
    """The command that the words name; none if they name none, and all for a completion, which lists their options."""
    rest = iter(words)
    for word in rest:
        if word in ("-C", "--color"):
            next(rest, None)
        elif not word.startswith("-"):
            is_completion = word == "setup" and "completion" in words
            return COMMANDS if is_completion else [word] if word in COMMANDS else ()
    return ()


def _with_safe_numbers(arguments: Sequence[str]) -> list[str]:
    """The arguments, with `help CMD` as `CMD --help`, and with line ends as files have them.

    A negative check-in value becomes `=-5`, so that it is not read as an option.
    """
    words = [word.replace("\r\n", "\n") for word in arguments]
    if words[:1] == ["help"]:
        return [*words[1:], "--help"]
    if "checkin" in words:
        first = words.index("checkin") + 1
        for position in range(first, len(words)):
            if _NEGATIVE.match(words[position]) and not _TAKES_VALUE.fullmatch(words[position - 1]):
                words[position] = "=" + words[position]
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
    if unknown := re.match(r"No such command '([^']*)'", message):
        message = f"no such command `{unknown[1]}`"
        inner = list(getattr(getattr(ctx, "command", None), "commands", ())) if path != "okr" else []
        hints = [*_suggestions(unknown[1], inner or COMMANDS), f"{path} --help"]
    if re.match(r"No such option: -(?![-a-zA-Z])", message):
        hints.insert(0, f'a text that begins with - goes after --: {path} … -- "- a text"')
    streams.error(message[:1].lower() + message[1:], *hints)
    return Exit.USAGE


_COMMANDS_OF_OTHER_TOOLS: Final = {
    **dict.fromkeys(("create",), "okr new, or okr add"),
    **dict.fromkeys(("change", "update-field"), "okr set"),
    **dict.fromkeys(("delete", "rm"), "okr remove ID, or okr set ID state=cancelled to keep its history"),
    **dict.fromkeys(("mv",), "okr move ID TO, or okr set ID id=NEW"),
    **dict.fromkeys(("cancel",), "okr set ID state=cancelled"),
    **dict.fromkeys(("history", "changes", "changelog"), "okr log"),
    **dict.fromkeys(("annotate", "praise"), "okr blame"),
    **dict.fromkeys(("format", "tidy"), "okr fmt"),
    **dict.fromkeys(("push", "pull", "share", "fetch"), "okr sync"),
    **dict.fromkeys(("update", "record", "check-in", "check"), "okr checkin"),
    **dict.fromkeys(("ls",), "okr list"),
    **dict.fromkeys(("lint", "test", "verify"), "okr validate"),
    **dict.fromkeys(("report", "board", "dashboard"), "okr status"),
}
"""Names of commands in other tools, each with the command here."""


def _suggestions(typed: str, known: Sequence[str]) -> list[str]:
    """A hint with the command that was probably meant; empty if no command is similar."""
    from okrcli.suggest import did_you_mean

    if typed in _COMMANDS_OF_OTHER_TOOLS and known is COMMANDS:
        return [_COMMANDS_OF_OTHER_TOOLS[typed]]
    begun = [f"`{name}`" for name in known if typed and name.startswith(typed)]
    hint = f"did you mean {' or '.join(begun)}?" if begun else did_you_mean(typed, known)
    return [hint] if hint else []


def _exit_codes() -> int:
    """Print the table of `okr help exit-codes`."""
    for code, meaning in (
        (Exit.OK, "fine"),
        (Exit.FOUND, "something was found: errors in files, or files a view had to leave out"),
        (Exit.USAGE, "the command line cannot be understood"),
        (Exit.REFUSED, "it cannot be done; nothing was changed"),
        (Exit.BUG, "a bug in okr"),
        (Exit.INTERRUPTED, "interrupted (Ctrl-C)"),
        (Exit.PIPE_CLOSED, "the reader of a pipe went away"),
    ):
        streams.echo(f"{code:>4}  {meaning}")
    return Exit.OK


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
