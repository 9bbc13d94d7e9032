"""Names for completion: from the text of every plan file that can be read, and from no other."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from okrcli.workspace import completion_names
from okrcli.workspace.completion_names import NamedItem, items_in, named_items
from okrcli.workspace.sources import Entry, WorkingTree
from tests.support.commands import write

PLAN = r"""cycle: 2026-Q4
people:
  - {id: mai, name: Mai Tran, email: mai@example.com}
  - id: linh
    name: "Linh \"L\" Vo"
teams: [{id: shop, name: 'The ''shop''', members: [mai]}]
objectives:
  - id: demand
    title: Open a channel   # every week
    owner: mai
    key_results: # two of them
      - {id: mql, title: "Grow, {x} $(rm)", start: 20, actions: [{id: guide, title: A guide}, {title: Another}]}
      - id: calls
        title: 'Fifty: calls'
        milestones:
        - {id: beta, title: Beta}
        checkins:
          - {date: 2026-10-01, value: 3, id: entry}
        depends_on: [{to: x/y, id: link}]
      - title: The id comes late
        id: late
    guardrails: [{id: churn, title: Churn}]
  - {id: growth, title: We grow, key_results: [{id: revenue, title: Revenue}]}
  - id: folded
    title: >-
      A title below its key
"""
ITEMS = [
    ("person", "mai", "Mai Tran", "mai"),
    ("person", "linh", 'Linh "L" Vo', "linh"),
    ("team", "shop", "The 'shop'", "shop"),
    ("objective", "demand", "Open a channel", "demand"),
    ("key result", "mql", "Grow, {x} $(rm)", "demand"),
    ("action", "guide", "A guide", "demand"),
    ("action", "", "Another", "demand"),
    ("key result", "calls", "Fifty: calls", "demand"),
    ("milestone", "beta", "Beta", "demand"),
    ("key result", "late", "The id comes late", "demand"),
    ("guardrail", "churn", "Churn", "demand"),
    ("objective", "growth", "We grow", "growth"),
    ("key result", "revenue", "Revenue", "growth"),
    ("objective", "folded", "", "folded"),
]


@pytest.mark.parametrize("end", ["\n", "\r\n"])
def test_items_are_found_in_every_layout(end: str) -> None:
    items = items_in(PLAN.replace("\n", end))
    assert [(item.kind, item.id, item.title, item.objective) for item in items] == ITEMS


def test_a_text_that_is_cut_anywhere_has_the_items_before() -> None:
    ids = [id_ for _, id_, _, _ in ITEMS]
    for cut in range(len(PLAN)):
        before = [item.id for item in items_in(PLAN[:cut])][:-1]
        assert [id_ for id_ in before if id_] == [id_ for id_ in ids[: len(before)] if id_ and id_ in before]


def test_names_of_all_plan_files_and_cycles(tmp_path: Path) -> None:
    write(
        tmp_path,
        {
            "okrs.yaml": PLAN,
            "okrs/2026-Q4/team.yaml": "objectives: [{id: reach}, {id: '$(x)'}, {id: Not An Id}, {id: 7}, {}, 3]\n",
            "okrs/2026-Q4/broken.yaml": 'objectives: [{id: lost\n\tid: x\n"\n',
            "okrs/2026-Q4/bytes.yaml": b"objectives:\n  - id: \xff\n  - id: bytes\n",
            "okrs/2026-Q4/notes.txt": "objectives: [{id: text}]\n",
            "okrs/2026-Q4/checkins/mai.yaml": "objectives: [{id: entry}]\n",
            "okrs/2027-Q1/next.yaml": "objectives: [{id: later}]\n",
        },
    )
    found = {(item.kind, item.id) for item in named_items(tmp_path)}
    assert {("objective", name) for name in ("demand", "reach", "bytes", "later", "7")} <= found
    assert {("cycle", "2026-Q4"), ("cycle", "2027-Q1"), ("person", "mai")} <= found
    assert not {"text", "entry", "$(x)", "Not An Id", ""} & {name for _, name in found}
    assert {item.kind for item in named_items(tmp_path, ("person", "cycle"))} == {"person", "cycle"}


def test_no_workspace_has_no_names(tmp_path: Path) -> None:
    assert named_items(tmp_path) == []


def test_a_file_without_the_beginning_of_an_id_is_not_looked_at(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Nor is a folder of check-ins listed: there are many, and no id is in them."""
    plans = {f"okrs/2026-Q4/{name}.yaml": f"objectives:\n  - id: {name}-1\n" for name in ("sales", "shop", "hr")}
    write(tmp_path, {**plans, "okrs/2026-Q4/checkins/mai/a.yaml": "kr: sales-1\n"})
    texts: list[str] = []
    folders: list[str] = []

    def noted(text: str, *rest: Any, **more: Any) -> list[NamedItem]:
        texts.append(text)
        return items_in(text, *rest, **more)

    def listed(tree: WorkingTree, folder: str) -> list[Entry]:
        folders.append(folder)
        return entries(tree, folder)

    entries = WorkingTree.entries
    monkeypatch.setattr(completion_names, "items_in", noted)
    monkeypatch.setattr(WorkingTree, "entries", listed)
    assert [item.id for item in named_items(tmp_path, ("objective",), begin="sa")] == ["sales-1"]
    assert len(texts) == 1
    assert set(folders) == {"okrs", "okrs/2026-Q4"}
