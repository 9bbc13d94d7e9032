"""Many files become one plan: only what is needed is read, and what is broken costs only itself."""

from __future__ import annotations

import os
from datetime import date
from pathlib import Path

import pytest

from okrcli.checks import findings
from okrcli.errors import AmbiguousNameError, BrokenError, RefusedError
from okrcli.workspace import sources
from okrcli.workspace.file_loader import read_file
from okrcli.workspace.sources import WorkingTree, find_root
from okrcli.workspace.workspace import Workspace, errors_in_files_of, load, named_cycle
from tests.support.commands import write
from tests.support.workspaces import in_memory

DAY = date(2026, 11, 16)
GOOD = "cycle: {cycle}\nobjectives:\n  - {{id: {name}, title: A title}}\n"
TEMPLATE = (
    "cycle: 2026-Q4\nobjectives:\n  - id: {name}\n    title: T\n    key_results: [{{id: kr, title: K, target: 3}}]\n"
)


def good(name: str, cycle: str = "2026-Q4") -> str:
    return GOOD.format(name=name, cycle=cycle)


class Watched(WorkingTree):
    """A working tree that remembers what was read of it."""

    def __init__(self, root: Path) -> None:
        super().__init__(root)
        self.seen: list[str] = []

    def read(self, path: str) -> bytes:
        self.seen.append(path)
        return super().read(path)


def loaded(folder: Path, cycle: str | None = None, *, everything: bool = False) -> Workspace:
    return load(WorkingTree(folder), DAY, cycle, everything=everything)


def codes(workspace: Workspace) -> list[tuple[str, str]]:
    return [(found.place.path, found.code) for found in workspace.diagnostics]


def names(workspace: Workspace) -> set[str]:
    return {ref.objective for ref in workspace.plan.objectives}


# ── Which files are read ──────────────────────────────────────────────────────────────────────────────────────────

FILES = {
    "okrs/2026-Q3/old.yaml": good("old", "2026-Q3"),
    "okrs/2026-Q4/now.yaml": good("now"),
    "okrs/2026-Q4/deep/er/below.yaml": good("below"),
    "okrs/2026/year.yaml": TEMPLATE.format(name="year").replace("2026-Q4", '"2026"'),
    "okrs/2027/next.yaml": good("next", "2027"),
    "okrs/loose.yaml": good("loose"),
    "okrs/odds/more.yaml": good("more"),
}


@pytest.mark.parametrize(
    ("cycle", "everything", "expected"),
    [
        (None, False, {"now", "below", "year", "loose", "more"}),
        ("2026-Q3", False, {"old", "now", "below", "year", "loose", "more"}),
        ("2027", False, {"next", "now", "below", "year", "loose", "more"}),
        (None, True, {"old", "now", "below", "year", "next", "loose", "more"}),
    ],
)
def test_only_the_cycles_that_are_needed_are_read(
    tmp_path: Path, cycle: str | None, everything: bool, expected: set[str]
) -> None:
    source = Watched(write(tmp_path, FILES))
    workspace = load(source, DAY, cycle, everything=everything)
    assert names(workspace) == expected
    assert len(source.seen) == len(set(source.seen)) == len(expected) + 1
    assert workspace.diagnostics == ()


def test_an_objective_without_key_results_brings_the_cycles_that_its_number_comes_from(tmp_path: Path) -> None:
    """However it is reached: by its own cycle, by one that overlaps it, or as the running one."""
    folder = write(tmp_path, {**FILES, "okrs/2026/year.yaml": good("year", '"2026"')})
    known = {"old", "now", "below", "year", "loose", "more"}
    for cycle in (None, "2026", "2026-Q3", "2026-Q4"):
        source = Watched(folder)
        workspace = load(source, DAY, cycle)
        assert names(workspace) == known
        assert [ref.objective for ref in workspace.plan.objectives] == ["loose", "more", "year", "old", "below", "now"]
        assert len(source.seen) == len(set(source.seen)) == len(known) + 1


