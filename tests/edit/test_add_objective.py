"""A new objective and its file."""

from __future__ import annotations

import pytest

from okrcli.edit.add_objective import TypedObjective, add_objective, add_whole_objective, checked_path, file_for
from okrcli.errors import OkrError, RefusedError
from okrcli.workspace.pending_files import PendingFiles
from tests.support.commands import PLAN
from tests.support.workspaces import in_memory, text_of

SALES = "cycle: 2026-Q4\nobjectives:\n  - {id: deals, title: Deals, owner: linh}\n"
BRAND = "cycle: 2026-Q4\nobjectives:\n  - {id: brand, title: Brand, owner: mai}\n"


def test_an_objective_goes_into_the_only_file_of_the_cycle() -> None:
    shop = in_memory({"okrs.yaml": PLAN})
    pending = PendingFiles(shop.source)
    edit = add_objective(pending, shop, "2026-Q4", {"title": "Quiet nights", "owner": "mai"})
    assert list(pending.changed) == ["okrs.yaml"]
    assert edit.words == ("quiet-nights: Quiet nights",)


@pytest.mark.parametrize(
    ("owner", "path"), [("linh", "sales"), ("mai", "brand"), ("jonas", "jonas"), ("", "objectives")]
)
def test_an_objective_goes_to_the_others_of_its_owner(owner: str, path: str) -> None:
    files = {"okrs/2026-Q4/sales.yaml": SALES, "okrs/2026-Q4/brand.yaml": BRAND}
    assert file_for(in_memory(files), "2026-Q4", owner) == f"okrs/2026-Q4/{path}.yaml"


def test_a_file_of_another_cycle_takes_no_objective() -> None:
    shop = in_memory({"okrs/2026-Q4/sales.yaml": SALES})
    with pytest.raises(RefusedError, match="holds 2026-Q4, not 2027-Q1"):
        add_objective(PendingFiles(shop.source), shop, "2027-Q1", {"title": "x"}, "okrs/2026-Q4/sales.yaml")


def test_a_whole_objective_is_valid_as_it_is_written() -> None:
    shop = in_memory({"okrs.yaml": PLAN})
    pending = PendingFiles(shop.source)
    below = [({"title": "Answer within four hours", "start": "12", "target": "4"}, (), [{"title": "Hire for nights"}])]
    edit = add_whole_objective(pending, shop, "2026-Q4", TypedObjective({"title": "We are easy to reach"}, below))
    assert [word.split(":")[0] for word in edit.words] == ["easy", "easy/answer-within"]
    assert not in_memory({"okrs.yaml": text_of(pending)}).diagnostics


@pytest.mark.parametrize("text", ["okrs.yaml", "okrs/2026-Q4/sales.yaml", "okrs/a/b.yaml"])
def test_a_place_for_objectives(text: str) -> None:
    assert checked_path(text) == text


@pytest.mark.parametrize(
    "text",
    ["", "/etc/passwd", "okrs", "../okrs/a.yaml", "okrs/a.yml", "okrs/.a.yaml", "okrs/checkins/a.yaml", "a.yaml"],
)
def test_no_place_for_objectives(text: str) -> None:
    with pytest.raises(OkrError, match="cannot hold objectives"):
        checked_path(text)
