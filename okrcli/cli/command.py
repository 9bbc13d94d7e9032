"""The class of all commands: their help shows arguments exactly as in `metavar`."""

from __future__ import annotations

from typing import Any

from typer.core import TyperCommand

from okrcli import commandline


class Command(TyperCommand):
    """A command whose usage line and list of arguments show `metavar` unchanged.

    Typer from 0.29 on puts brackets around a metavar that has brackets (`[[ID]]...`) and adds its Python type.
    """

    def invoke(self, ctx: Any) -> Any:
        """Run the command. Until the workspace is read, its messages name the cycle that was typed."""
        commandline.use_cycle(ctx.params.get("cycle") if self.name in commandline.WITH_CYCLE else None)
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


def _usage(argument: Any) -> str:
    name = argument.metavar or argument.name
    if name.startswith("["):
        return str(name)
    return f"{{{name}}}" if argument.required else f"[{name}]"