def test_a_name_of_its_own_makes_a_folder_a_cycle(tmp_path: Path) -> None:
    declared = "cycles:\n  - {id: spring, start: 2026-03-01, length: 6w}\n"
    plans = {"okrs/spring/a.yaml": good("a", "spring"), "okrs/2026-Q4/b.yaml": good("b", "2026-Q4")}
    write(tmp_path, {"okrs.yaml": declared, **plans})
    assert names(loaded(tmp_path)) == {"b"}
    assert names(loaded(tmp_path, "spring")) == {"a"}


def test_the_running_cycle_is_in_focus(tmp_path: Path) -> None:
    workspace = loaded(write(tmp_path, FILES))
    assert workspace.focus is not None
    assert workspace.focus.id == "2026-Q4"


def test_a_cycle_that_nothing_mentions_is_refused_with_the_nearest(tmp_path: Path) -> None:
    with pytest.raises(RefusedError, match="there is no cycle `2026-Q5`") as error:
        loaded(write(tmp_path, FILES), "2026-Q5")
    assert "`2026-Q4`" in error.value.hints[0]


@pytest.mark.parametrize("name", [".hidden.yaml", "notes.txt", "README.md", "plan.yaml~", ".git/x.yaml"])
def test_what_is_no_yaml_file_is_nobodys_business(tmp_path: Path, name: str) -> None:
    workspace = loaded(write(tmp_path, {f"okrs/2026-Q4/{name}": "[broken"}), everything=True)
    assert workspace.diagnostics == ()


# ── What is broken ────────────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("everything", [False, True])
@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"cycle: [2026-Q4\n", "OKR0"),
        (b"\xff\xfe", "OKR001"),
        (b"", "OKR0"),
        (b"<<<<<<< HEAD\ncycle: 2026-Q4\n", "OKR006"),
        (b"cycle: 2026-Q4\nobjectives: nothing\n", "OKR102"),
        (b"#" + b"x" * (1024 * 1024), "OKR0"),
    ],
)
def test_a_broken_file_costs_only_itself(tmp_path: Path, content: bytes, code: str, everything: bool) -> None:
    files: dict[str, str | bytes] = {"okrs/2026-Q4/bad.yaml": content, "okrs/2026-Q4/good.yaml": good("good")}
    workspace = loaded(write(tmp_path, files), everything=everything)
    assert names(workspace) == {"good"}
    assert workspace.broken == ("okrs/2026-Q4/bad.yaml",)
    assert all(found.code.startswith(code) for found in workspace.diagnostics)


def test_a_broken_workspace_file_leaves_the_others(tmp_path: Path) -> None:
    workspace = loaded(write(tmp_path, {"okrs.yaml": "cycles: [\n", "okrs/2026-Q4/a.yaml": good("a")}))
    assert names(workspace) == {"a"}
    assert workspace.broken == ("okrs.yaml",)


def test_without_a_cycle_the_broken_file_is_the_reason(tmp_path: Path) -> None:
    workspace = loaded(write(tmp_path, {"okrs.yaml": "cycle: 2026-Q4\nobjectives: [\n"}))
    with pytest.raises(BrokenError, match=r"^okrs\.yaml:"):
        workspace.require_focus()


def test_without_a_cycle_the_line_that_makes_one_is_named(tmp_path: Path) -> None:
    workspace = loaded(write(tmp_path, {}))
    with pytest.raises(RefusedError, match="there is no cycle yet") as error:
        workspace.require_focus()
    assert "cycle: 2026-Q4" in error.value.hints[0]


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        ("2027-Q1", "2027-Q1"),
        ("2026-Q4", "2026-Q4"),
        ("2026-Q3", "2026-Q3 ended on 2026-09-30"),
        ("2026-09", "2026-09 ended"),
    ],
)
def test_what_is_added_never_goes_into_a_cycle_that_is_over(tmp_path: Path, written: str, expected: str) -> None:
    workspace = loaded(write(tmp_path, {"okrs/plan.yaml": good("a", written)}))
    try:
        cycle = workspace.cycle_for_additions("okr new").id
    except RefusedError as refusal:
        cycle = refusal.message
        assert refusal.hints == (f"name the cycle: okr new --cycle {'2026-10' if written == '2026-09' else '2026-Q4'}",)
    assert cycle.startswith(expected)


