"""The git settings for OKR files: what is set, what is taken away again, and that nothing of others is touched."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from okrcli.edit.git_setup import (
    DRIVER,
    SETTINGS,
    Scope,
    hook_path,
    hook_text,
    install,
    install_hook,
    settings_in_git,
    setups,
    uninstall,
    uninstall_hook,
)
from okrcli.edit.init import ATTRIBUTES
from okrcli.errors import RefusedError
from tests.conftest import Work


def states(work: Work) -> dict[str, tuple[bool, str]]:
    """The state of each part of the setup, by its name."""
    return {setup.name: (setup.is_set, setup.about) for setup in setups(work.path, work.path)}


def test_a_new_repository_has_nothing_set_up(empty_work: Work) -> None:
    assert [is_set for is_set, _ in states(empty_work).values()] == [False] * 4


@pytest.mark.parametrize("scope", ["local", "global"])
def test_settings_are_made_in_one_scope_and_taken_away_again(empty_work: Work, scope: Scope) -> None:
    other: Scope = "global" if scope == "local" else "local"
    install(empty_work.path, scope)
    assert settings_in_git(empty_work.path, scope) == SETTINGS
    assert settings_in_git(empty_work.path, other) == {}
    where = "here" if scope == "local" else "for all repositories"
    assert states(empty_work)["merge driver"] == (True, f"OKR files of two branches are merged by meaning ({where})")
    assert uninstall(empty_work.path, scope) == list(SETTINGS)
    assert settings_in_git(empty_work.path, scope) == {}
    assert uninstall(empty_work.path, scope) == []


def test_a_value_that_somebody_else_gave_is_named_and_stays(empty_work: Work) -> None:
    install(empty_work.path, "local")
    empty_work.git("config", "merge.okr.driver", "theirs %A")
    assert states(empty_work)["merge driver"] == (False, "merge.okr.driver has another value")
    assert uninstall(empty_work.path, "local") == [key for key, value in SETTINGS.items() if value != DRIVER]
    assert settings_in_git(empty_work.path, "local") == {"merge.okr.driver": "theirs %A"}


def test_settings_that_git_cannot_write_are_refused(empty_work: Work) -> None:
    empty_work.write(".git/config.lock", "")
    with pytest.raises(RefusedError, match=r"^git config: .*config"):
        install(empty_work.path, "local")


def test_attributes_are_set_up_by_the_file_in_the_workspace(empty_work: Work) -> None:
    empty_work.write(".gitattributes", ATTRIBUTES)
    assert states(empty_work)["attributes"][0]


def test_the_hook_is_installed_once_and_taken_away_again(empty_work: Work) -> None:
    path = hook_path(empty_work.path)
    assert path == empty_work.path / ".git/hooks/pre-commit"
    install_hook(empty_work.path, empty_work.path)
    install_hook(empty_work.path, empty_work.path)
    assert path.read_text("utf-8") == hook_text(empty_work.path, empty_work.path)
    assert os.access(path, os.X_OK)
    assert states(empty_work)["hook"] == (True, "a commit with new errors in OKR files is refused")
    assert uninstall_hook(empty_work.path, empty_work.path)
    assert not path.exists()
    assert not uninstall_hook(empty_work.path, empty_work.path)


def test_a_hook_of_somebody_else_stays(empty_work: Work) -> None:
    empty_work.hook("pre-commit", "exit 0")
    before = hook_path(empty_work.path).read_bytes()
    with pytest.raises(RefusedError, match="exists already") as refusal:
        install_hook(empty_work.path, empty_work.path)
    assert refusal.value.hints == ("add this line to it: okr -C '.' validate --staged --since HEAD || exit 1",)
    assert not uninstall_hook(empty_work.path, empty_work.path)
    assert hook_path(empty_work.path).read_bytes() == before
    assert states(empty_work)["hook"] == (False, "there is another hook")


def test_a_link_is_never_written_through(empty_work: Work, tmp_path: Path) -> None:
    path = hook_path(empty_work.path)
    path.parent.mkdir(exist_ok=True)
    path.symlink_to(tmp_path / "elsewhere")
    with pytest.raises(RefusedError, match="exists already"):
        install_hook(empty_work.path, empty_work.path)
    assert not (tmp_path / "elsewhere").exists()


def test_the_hook_goes_into_the_folder_that_git_is_told_to_use(empty_work: Work) -> None:
    empty_work.git("config", "core.hooksPath", "tools/hooks")
    assert hook_path(empty_work.path) == empty_work.path / "tools/hooks/pre-commit"
    install_hook(empty_work.path, empty_work.path)
    assert (empty_work.path / "tools/hooks/pre-commit").is_file()


@pytest.mark.parametrize(
    ("folder", "command"),
    [(".", "okr -C '.' validate"), ("plans", "okr -C 'plans' validate"), ("mai's", "okr -C 'mai'\\''s' validate")],
)
def test_the_hook_names_the_folder_of_the_workspace(tmp_path: Path, folder: str, command: str) -> None:
    assert command in hook_text(tmp_path, tmp_path / folder)
