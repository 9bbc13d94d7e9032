"""The address of the form for check-ins, where a repository has one and its hosting service is known."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from okrcli.git.web_address import WebAddress
    from okrcli.workspace.sources import Source


def form_address(source: Source, root: Path) -> WebAddress | None:
    """The pages of the repository of a workspace, if it has a form for check-ins (`okr setup forms`)."""
    from okrcli.edit.checkin_form import PATHS

    def has(path: str) -> bool:
        folder, _, name = path.rpartition("/")
        return any(entry.name == name for entry in source.entries(folder))

    if not any(has(path) for path in PATHS.values()):
        return None
    from okrcli.git.identity import configured
    from okrcli.git.web_address import web_address

    address = web_address(configured(root, "remote.origin.url"))
    return address if address and address.service in PATHS and has(PATHS[address.service]) else None
