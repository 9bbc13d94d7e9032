"""Ids for completion: from every plan file that can be read, and from no other."""

from pathlib import Path

from okrcli.workspace.completion_ids import names

PLAN = "objectives:\n  - id: demand\n    key_results:\n      - {id: mql}\n      - {id: 7}\n  - {id: Not An Id}\n"


def test_ids_of_all_plan_files(tmp_path: Path) -> None:
    (tmp_path / "okrs.yaml").write_text("cycle: 2026-Q4\n" + PLAN, "utf-8")
    folder = tmp_path / "okrs" / "2026-Q4"
    (folder / "checkins").mkdir(parents=True)
    (folder / "team.yaml").write_text("objectives: [{id: reach}]\n", "utf-8")
    (folder / "broken.yaml").write_text("objectives: [{id: lost\n", "utf-8")
    (folder / "notes.txt").write_text("objectives: [{id: text}]\n", "utf-8")
    (folder / "checkins" / "mai.yaml").write_text("objectives: [{id: entry}]\n", "utf-8")
    found = names(tmp_path)
    assert {"demand", "mql", "reach"} <= set(found)
    assert not {"lost", "text", "entry", "Not An Id"} & set(found)
    assert found == sorted(found)


def test_no_workspace_has_no_ids(tmp_path: Path) -> None:
    assert names(tmp_path) == []
