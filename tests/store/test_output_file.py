"""The file of `--output` never replaces a file of the plan or of git, and is written through no link."""

from __future__ import annotations

from pathlib import Path

import pytest

from okrcli.errors import RefusedError
from okrcli.store.output_file import append_report, write_report
from tests.conftest import Work
from tests.support.commands import okr

PLAN = "cycle: 2026-Q4\nobjectives: [{id: o, title: An objective, key_results: [{id: k, title: K, target: 5}]}]\n"


@pytest.fixture
def repository(empty_work: Work) -> Work:
    empty_work.commit("start", okrs_yaml="people: []\n")
    empty_work.write("okrs/2026-Q4/plan.yaml", PLAN)
    empty_work.commit("plan")
    return empty_work


COMMANDS = (
    ("report", "--format", "markdown"),
    ("report", "--format", "html"),
    ("validate", "--format", "sarif"),
    ("lint", "--format", "json"),
    ("audit", "--format", "json"),
    ("setup", "codeowners"),
)


@pytest.mark.parametrize(
    "name",
    [
        *("okrs.yaml", "OKRS.yaml", "okrs/2026-Q4/plan.yaml", "okrs/new.md", "okrs/2026-Q4/checkins/mai.yaml"),
        *(".git/config", ".git/new", "okrs/../okrs.yaml", "okrs/2026-Q4/../../.git/HEAD", "docs/okrs.yaml"),
    ],
)
def test_no_output_replaces_a_file_of_the_plan_or_of_git(
    repository: Work, name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("OKR_TODAY", "2026-11-16")
    (repository.path / "docs").mkdir()
    before, config = repository.files(), (repository.path / ".git/config").read_bytes()
    for command in COMMANDS:
        answer = okr(repository.path, *command, "-o", str(repository.path / name))
        assert answer.code == 3, command
        assert "belongs to" in answer.err, command
    assert repository.files() == before
    assert (repository.path / ".git/config").read_bytes() == config
    assert not (repository.path / ".git/new").exists()


def test_no_link_decides_where_a_text_goes(repository: Work, tmp_path: Path) -> None:
    outside = tmp_path / "outside"
    outside.mkdir()
    (outside / "victim").write_text("precious\n")
    (repository.path / "report.html").symlink_to(outside / "victim")
    (repository.path / "nowhere.html").symlink_to(outside / "made")
    (repository.path / "folder").symlink_to(outside)
    for name in ("report.html", "nowhere.html", "folder/victim", "folder/new.html"):
        with pytest.raises(RefusedError, match="symbolic link"):
            write_report(repository.path / name, "text")
    assert (outside / "victim").read_text() == "precious\n"
    assert sorted(path.name for path in outside.iterdir()) == ["victim"]


def test_a_link_above_the_repository_is_the_users_own(repository: Work, tmp_path: Path) -> None:
    (tmp_path / "shortcut").symlink_to(repository.path)
    write_report(tmp_path / "shortcut" / "report.md", "text\n")
    assert (repository.path / "report.md").read_text() == "text\n"
    write_report(repository.path / "report.md", "other\n")
    assert (repository.path / "report.md").read_text() == "other\n"


def test_a_device_is_written_to_as_it_is() -> None:
    write_report(Path("/dev/null"), "text\n")


def test_what_cannot_be_written_is_refused_with_the_reason(tmp_path: Path) -> None:
    for write in (write_report, append_report):
        with pytest.raises(RefusedError, match="cannot be written: no such file or directory"):
            write(tmp_path / "missing" / "report.md", "text\n")


@pytest.mark.parametrize("name", ["board.pdf", "board.docx", "board.yaml"])
def test_an_unknown_ending_is_refused(repository: Work, name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("OKR_TODAY", "2026-11-16")
    answer = okr(repository.path, "report", "-o", str(repository.path / name))
    assert answer.code == 2
    assert ".html" in answer.err
    assert not (repository.path / name).exists()
