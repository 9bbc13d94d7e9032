"""`okr setup git`: settings of git for OKR files."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Annotated, NamedTuple

import typer

from okrcli.cli import context, options
from okrcli.commandline import runnable
from okrcli.errors import Exit, RefusedError, UsageError
from okrcli.render.terminal import streams
from okrcli.sanitize import visible


def git(
    ctx: typer.Context,
    everywhere: Annotated[bool, typer.Option("--global", help="For all your repositories.")] = False,
    hook: Annotated[
        bool, typer.Option("--hook", help="Also install a hook that checks OKR files before each commit.")
    ] = False,
    remove: Annotated[bool, typer.Option("--remove", help="Remove the settings and the hook.")] = False,
    yes: Annotated[bool, typer.Option("--yes", "-y", help="Do not ask for confirmation.")] = False,
    dry_run: options.DryRun = False,
    no_commit: options.NoCommit = False,
) -> int:
    """Set git up for OKR files.

    Git then merges OKR files by meaning, and shows the id above each change of a diff. It shows the settings and asks
    before it changes them. Hosting services do not use these settings; there, `okr resolve` does the same after a
    merge. `okr setup` shows the settings.

    \b
    okr setup git --hook
    okr setup git --global --yes
    okr setup git --remove
    """
    from okrcli.git.repository import Repository
    from okrcli.workspace.sources import find_root

    root = find_root(context.invocation(ctx).folder)
    repository = Repository.open(root)
    if repository is None:
        raise RefusedError("there is no git repository here", "make one: git init")
    if remove and hook:
        raise UsageError("--remove also removes the hook: leave --hook out")
    if not dry_run and not yes and not context.invocation(ctx).may_ask:
        raise UsageError("okr setup git changes settings of git", "see them: --dry-run", "change them: --yes")
    if remove:
        return _remove(repository.top, root, everywhere=everywhere, dry_run=dry_run)
    return _install(repository.top, root, GitSetup(everywhere, hook, yes, dry_run, not no_commit))


class GitSetup(NamedTuple):
    """A request of `okr setup git`."""

    everywhere: bool
    hook: bool
    yes: bool
    dry_run: bool
    commits: bool


def _install(top: Path, root: Path, plan: GitSetup) -> int:
    from okrcli.cli.conversation import prompts
    from okrcli.edit.git_setup import SETTINGS, hook_path, hook_text, install, install_hook
    from okrcli.edit.init import attributes
    from okrcli.render.terminal.text_diff import print_difference
    from okrcli.store.message import Message
    from okrcli.store.transaction import begin_write

    drafts = attributes(root)
    for draft in drafts:
        print_difference(draft.path, draft.before, draft.after)
    if drafts and plan.commits:
        streams.echo("git commit .gitattributes")
    for key, value in SETTINGS.items():
        streams.echo(f"git config --{'global' if plan.everywhere else 'local'} {key} '{value}'")
    if plan.hook:
        path = os.path.relpath(hook_path(top), root)
        print_difference(visible(path), None, hook_text(top, root).encode())
    if plan.dry_run:
        return Exit.OK
    if not plan.yes and not prompts.confirm("Do this?", default=True):
        streams.echo_err("nothing was changed")
        return Exit.OK
    commit = None
    if drafts:
        with begin_write(root) as transaction:
            message = Message("okr setup git: the list of OKR files for git", command="setup git")
            outcome = transaction.write(drafts, message if plan.commits else None)
            commit = outcome.commit
            for note in outcome.notes:
                streams.echo_err(f"note: {visible(note)}")
    if plan.hook:
        install_hook(top, root)
    install(top, "global" if plan.everywhere else "local")
    if commit:
        streams.echo(streams.styled(f".gitattributes · commit {commit[:7]}", "dim"))
    streams.echo(f"{streams.styled('Set up', 'green')}; {runnable('okr setup git --remove removes it')}")
    return Exit.OK


def _remove(top: Path, root: Path, *, everywhere: bool, dry_run: bool) -> int:
    from okrcli.edit.git_setup import SETTINGS, Scope, settings_in_git, uninstall, uninstall_hook

    scope: Scope = "global" if everywhere else "local"
    if dry_run:
        gone = [key for key, value in settings_in_git(top, scope).items() if value == SETTINGS[key]]
    else:
        gone = uninstall(top, scope)
    for key in gone:
        streams.echo(f"git config --{scope} --unset {key}")
    if not everywhere and not dry_run and uninstall_hook(top, root):
        gone.append("hook")
        streams.echo("removed the hook")
    if not gone:
        streams.echo(
            "nothing is set"
            + ("" if everywhere else runnable(" here; for all repositories: okr setup git --remove --global"))
        )
    else:
        streams.echo(streams.styled("the lines in .gitattributes stay: other clones use them", "dim"))
    return Exit.OK