def test_a_write_is_concerned_by_its_own_file_and_the_settings_alone(tmp_path: Path) -> None:
    twice = TEMPLATE.format(name="a") + "  - {id: a, title: Again}\n"
    workspace = loaded(
        write(tmp_path, {"okrs/2026-Q4/a.yaml": twice, "okrs/2026-Q4/b.yaml": TEMPLATE.format(name="b")})
    )
    by_name = {ref.objective: ref for ref in workspace.plan.objectives}
    assert [found.code for found in errors_in_files_of(workspace, [by_name["a"]])] == ["OKR202"]
    assert errors_in_files_of(workspace, [by_name["b"]]) == ()


# ── Names that should not be there ────────────────────────────────────────────────────────────────────────────────


def test_a_yml_file_is_named_with_what_to_do(tmp_path: Path) -> None:
    workspace = loaded(write(tmp_path, {"okrs/2026-Q4/plan.yml": good("a")}))
    (found,) = workspace.diagnostics
    assert (found.code, found.hint) == ("OKR092", "git mv it to plan.yaml")
    assert names(workspace) == set()


@pytest.mark.parametrize(
    ("one", "other"),
    [("Plan.yaml", "plan.yaml"), ("café.yaml", "cafe\u0301.yaml"), ("straße.yaml", "STRASSE.yaml")],
)
def test_names_that_one_computer_takes_for_the_same(tmp_path: Path, one: str, other: str) -> None:
    write(tmp_path, {f"okrs/2026-Q4/{one}": good("a"), f"okrs/2026-Q4/{other}": good("b")})
    workspace = loaded(tmp_path)
    assert [code for _, code in codes(workspace)] == ["OKR094"]
    assert names(workspace) == {"a", "b"}


def make_link(place: Path) -> None:
    secret = next(folder for folder in place.parents if folder.name == "workspace").parent / "secret.yaml"
    secret.write_text(good("secret"))
    place.symlink_to(secret)


def make_loop(place: Path) -> None:
    place.symlink_to(place.name)


def make_lost_link(place: Path) -> None:
    place.symlink_to("/nonexistent/x.yaml")


def make_environment(place: Path) -> None:
    place.symlink_to("/proc/self/environ")


@pytest.mark.parametrize("make", [make_link, make_loop, make_lost_link, make_environment, os.mkfifo])
@pytest.mark.parametrize("name", ["okrs.yaml", "okrs/x.yaml", "okrs/2026-Q4/x.yaml"])
def test_what_is_no_plain_file_is_never_opened(tmp_path: Path, make: object, name: str) -> None:
    root = tmp_path / "workspace"
    write(root, {"okrs/2026-Q4/a.yaml": good("a")})
    place = root / name
    place.unlink(missing_ok=True)
    assert callable(make)
    make(place)
    workspace = loaded(root, everything=True)
    assert codes(workspace) == [(name, "OKR091")]
    assert names(workspace) == {"a"}


def test_a_linked_folder_is_not_entered(tmp_path: Path) -> None:
    root, outside = tmp_path / "workspace", tmp_path / "outside"
    write(root, {"okrs/2026-Q4/a.yaml": good("a")})
    write(outside, {"b.yaml": good("b")})
    (root / "okrs/2026-Q4/more").symlink_to(outside)
    (root / "okrs/2027").symlink_to(outside)
    workspace = loaded(root, everything=True)
    assert names(workspace) == {"a"}
    assert codes(workspace) == [("okrs/2026-Q4/more", "OKR091"), ("okrs/2027", "OKR091")]


