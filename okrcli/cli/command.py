"""The class of all commands: their help shows arguments exactly as in `metavar`, and no option has an empty value."""

from __future__ import annotations

from typing import Any, Final

import typer
from typer.core import TyperCommand, TyperGroup

from okrcli import commandline
from okrcli.errors import UsageError

NEGATIVE_MARK: Final = "\0"
"""A sign before `-5` that keeps it from being read as an option. No argument of a process can have it."""


class Command(TyperCommand):
    """A command whose usage line and list of arguments show `metavar` unchanged.

    Typer from 0.29 on puts brackets around a metavar that has brackets (`[[ID]]...`) and adds its Python type.
    """

    def parse_args(self, ctx: Any, args: list[str]) -> list[str]:
        """Read the arguments. Raises UsageError for an option with an empty value."""
        refuse_empty_values(self, ctx, args)
        return super().parse_args(ctx, args)

    def invoke(self, ctx: Any) -> Any:
        """Run the command. Until the workspace is read, its messages name the cycle that was typed."""
        commandline.use_cycle(ctx.params.get("cycle") if path_of(ctx) in commandline.WITH_CYCLE else None)
        if ctx.params.get("no_commit"):
            commandline.use_no_commit()
        return super().invoke(ctx)

    def collect_usage_pieces(self, ctx: Any) -> list[str]:
        """The parts of the usage line: `[OPTIONS]`, then the arguments."""
        arguments = (_usage(each) for each in self.get_params(ctx) if each.param_type_name == "argument")
        return [*([self.options_metavar] if self.options_metavar else []), *arguments]

    def format_options(self, ctx: Any, formatter: Any) -> None:
        """Write the arguments, then the options."""
        sections: dict[str, list[tuple[str, str]]] = {"argument": [], "option": []}
        for each in self.get_params(ctx):
            if record := each.get_help_record(ctx):
                name = each.metavar if each.param_type_name == "argument" and each.metavar else record[0]
                sections[each.param_type_name].append((name, record[1]))
        for heading, rows in zip(("Arguments", "Options"), sections.values(), strict=True):
            if rows:
                with formatter.section(heading):
                    formatter.write_dl(rows)


class Group(TyperGroup):
    """A command with subcommands that refuses an empty value of its own options too."""

    def parse_args(self, ctx: Any, args: list[str]) -> list[str]:
        """Read the arguments. Raises UsageError for an option with an empty value."""
        refuse_empty_values(self, ctx, args)
        return super().parse_args(ctx, args)


def group() -> typer.Typer:
    """A command with subcommands, each registered with `cls=Command`."""
    settings = {"help_option_names": ["-h", "--help"], "max_content_width": 100}
    return typer.Typer(cls=Group, rich_markup_mode=None, context_settings=settings)


def refuse_options_before(ctx: typer.Context) -> None:
    """Raise UsageError for an option of a group that was typed before one of its subcommands."""
    for parameter in ctx.command.params:
        source = ctx.get_parameter_source(parameter.name or "")
        if ctx.invoked_subcommand and source is not None and source.name == "COMMANDLINE":
            option = max(parameter.opts, key=len)
            raise UsageError(
                f"`{option}` is before the command `{ctx.invoked_subcommand}`",
                f"write options at the end: okr {path_of(ctx)} {ctx.invoked_subcommand} {option} …",
            )


def path_of(ctx: Any) -> str:
    """The words of a command without `okr`: `cycle close`."""
    words = [ctx.info_name]
    while ctx.parent and ctx.parent.parent:
        ctx = ctx.parent
        words.insert(0, ctx.info_name)
    return " ".join(words)


def refuse_empty_values(command: TyperCommand | TyperGroup, ctx: Any, args: list[str]) -> None:
    """Raise UsageError if an option has an empty value, as from a variable of a script that is not set."""
    if "" not in map(str.strip, (word.rpartition("=")[2] for word in args)):
        return
    typed, _, order = command.make_parser(ctx).parse_args(args=list(args))
    for option in order:
        if option.param_type_name != "option" or getattr(option, "is_flag", False):
            continue
        values = typed[option.name] if isinstance(typed[option.name], list | tuple) else [typed[option.name]]
        if any(isinstance(value, str) and not value.strip() for value in values):
            name = max(option.opts, key=len)
            raise UsageError(f"`{name}` has an empty value", f"give it a value, or leave {name} out")


def _usage(argument: Any) -> str:
    name = argument.metavar or argument.name
    if name.startswith("["):
        return str(name)
    return f"{{{name}}}" if argument.required else f"[{name}]"
