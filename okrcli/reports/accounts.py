"""The names by which GitHub and GitLab know the people and teams of a plan."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import Final, Literal

from okrcli.model.plan import Plan

Host = Literal["github", "gitlab"]
HOSTS: Final[tuple[Host, ...]] = ("github", "gitlab")

_ADDRESS: Final = re.compile(r"[A-Za-z0-9._%+-]+@[A-Za-z0-9.-]+")

_SERVER: Final = re.compile(r"(?:[a-z+]+://)?(?:[^@/]*@)?(?P<host>[^/:]+)[:/]")
"""The server of a remote address: of a URL, or of the short form of ssh. A path has none."""


def host_of(plan: Plan, remote: str | None) -> Host:
    """The service of a remote address; where that does not tell, the one for which the plan has accounts.

    GitHub where nothing tells.
    """
    server = _SERVER.match(remote or "")
    named = [host for host in HOSTS if server and host in server["host"].lower()]
    known = [
        host for host in HOSTS if any(getattr(member, host) for member in (*plan.people.values(), *plan.teams.values()))
    ]
    return (*named, *known, HOSTS[0])[0]


def accounts(plan: Plan, names: Iterable[str], host: Host) -> dict[str, str | None]:
    """The account of each person, and the handle of each team that has one; None where the plan has none.

    A team without a handle is its members. The accounts have no `@` in front.
    """
    found: dict[str, str | None] = {}
    for name in names:
        for each in _with_own_account(plan, name, host):
            member = plan.teams.get(each) or plan.people.get(each)
            found[each] = getattr(member, host) if member else None
    return found


def code_owners(plan: Plan, name: str, host: Host) -> list[str]:
    """The words for a person or team in a CODEOWNERS file: `@mai-tran`, `@acme/marketing`, else e-mail addresses."""
    words = []
    for each, account in accounts(plan, [name], host).items():
        person = plan.people.get(each)
        email = person.email if person else None
        if account:
            words.append(f"@{account}")
        elif email and _ADDRESS.fullmatch(email):
            words.append(email)
    return words


def _with_own_account(plan: Plan, name: str, host: Host) -> Iterator[str]:
    """The person or team of this name; in place of a team without a handle its members, or those of the teams in it."""
    team = plan.teams.get(name)
    if team is None or getattr(team, host):
        yield name
    else:
        yield from team.members or sorted(plan.team_and_below(name) - plan.teams.keys())