def test_a_folder_called_like_a_file_is_a_folder(tmp_path: Path) -> None:
    assert names(loaded(write(tmp_path, {"okrs/2026-Q4/x.yaml/a.yaml": good("a")}))) == {"a"}


def test_the_workspace_file_may_not_be_a_folder(tmp_path: Path) -> None:
    (tmp_path / "okrs.yaml").mkdir()
    assert codes(loaded(tmp_path)) == [("okrs.yaml", "OKR091")]


def test_too_many_files_are_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("okrcli.workspace.file_loader.MAX_FILES", 3)
    write(tmp_path, {f"okrs/2026-Q4/{number}.yaml": good(f"a{number}") for number in range(4)})
    with pytest.raises(RefusedError, match="more than 3 files"):
        loaded(tmp_path)


def test_a_large_file_is_not_read_to_its_end(tmp_path: Path) -> None:
    write(tmp_path, {"big.yaml": b"x" * (5 * sources.MAX_BYTES)})
    assert sources.MAX_BYTES < len(WorkingTree(tmp_path).read("big.yaml")) <= 2 * (sources.MAX_BYTES + 1)


# ── The root ──────────────────────────────────────────────────────────────────────────────────────────────────────


def test_the_root_is_found_upward(tmp_path: Path) -> None:
    below = tmp_path / "a" / "b"
    below.mkdir(parents=True)
    write(tmp_path, {})
    assert find_root(below) == find_root(tmp_path) == tmp_path


def test_the_root_is_never_beyond_the_git_root(tmp_path: Path) -> None:
    write(tmp_path, {})
    (tmp_path / "repository" / ".git").mkdir(parents=True)
    with pytest.raises(RefusedError, match=r"there is no okrs\.yaml"):
        find_root(tmp_path / "repository")


def test_a_root_that_is_no_folder_is_refused(tmp_path: Path) -> None:
    with pytest.raises(RefusedError, match="is not a folder"):
        find_root(tmp_path / "nothing")


# ── What is joined ────────────────────────────────────────────────────────────────────────────────────────────────


def test_content_says_what_a_file_is() -> None:
    checkin = "id: 7k2m9x4t\ncycle: 2026-Q4\ndate: 2026-10-12\nat: 2026-10-12T09:04:05Z\nby: mai\n"
    for text, kind in ((checkin, "CheckinFile"), (good("a"), "PlanFile"), ("cycle: 2026-Q4\n", "PlanFile")):
        assert type(read_file(text.encode(), "okrs/any/name.yaml").record).__name__ == kind


def test_an_id_that_is_given_twice_names_both_places(tmp_path: Path) -> None:
    write(tmp_path, {"okrs/2026-Q4/a.yaml": good("same"), "okrs/2026-Q4/b.yaml": "# b\n" + good("same")})
    (found,) = loaded(tmp_path).diagnostics
    assert found.message == "objective `same` is already in 2026-Q4 (first in okrs/2026-Q4/a.yaml:3)"
    assert (found.place.path, found.place.line, found.place.column) == ("okrs/2026-Q4/b.yaml", 4, 10)


