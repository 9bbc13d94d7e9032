"""The service of a remote address, by which accounts are chosen."""

from __future__ import annotations

import pytest

from okrcli.reports.accounts import host_of
from tests.support.plans import plan


@pytest.mark.parametrize(
    ("remote", "host"),
    [
        ("git@github.com:acme/okrs.git", "github"),
        ("https://github.example.com/acme/gitlab-tools", "github"),
        ("git@gitlab.com:acme/github-tools.git", "gitlab"),
        ("ssh://git@gitlab.example.com:2222/acme/okrs.git", "gitlab"),
        ("https://mai:token@gitlab.com/acme/okrs", "gitlab"),
        ("../github/shared.git", "github"),
        (None, "github"),
    ],
)
def test_the_server_decides_and_not_the_name_of_the_repository(remote: str | None, host: str) -> None:
    assert host_of(plan({}), remote) == host
