"""`okr sync`: bring your commits and those of others together. The only command that talks to a remote."""

from __future__ import annotations

import typer

from okrcli.commands import _options as options
from okrcli.errors import Exit, RefusedError
from okrcli.render import screen


def sync(context: typer.Context) -> int:
    """Share your commits and get those of others.

    Fetches, puts your commits on top of what came (or merges, by `settings: {sync: merge}`), and pushes.

    Conflicts are left as git leaves them, and the way out is named.

    \b
    okr sync
    """
    from okrcli import sharing
    from okrcli.history import Repository
    from okrcli.writing import open_desk

    workspace = options.open_workspace(context, options.today())
    root = options.root_of(workspace)
    with open_desk(root) as desk:
        for sentence in desk.repaired:
            screen.complain(sentence, severity="repaired")
        repository = Repository.open(root)
        if repository is None:
            raise RefusedError("there is no git repository here, so there is nobody to share with")
        report = sharing.sync(repository, workspace.plan.settings.sync)
    screen.say(_sentence(report.received, report.sent))
    return Exit.OK


def _sentence(came: int, went: int) -> str:
    if not came and not went:
        return "everybody has everything"
    parts = [
        f"{number} commit{'s' if number > 1 else ''} {verb}"
        for number, verb in ((came, "came"), (went, "went"))
        if number
    ]
    return " and ".join(parts)
