"""Addresses of pages of a repository on its hosting service, as far as the address of the remote tells them."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Final, NamedTuple
from urllib.parse import quote, urlencode

_REMOTE: Final = re.compile(
    r"(?:(?:https?|ssh|git)://(?:[^@/\s]*@)?(?P<host>[\w.-]+)(?::\d+)?/|(?:[\w.-]+@)?(?P<short>[\w.-]+):(?!/))"
    r"(?P<path>[\w./~-]+?)(?:\.git)?/?"
)
_SERVICES: Final = ("github", "gitlab", "bitbucket", "codeberg", "gitea", "forgejo")


class WebAddress(NamedTuple):
    """A repository on a hosting service."""

    service: str
    """`github`, `gitlab`, `bitbucket`, or `gitea` for it and those that are made from it."""
    base: str
    """The address of the repository: `https://github.com/acme/okrs`."""

    def pull_request(self, branch: str, target: str) -> str:
        """The page that opens a pull request from one branch into another."""
        if self.service == "gitlab":
            query = {"merge_request[source_branch]": branch, "merge_request[target_branch]": target}
            return f"{self.base}/-/merge_requests/new?{urlencode(query)}"
        if self.service == "bitbucket":
            return f"{self.base}/pull-requests/new?{urlencode({'source': branch, 'dest': target})}"
        end = "?expand=1" if self.service == "github" else ""
        return f"{self.base}/compare/{quote(target)}...{quote(branch)}{end}"

    def lines_of(self, commit: str, path: str, line: int) -> str:
        """The page of a file as a commit has it, at a line."""
        if self.service == "bitbucket":
            return f"{self.base}/src/{commit}/{quote(path)}#lines-{line}"
        where = {"gitlab": "-/blob/", "gitea": "src/commit/"}.get(self.service, "blob/")
        return f"{self.base}/{where}{commit}/{quote(path)}#L{line}"

    def new_issue(self, fields: Mapping[str, str]) -> str:
        """The page of a new issue, with these parameters."""
        path = "/-/issues/new" if self.service == "gitlab" else "/issues/new"
        return f"{self.base}{path}?{urlencode(fields, quote_via=quote)}"


def web_address(remote: str | None) -> WebAddress | None:
    """The pages of the repository at the address of a remote; None for a folder, and for a host that is not known.

    A name and a password in the address are left out.
    """
    match = _REMOTE.fullmatch(remote or "")
    if match is None:
        return None
    host = (match["host"] or match["short"]).lower()
    service = next((name for name in _SERVICES if name in host), None)
    if service is None:
        return None
    kind = "gitea" if service in ("codeberg", "forgejo") else service
    return WebAddress(kind, f"https://{host}/{match['path']}")
