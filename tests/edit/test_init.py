"""The files a workspace begins with: valid as they stand."""

from __future__ import annotations

from pathlib import Path

import pytest

from okrcli.edit import init
from tests.support.workspaces import in_memory


@pytest.mark.parametrize(
    ("me", "name", "team", "email"),
    [
        ("mai", "Mai Tran", "", None),
        ("mai", "Mai Tran", "marketing", "mai@example.com"),
        ("linh", "Võ Thị Linh", "kinh-doanh", "linh@example.com"),
        ("no", "yes: [no] # really", "true", "a@b.example"),
    ],
)
def test_the_first_file_is_valid(me: str, name: str, team: str, email: str | None) -> None:
    workspace = in_memory({"okrs.yaml": init.first_file("2026-Q4", me, name, team, email=email)})
    assert not workspace.diagnostics
    plan = workspace.plan
    assert (plan.people[me].name, plan.people[me].email) == (name, email)
    assert not plan.objectives


def test_the_example_in_the_first_file_is_valid() -> None:
    text = init.first_file("2026-Q4", "mai", "Mai", "", email=None).replace("objectives: []\n", "")
    example = text.replace("#   - id:", "objectives:\n#   - id:", 1).replace("\n#   ", "\n  ")
    workspace = in_memory({"okrs.yaml": example})
    assert not workspace.diagnostics
    assert len(workspace.plan.objectives) == 1


def test_git_is_told_which_files_are_ours_where_there_is_git(tmp_path: Path) -> None:
    assert init.attributes(tmp_path) == []
    (tmp_path / ".git").mkdir()
    for name, text in (("HEAD", "ref: refs/heads/main\n"), ("config", "")):
        (tmp_path / ".git" / name).write_text(text)
    (tmp_path / ".git" / "objects").mkdir()
    (tmp_path / ".git" / "refs").mkdir()
    (change,) = init.attributes(tmp_path)
    assert (change.path, change.before, change.after) == (".gitattributes", None, init.ATTRIBUTES.encode())


def test_lines_of_others_stay_and_ours_are_written_once(tmp_path: Path) -> None:
    (tmp_path / ".git" / "objects").mkdir(parents=True)
    (tmp_path / ".git" / "refs").mkdir()
    (tmp_path / ".git" / "HEAD").write_text("ref: refs/heads/main\n")
    (tmp_path / ".gitattributes").write_bytes(b"*.png binary")
    (change,) = init.attributes(tmp_path)
    assert change.after == b"*.png binary\n" + init.ATTRIBUTES.encode()
    (tmp_path / ".gitattributes").write_bytes(change.after or b"")
    assert init.attributes(tmp_path) == []
