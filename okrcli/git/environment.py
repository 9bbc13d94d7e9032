"""The variables of the environment that git reads, and those that okr sets aside."""

from __future__ import annotations

import os
import re
from collections.abc import MutableMapping
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    pass

_KEPT = re.compile(r"GIT_(AUTHOR|COMMITTER)_(NAME|EMAIL|DATE)")
_NETWORK = re.compile(r"GIT_(SSH|SSH_COMMAND|SSH_VARIANT|ASKPASS|TERMINAL_PROMPT|PROXY_COMMAND|SSL_\w+)")
network_variables: dict[str, str] = {}
_set_aside: dict[str, str] = {}


def clean_environment(environ: MutableMapping[str, str]) -> dict[str, str]:
    """Remove every `GIT_*` but identity and dates, and return what was removed. To be called before anything else.

    Inside a hook these variables point at another index or repository than the one the files lie in. How git reaches
    the network (`GIT_SSH_COMMAND` …) is set aside for the calls that go there.
    """
    names = [name for name in environ if name.startswith("GIT_") and not _KEPT.fullmatch(name)]
    removed = {name: environ.pop(name) for name in names}
    _set_aside.clear()
    _set_aside.update(removed)
    network_variables.update({name: value for name, value in removed.items() if _NETWORK.fullmatch(name)})
    return removed


def set_aside(name: str) -> str | None:
    """The value of a variable that `clean_environment` has removed."""
    return _set_aside.get(name)


def index_of_commit(git_dir: Path) -> dict[str, str]:
    """The variable that names the index of the commit whose hook we run in (`git commit -a` has one of its own).

    Empty where there is none, or where it is no file of this repository.
    """
    named = set_aside("GIT_INDEX_FILE")
    place = Path(named).absolute() if named else None
    return {"GIT_INDEX_FILE": os.fspath(place)} if place and place.parent.resolve() == git_dir.resolve() else {}
