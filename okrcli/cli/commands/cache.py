"""`okr cache`: the file in which computed answers are kept."""

from __future__ import annotations

from collections.abc import Iterable

import typer

from okrcli.cache.database import Cache, Usage
from okrcli.cli import context
from okrcli.cli.command import Command, group
from okrcli.cli.kept_answers import ANSWER
from okrcli.errors import Exit, RefusedError
from okrcli.render.terminal import streams
from okrcli.sanitize import visible
from okrcli.text import counted
from okrcli.workspace.sources import find_root

cache = group()
"""The commands below `okr cache`."""


@cache.callback(invoke_without_command=True)
def alone(ctx: typer.Context) -> int:
    """Show and empty the cache.

    Commands that read keep answers in one file in the git folder, and print them again while nothing has changed. The
    file can be removed at any time. Without a command it shows how full the cache is, as `okr cache stats` does.

    \b
    okr cache stats
    okr cache clear
    okr --no-cache validate
    """
    return stats(ctx) if ctx.invoked_subcommand is None else Exit.OK


@cache.command("path", cls=Command)
def path(ctx: typer.Context) -> int:
    """Print the path of the file, also if there is none yet.

    \b
    okr cache path
    """
    streams.echo(visible(str(_cache_of(ctx).path)))
    return Exit.OK


@cache.command("stats", cls=Command)
def stats(ctx: typer.Context) -> int:
    """Show the number and the size of the cached answers.

    \b
    okr cache stats
    """
    file = _cache_of(ctx)
    usage = file.usage()
    size = sum(each.size for each in usage)
    streams.echo(f"{'answers':<10} {_answers_in(usage):,}, {size / 1024:,.1f} KiB")
    if fault := file.fault or file.check():
        streams.error(f"the cache is not used: {fault}", "okr cache clear", severity="warning")
    streams.echo(visible(f"{'file':<10} {file.path}"))
    return Exit.OK


@cache.command("clear", cls=Command)
def clear(ctx: typer.Context) -> int:
    """Remove all cached answers.

    \b
    okr cache clear
    """
    file = _cache_of(ctx)
    number = _answers_in(file.usage())
    file.clear()
    streams.echo(f"removed {counted(number, 'cached answer')}")
    return Exit.OK


def _answers_in(usage: Iterable[Usage]) -> int:
    """The number of answers. The other entries belong to them: the parts of the work tree that each one read."""
    return sum(each.entries for each in usage if each.kind == ANSWER)


def _cache_of(ctx: typer.Context) -> Cache:
    """The cache of the workspace. Raises RefusedError if there is no folder for one."""
    root = find_root(context.invocation(ctx).folder)
    cache = Cache.of(root)
    if cache.path is None:
        raise RefusedError("there is no folder for a cache", "set HOME or XDG_CACHE_HOME")
    return cache
