"""`okr setup`: the state of the setup, and commands that complete it."""

from __future__ import annotations

import typer

from okrcli.cli import options
from okrcli.cli.command import Command, group, refuse_options_before
from okrcli.cli.commands.setup_check import check
from okrcli.cli.commands.setup_codeowners import codeowners
from okrcli.cli.commands.setup_completion import completion
from okrcli.cli.commands.setup_forms import forms
from okrcli.cli.commands.setup_git import git
from okrcli.cli.commands.setup_schema import schema

setup = group()
"""The commands below `okr setup`."""


@setup.callback(invoke_without_command=True)
def alone(ctx: typer.Context, format: options.Format = "table", json: options.Json = False) -> int:
    """Check and complete the setup.

    Without a command it checks the setup, as `okr setup check` does, and prints the command for each problem. It
    changes nothing.

    \b
    okr setup
    okr setup git --hook
    okr setup completion bash
    """
    refuse_options_before(ctx)
    return check(ctx, format, json) if ctx.invoked_subcommand is None else 0


for command in (check, git, codeowners, forms, schema, completion):
    setup.command(command.__name__, cls=Command)(command)