def test_the_first_of_two_equal_key_results_stays(tmp_path: Path) -> None:
    results = "[{id: kr, title: First}, {id: other, title: O}, {id: kr, title: Second}]"
    text = f"cycle: 2026-Q4\nobjectives:\n  - id: a\n    title: A\n    key_results: {results}\n"
    workspace = loaded(write(tmp_path, {"okrs/2026-Q4/a.yaml": text}))
    (objective,) = workspace.plan.objectives.values()
    assert [key_result.title for key_result in objective.key_results] == ["First", "O"]
    assert codes(workspace) == [("okrs/2026-Q4/a.yaml", "OKR202")]


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("objectives: [{id: a, title: A}]\n", "OKR301"),
        ("cycle: spring\nobjectives: [{id: a, title: A}]\n", "OKR301"),
        ("cycles: [{id: spring}]\n", "OKR301"),
        ("cycles: [{id: spring, start: 2026-03-01}]\n", "OKR301"),
        ("cycles: [{id: spring, start: 2026-03-01, end: 2026-02-01}]\n", "OKR302"),
        ("cycles: [{id: 2026-Q4}, {id: 2026-Q4}]\n", "OKR202"),
        ("people: [{id: mai}, {id: mai}]\n", "OKR202"),
        ("teams: [{id: shop}, {id: shop}]\n", "OKR202"),
    ],
)
def test_what_cannot_be_joined_is_a_finding(tmp_path: Path, text: str, code: str) -> None:
    assert codes(loaded(write(tmp_path, {"okrs.yaml": text}))) == [("okrs.yaml", code)]


# ── Salvage, and no echoes ────────────────────────────────────────────────────────────────────────────────────────


def found_in(folder: Path, text: str) -> list[str]:
    workspace = loaded(write(folder, {"okrs/2026-Q4/a.yaml": text}), everything=True)
    return [found.code for found in findings(workspace)]


def test_the_rest_of_a_file_with_a_wrong_field_is_checked_too(tmp_path: Path) -> None:
    text = (
        TEMPLATE.format(name="a")
        + "    colour: red\n    supports: [no]\n  - {id: b, title: B, supports: [nowhere], state: draft}\n"
    )
    assert sorted(found_in(tmp_path, text)) == ["OKR103", "OKR201", "OKR201"]


def test_a_view_leaves_the_whole_file_out(tmp_path: Path) -> None:
    text = TEMPLATE.format(name="a") + "    colour: red\n"
    workspace = loaded(write(tmp_path, {"okrs/2026-Q4/a.yaml": text}))
    assert names(workspace) == set()
    assert workspace.broken == ("okrs/2026-Q4/a.yaml",)


def test_a_wrong_form_is_not_reported_again_as_a_wrong_meaning(tmp_path: Path) -> None:
    text = TEMPLATE.format(name="a").replace("target: 3", "target: 3%")
    assert found_in(tmp_path, text) == ["OKR102"]


def test_an_unreadable_plan_hides_no_reference_to_what_is_not_in_it(tmp_path: Path) -> None:
    lost = good("a").replace("A title", "A title, state: draft, contributes_to: [b]")
    assert found_in(tmp_path, lost) == ["OKR201"]
    write(tmp_path, {"okrs/2026-Q4/b.yaml": "objectives: ["})
    assert "OKR201" in found_in(tmp_path, lost)


def test_a_title_that_became_a_comment_is_answered_with_its_quotes() -> None:
    _, (found,), _ = read_file(
        b"cycle: 2026-Q4\nobjectives:\n  - {id: a, title: A}\n  - id: b\n    title: #1 in class\n", "a.yaml"
    )
    assert found.hint == '`#` begins a comment, put the text in quotes: "#1 in class"'


@pytest.mark.parametrize(
    ("name", "id_"), [("2026-Q4", "2026-Q4"), ("2026-q4", "2026-Q4"), ("q1", "2027-Q1"), ("2027", "2027-Q1")]
)
def test_a_cycle_is_named_by_a_word_that_no_other_has(name: str, id_: str) -> None:
    files = {"okrs/2026-Q4/a.yaml": "objectives: []\n", "okrs/2027-Q1/a.yaml": "objectives: []\n"}
    cycles = in_memory(files, everything=True).plan.cycles
    assert named_cycle(cycles, name).id == id_
    with pytest.raises(AmbiguousNameError):
        named_cycle(cycles, "q")
    with pytest.raises(RefusedError, match="there is no cycle `2026-Q9`"):
        named_cycle(cycles, "2026-Q9")
