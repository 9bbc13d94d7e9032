"""Three versions of a file made one: what it means, which lines it has, and when it is left to people.

The random pairs play two people who edit one file; what the merge must mean is worked out beside it, on flat names.
`OKR_MERGE_PAIRS=1000 pytest tests/model/test_merge.py` plays more of them; `OKR_MERGE_SEED` repeats a run.
"""

from __future__ import annotations

import os
import random
from collections import Counter
from copy import deepcopy
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from okrcli.edit.init import ATTRIBUTES
from okrcli.git.conflicts import text_merge
from okrcli.model.merge import merge
from okrcli.model.merge_data import merged_data
from okrcli.yaml import editor, reader
from okrcli.yaml.emitter import OneLine
from okrcli.yaml.reader import read
from tests.conftest import Work
from tests.support.commands import okr

SEED = int(os.environ.get("OKR_MERGE_SEED", random.randrange(10**6)))
PAIRS = int(os.environ.get("OKR_MERGE_PAIRS", "50"))
PATH = "okrs.yaml"
BASE = """\
# Our plan for the quarter
cycle: 2026-Q4   # the last one

objectives:
  # the one we talk about on Mondays
  - id: demand
    title: "Khách hàng mới mỗi tuần"
    owner: mai
    key_results:
      - id:     mql                 # marketing, not sales
        title:  Grow inbound MQLs
        start:  20
        target: 30                  # agreed with sales
        actions:
          - {title: Guide, due: 2026-11-20}

      # watch this one
      - id: nps
        title: ลูกค้าชอบเรา
        checkins:
          - {date: 2026-10-12, value: 40}   # by phone
          - date: 2026-10-19
            # all of them
            value: 44
            note: Better
        target: 60
  - id: growth
    title: 我们在增长
    contributes_to: [demand]
    key_results:
      - {id: revenue, title: Revenue, start: 100, target: 150}
      - {id: cost, title: Cost, start: 9, target: 3}
"""


def with_text(old: str, new: str, text: str = BASE) -> bytes:
    assert old in text
    return text.replace(old, new).encode()


def merged(ours: bytes, theirs: bytes, base: str = BASE) -> Any:
    """The merge without git's own: what the splices make."""
    return merge(base.encode(), ours, theirs, PATH)


# ── By hand ───────────────────────────────────────────────────────────────────────────────────────────────────────


def test_two_fields_of_one_line_are_no_conflict() -> None:
    line = "{id: revenue, title: Revenue, start: 100, target: 150}"
    ours = with_text(line, "{id: revenue, title: Revenue, start: 100, target: 170}")
    theirs = with_text(line, "{id: revenue, title: Money, start: 100, target: 150, unit: EUR}")
    found = merged(ours, theirs)
    assert found.text == with_text(line, "{id: revenue, title: Money, start: 100, target: 170, unit: EUR}")


def test_new_things_in_one_place_are_both_kept_with_their_comments() -> None:
    last = "        target: 60\n"
    ours = with_text(last, f"{last}      - id: calls   # by phone\n        title: Calls\n        target: 5\n")
    cards = "      # by post\n      - id: cards\n        title: Cards\n        target: 7 # a day\n"
    theirs = with_text(last, f"{last}\n{cards}")
    found = merged(ours, theirs)
    assert found.text is not None
    text = found.text.decode()
    assert "- id: calls   # by phone" in text
    assert cards in text


@pytest.mark.parametrize(
    ("ours", "theirs", "conflict"),
    [
        ("target: 25 ", "target: 45 ", "demand/mql/target: `25` and `45`"),
        ("target: 25 ", "", "demand/mql/target: `25` and removed"),
    ],
)
def test_one_field_that_both_changed_is_a_conflict(ours: str, theirs: str, conflict: str) -> None:
    old = "target: 30                  # agreed with sales"
    found = merged(with_text(old, ours + "# agreed"), with_text(old, theirs + "# agreed"))
    assert found.text is None
    assert found.conflicts == (conflict,)


def test_a_reference_that_was_mended_keeps_its_line() -> None:
    needs = "    depends_on:\n      - {to: demand/mql, need: leads}   # every week\n"
    base = BASE.replace("    contributes_to: [demand]\n", needs)
    theirs = base.replace("id:     mql ", "id:     leads ").replace("to: demand/mql", "to: demand/leads")
    theirs = theirs.replace("        start:  20\n", "        was:    [mql]\n        start:  20\n")
    ours = base.replace("target: 30", "target: 45")
    found = merge(base.encode(), ours.encode(), theirs.encode(), PATH)
    assert found.text is not None, found.conflicts
    assert sorted(found.text.decode().splitlines()) == sorted(theirs.replace("target: 30", "target: 45").splitlines())


def test_days_come_over_without_quotes() -> None:
    line = "{id: revenue, title: Revenue, start: 100, target: 150}"
    due = "- {title: Guide, due: 2026-11-20}"
    ours = with_text("Grow inbound MQLs", "MQLs")
    theirs = with_text(due, "- {title: Guide, due: 2026-11-30, done: 2026-11-29}").decode()
    theirs = theirs.replace(line, line[:-1] + ", end_date: 2026-12-11, changes: [{date: 2026-11-02, field: end_date}]}")
    found = merged(ours, theirs.encode())
    assert found.text == theirs.replace("Grow inbound MQLs", "MQLs").encode()
    empty = BASE.replace("        actions:\n          - {title: Guide, due: 2026-11-20}\n", "        actions: []\n")
    found = merged(with_text("Grow inbound MQLs", "MQLs", empty), BASE.encode(), empty)
    assert found.text is not None
    assert reader.read(found.text, PATH)[0] == reader.read(with_text("Grow inbound MQLs", "MQLs"), PATH)[0]
    assert "due: 2026-11-20}" in found.text.decode()


def test_a_thing_that_one_side_took_out_and_the_other_changed_is_a_conflict() -> None:
    gone = with_text("      - {id: cost, title: Cost, start: 9, target: 3}\n", "")
    changed = with_text("start: 9, target: 3", "start: 9, target: 2")
    assert merged(gone, changed).conflicts == ("growth/cost: removed and changed",)


def test_a_rename_meets_a_change_under_the_old_id() -> None:
    renamed = with_text("id: revenue, title: Revenue,", "id: sales, title: Revenue, was: [revenue],")
    changed = with_text("start: 100, target: 150", "start: 100, target: 170")
    text = merged(renamed, changed).text
    assert text == with_text(
        "{id: revenue, title: Revenue, start: 100, target: 150}",
        "{id: sales, title: Revenue, was: [revenue], start: 100, target: 170}",
    )


def test_lines_that_merge_and_mean_the_wrong_thing_are_not_taken() -> None:
    """Both sides add the same id in different places: by lines that is clean, and a duplicate."""
    new = "      - {id: calls, title: Calls, target: %s}\n"
    ours = with_text("      - id:     mql", new % 5 + "      - id:     mql")
    theirs = with_text("        target: 60\n", "        target: 60\n" + new % 5)
    by_git = text_merge(Path.cwd(), BASE.encode(), ours, theirs)
    assert by_git.is_clean
    assert by_git.text.count(b"id: calls") == 2
    found = merge(BASE.encode(), ours, theirs, PATH, by_git.text)
    assert found.text is not None
    assert found.text.count(b"id: calls") == 1


def test_a_clean_merge_of_git_s_is_taken_as_it_is() -> None:
    ours, theirs = with_text("owner: mai", "owner: linh"), with_text("target: 60", "target: 70")
    by_git = text_merge(Path.cwd(), BASE.encode(), ours, theirs)
    assert merge(BASE.encode(), ours, theirs, PATH, by_git.text).text == by_git.text


def test_a_comment_that_has_no_place_is_left_to_people() -> None:
    ours = with_text(
        "target: 30                  # agreed with sales", "target: 30                  # agreed with Linh"
    )
    theirs = with_text(
        "target: 30                  # agreed with sales", "target: 45                  # agreed with Mai"
    )
    found = merged(ours, theirs)
    assert found.text is None
    assert found.conflicts == ("the comment `# agreed with Mai` would be lost",)


def test_comments_with_the_same_words_stay_with_their_lines() -> None:
    twice = BASE.replace("target: 60", "target: 30                  # agreed with sales")
    one = twice.replace("    title: 我们在增长", "    title: 我们").encode()
    both = twice.replace("# agreed with sales", "# as we said").encode()
    text = merged(one, both, twice).text
    assert text == both.replace("    title: 我们在增长".encode(), "    title: 我们".encode())


def test_comments_of_theirs_go_above_or_behind_the_lines_they_speak_of() -> None:
    ours = with_text("target: 30 ", "target: 31 ")
    theirs = with_text("    owner: mai\n", "    # since May\n    # and gladly\n    owner: mai   # Mai Tran\n")
    text = merged(ours, theirs).text
    assert text is not None
    assert b"    # since May\n    # and gladly\n    owner: mai  # Mai Tran\n" in text
    assert b"target: 31 " in text


def test_a_comment_that_both_sides_wrote_is_enough_once_and_one_taken_out_may_go() -> None:
    ours = with_text("    owner: mai\n", "    owner: linh # new\n")
    theirs = (
        with_text("    owner: mai\n", "    owner: linh # new\n").replace(b"  # the last one", b"").replace(b"60", b"61")
    )
    text = merged(ours, theirs).text
    assert text is not None
    assert text.count(b"# new") == 1


def test_the_order_of_things_with_names_means_nothing() -> None:
    """Git puts their new key result first, the merge by meaning last: the same plan, so git's text stands."""
    new = "      - {id: calls, title: Calls, target: 5}\n"
    ours = with_text("target: 60", "target: 61")
    theirs = with_text("    key_results:\n      - id:     mql", f"    key_results:\n{new}      - id:     mql")
    by_git = text_merge(Path.cwd(), BASE.encode(), ours, theirs)
    assert by_git.is_clean
    assert merge(BASE.encode(), ours, theirs, PATH, by_git.text).text == by_git.text


def test_a_renamed_thing_and_a_new_one_under_its_old_id_are_two() -> None:
    line = "      - {id: revenue, title: Revenue, start: 100, target: 150}\n"
    renamed = "      - {id: sales, title: Revenue, start: 100, target: 150, was: [revenue]}\n"
    ours = with_text(line, renamed + line.replace("title: Revenue", "title: Other"))
    data, conflicts = merged_data(*(read(raw, PATH)[0] for raw in (BASE.encode(), ours, with_text("60", "61"))))
    assert conflicts == []
    assert [item["id"] for item in data["objectives"][1]["key_results"]] == ["sales", "revenue", "cost"]


def test_lists_of_texts_and_emptied_fields_merge_item_by_item() -> None:
    ours = with_text("contributes_to: [demand]", "contributes_to: [demand, brand]")
    theirs = with_text("contributes_to: [demand]", "contributes_to: [year]")
    text = merged(ours, theirs).text
    assert text is not None
    assert b"contributes_to: [brand, year]" in text
    emptied = BASE.replace("contributes_to: [demand]", "contributes_to:").encode()
    added = merged(emptied, with_text("contributes_to: [demand]", "contributes_to: [demand, x]")).text
    assert added is not None
    assert b"contributes_to: [x]" in added


def test_a_version_that_cannot_be_read_is_git_s_to_merge() -> None:
    broken = b"cycle: [\n"
    assert merge(broken, BASE.encode(), BASE.encode(), PATH).conflicts == ("the common version cannot be read",)
    assert merge(BASE.encode(), broken, BASE.encode(), PATH, b"by git").text == b"by git"


# ── Random pairs ──────────────────────────────────────────────────────────────────────────────────────────────────

Edit = tuple[str, tuple[str, ...], Any]
"""What is done, where (ids, and a field at the end of `set`), and the value."""

FIELDS: dict[str, list[Any]] = {
    "title": ["A", "Hai mươi", "三十"],
    "target": [Decimal(40), Decimal(41)],
    "owner": ["mai", "linh"],
    "unit": ["%", "km"],
}
ORDER = ["id", "title", "owner", "start", "target", "unit"]


class Person:
    """Somebody with a file and an idea: makes an edit in the text and notes it."""

    def __init__(self, dice: random.Random, name: str) -> None:
        self.dice, self.name = dice, name
        self.text = BASE.encode()
        self.edits: list[Edit] = []
        self.comments: list[str] = []

    def work(self) -> None:
        for _ in range(self.dice.randint(1, 4)):
            edits = [self.set, self.set, self.add, self.add_action, self.remove, self.comment, self.entry, self.entry]
            self.dice.choice(edits)()

    def places(self) -> list[tuple[tuple[str, ...], tuple[str | int, ...]]]:
        data: Any = read(self.text, PATH)[0]
        return [
            ((objective["id"], key_result["id"]), ("objectives", i, "key_results", j))
            for i, objective in enumerate(data["objectives"])
            for j, key_result in enumerate(objective.get("key_results") or [])
        ]

    def set(self) -> None:
        name, keys = self.dice.choice(self.places())
        field = self.dice.choice(list(FIELDS))
        value = self.dice.choice(FIELDS[field])
        self.text = editor.set_value(
            self.text, PATH, (*keys, field), value, ["id", "title", "owner", "start", "target", "unit"]
        )
        self.edits.append(("set", (*name, field), value))

    def add(self) -> None:
        objective = self.dice.choice([0, 1])
        name, title = self.dice.choice(["calls", "cards", "wins"]), self.dice.choice("XY")
        new = {"id": name, "title": title, "target": Decimal(1)}
        parent = ["demand", "growth"][objective]
        if any(known == (parent, name) for known, _ in self.places()):
            return
        keys = ("objectives", objective, "key_results")
        self.text = editor.append_item(self.text, PATH, keys, new)
        if self.dice.random() < 0.5:
            comment = f"# {self.name} says so {len(self.comments)}"
            lines = self.text.decode().splitlines(keepends=True)
            at = next(number for number, line in enumerate(lines) if f"id: {name}" in line and "- " in line)
            lines[at] = lines[at].rstrip("\n") + f"  {comment}\n"
            self.text = "".join(lines).encode()
            self.comments.append(comment)
        self.edits.append(("add", (parent, name), new))

    def add_action(self) -> None:
        name, keys = self.dice.choice(self.places())
        title = f"Do {self.dice.randint(1, 3)}"
        data: Any = read(self.text, PATH)[0]
        for key in keys:
            data = data[key]
        if title in [action["title"] for action in data.get("actions") or []]:
            return
        self.text = editor.append_item(self.text, PATH, (*keys, "actions"), OneLine({"title": title}))
        self.edits.append(("action", name, title))

    def entry(self) -> None:
        """Edit, add or remove an entry of a list without ids."""
        name, keys = self.dice.choice(self.places())
        data: Any = read(self.text, PATH)[0]
        for key in keys:
            data = data[key]
        entries, day = data.get("checkins") or [], self.dice.choice(["2026-10-12", "2026-10-19", "2026-10-26"])
        position = next((number for number, entry in enumerate(entries) if entry["date"] == day), None)
        keys = (*keys, "checkins")
        if position is None:
            new = {"date": date.fromisoformat(day), "value": Decimal(self.dice.randint(50, 51))}
            self.text = editor.append_item(self.text, PATH, keys, OneLine(new))
        elif len(entries) > 1 and self.dice.random() < 0.3:
            self.text = editor.remove(self.text, PATH, (*keys, position))
        else:
            field = self.dice.choice(["value", "note"])
            value = Decimal(self.dice.randint(52, 53)) if field == "value" else self.dice.choice("AB")
            self.text = editor.set_value(self.text, PATH, (*keys, position, field), value, ["date", "value", "note"])
        self.edits.append(("entry", (*name, day), position))

    def remove(self) -> None:
        name, keys = self.dice.choice(self.places())
        if len([other for other, _ in self.places() if other[0] == name[0]]) > 1 and not self.comments:
            self.text = editor.remove(self.text, PATH, keys)
            self.edits.append(("remove", name, None))

    def comment(self) -> None:
        comment = f"# {self.name} notes {len(self.comments)}"
        place = self.dice.choice(["cycle: ", "    owner: ", "  - id: growth"])
        lines = self.text.decode().splitlines(keepends=True)
        at = next((number for number, line in enumerate(lines) if line.startswith(place)), None)
        if at is not None:
            lines.insert(at, " " * (len(place) - len(place.lstrip())) + comment + "\n")
            self.text = "".join(lines).encode()
            self.comments.append(comment)


def state(text: bytes) -> dict[tuple[str, ...], Any]:
    """What a file says, flat: every field of every key result, and every action, by name."""
    data: Any = read(text, PATH)[0]
    found: dict[tuple[str, ...], Any] = {}
    for objective in data["objectives"]:
        for key_result in objective.get("key_results") or []:
            name = (objective["id"], key_result["id"])
            found[name] = True
            for field, value in key_result.items():
                if field == "actions":
                    found |= {(*name, "actions", action["title"]): True for action in value}
                elif field == "checkins":
                    for entry in value:
                        found[(*name, "checkins", entry["date"])] = True
                        found |= {(*name, "checkins", entry["date"], part): content for part, content in entry.items()}
                else:
                    found[(*name, field)] = value
    return found


def below(side: dict[tuple[str, ...], Any], name: tuple[str, ...]) -> dict[tuple[str, ...], Any]:
    return {key: value for key, value in side.items() if key[: len(name)] == name}


def expected(base: bytes, ours: bytes, theirs: bytes) -> tuple[dict[tuple[str, ...], Any], bool]:
    """What the merge must say, worked out on flat names, and whether people have to decide."""
    old, mine, other = map(state, (base, ours, theirs))
    result, is_conflict = {}, False
    for name in {**old, **mine, **other}:
        was, one, two = (side.get(name) for side in (old, mine, other))
        value = two if one == was else one
        is_conflict |= one != two and was not in (one, two)
        if value is not None:
            result[name] = value
    for name in [name for name in {**mine, **other} if len(name) == 4 and "checkins" in name and name not in old]:
        both = name in mine and name in other  # they have no id, so two that differ may be two
        is_conflict |= both and below(mine, name) != below(other, name)
    for gone, kept in ((mine, other), (other, mine)):
        for name in [name for name in old if old[name] is True and name not in gone and name in kept]:
            is_conflict |= below(old, name) != below(kept, name)
    return result, is_conflict


def comments_of(text: bytes) -> Counter[str]:
    return Counter(line[line.index("#") :].strip() for line in text.decode().splitlines() if "#" in line)


def test_random_pairs_merge_as_they_must_and_nothing_is_lost() -> None:
    seed, pairs = SEED, PAIRS
    print(f"OKR_MERGE_SEED={seed}")
    dice = random.Random(seed)
    outcomes: Counter[str] = Counter()
    for number in range(pairs):
        one, two = Person(dice, "mai"), Person(dice, "linh")
        one.work()
        two.work()
        about = f"seed {seed}, pair {number}: {one.edits} and {two.edits}"
        by_git = text_merge(Path.cwd(), BASE.encode(), one.text, two.text)
        found = merge(BASE.encode(), one.text, two.text, PATH, by_git.text if by_git.is_clean else None)
        turned = merge(BASE.encode(), two.text, one.text, PATH)
        wanted, is_conflict = expected(BASE.encode(), one.text, two.text)
        if is_conflict:
            assert found.text is None, about
            assert turned.text is None, about
            outcomes["conflict"] += 1
            continue
        if found.text is None:
            assert "comment" in found.conflicts[0] or "cannot be changed" in found.conflicts[0], f"{about}: {found}"
            outcomes["refused"] += 1
            continue
        assert state(found.text) == wanted, about
        assert comments_of(found.text) >= comments_of(one.text) & comments_of(two.text), about
        for comment in (*one.comments, *two.comments):
            assert comment.encode() in found.text, about
        if turned.text is not None:
            assert state(turned.text) == wanted, about
        outcomes["by git" if found.text == by_git.text else "spliced"] += 1
    print(dict(outcomes))
    assert outcomes["refused"] <= pairs / 20
    assert outcomes["spliced"] > 0


def test_the_merge_of_a_thing_with_itself_is_that_thing() -> None:
    data = read(BASE.encode(), PATH)[0]
    assert merged_data(data, deepcopy(data), deepcopy(data)) == (data, [])
    assert merge(BASE.encode(), BASE.encode(), BASE.encode(), PATH).text == BASE.encode()


# ── With git ──────────────────────────────────────────────────────────────────────────────────────────────────────

PLAN = BASE.replace("owner: mai", "owner: linh")
CALLS = "        target: 60\n      - {id: calls, title: Calls, target: 5}\n"
CARDS = "        target: 60\n      - {id: cards, title: Cards, target: 7}\n"


@pytest.fixture
def two_branches(empty_work: Work, monkeypatch: pytest.MonkeyPatch) -> Work:
    """Two branches that add different key results in one place."""
    monkeypatch.setenv("OKR_TODAY", "2026-11-16")
    empty_work.write(".gitattributes", ATTRIBUTES)
    empty_work.commit("plan", okrs_yaml=PLAN)
    empty_work.git("checkout", "-q", "-b", "colleague")
    empty_work.commit("cards", okrs_yaml=PLAN.replace("        target: 60\n", CARDS))
    empty_work.git("checkout", "-q", "main")
    empty_work.commit("calls", okrs_yaml=PLAN.replace("        target: 60\n", CALLS))
    return empty_work


def test_resolve_keeps_both_and_leaves_the_commit_to_the_person(two_branches: Work) -> None:
    two_branches.git("merge", "colleague", check=False)
    shown = okr(two_branches.path, "resolve", "--dry-run")
    assert "-<<<<<<< HEAD" in shown.out
    answer = okr(two_branches.path, "resolve")
    assert (answer.code, answer.out.splitlines()[0]) == (0, "Resolved okrs.yaml")
    text = (two_branches.path / PATH).read_text("utf-8")
    assert "id: calls" in text
    assert "id: cards" in text
    assert two_branches.git("ls-files", "-u") == ""
    assert two_branches.log()[0] == "calls"
    two_branches.git("commit", "-q", "--no-edit")
    assert okr(two_branches.path, "validate").code == 0
    assert okr(two_branches.path, "resolve").out == "nothing is in conflict\n"


def test_resolve_names_what_both_changed_and_leaves_that_file_alone(two_branches: Work) -> None:
    for branch, number in (("colleague", 45), ("main", 25)):
        two_branches.git("checkout", "-q", branch)
        text = (two_branches.path / PATH).read_text("utf-8")
        two_branches.commit("target", okrs_yaml=text.replace("target: 30 ", f"target: {number} "))
    two_branches.git("merge", "colleague", check=False)
    before = two_branches.state()
    answer = okr(two_branches.path, "resolve")
    assert answer.code == 1
    assert "conflict: okrs.yaml: demand/mql/target: `25` and `45`" in answer.err
    assert two_branches.state() == before


def test_resolve_leaves_what_a_person_has_resolved(two_branches: Work) -> None:
    two_branches.git("merge", "colleague", check=False)
    two_branches.write(PATH, PLAN)
    answer = okr(two_branches.path, "resolve")
    assert answer.code == 1
    assert "has no conflict markers" in answer.err
    assert (two_branches.path / PATH).read_text("utf-8") == PLAN


@pytest.mark.parametrize("style", ["merge", "diff3"])
@pytest.mark.parametrize(
    ("old", "new"),
    [
        (b'title: "Kh', b'title: "More: Kh'),
        (b"=======\n", b"        # a thought\n=======\n"),
        (b">>>>>>>", b"        unit: people\n>>>>>>>"),
        (b"title: Calls, target: 5}", b"title: Calls, target: 6}"),
        (b"      - {id: cost, title: Cost, start: 9, target: 3}\n", b""),
        (b">>>>>>> colleague\n", b""),
    ],
    ids=["outside", "between", "in the last part", "a value of our side", "a line taken out", "a marker taken out"],
)
def test_resolve_never_drops_what_was_typed_since(two_branches: Work, style: str, old: bytes, new: bytes) -> None:
    two_branches.git("config", "merge.conflictStyle", style)
    two_branches.git("merge", "colleague", check=False)
    place = two_branches.path / PATH
    assert place.read_bytes().count(old) == 1
    place.write_bytes(place.read_bytes().replace(old, new))
    before = two_branches.state()
    answer = okr(two_branches.path, "resolve")
    assert (answer.code, answer.out) == (1, "")
    assert "conflict: okrs.yaml was changed since git wrote its conflict markers" in answer.err
    assert two_branches.state() == before
    two_branches.git("checkout", "--merge", PATH)  # what the help says
    assert okr(two_branches.path, "resolve").code == 0


@pytest.mark.parametrize("style", ["diff3", "zdiff3"])
def test_resolve_knows_the_other_styles_of_conflicts(two_branches: Work, style: str) -> None:
    two_branches.git("config", "merge.conflictStyle", style)
    two_branches.git("merge", "colleague", check=False)
    place = two_branches.path / PATH
    place.write_bytes(place.read_bytes().replace(b"|||||||", b"||||||| of old", 1))
    text = place.read_bytes()
    place.write_bytes(text.replace(b"=======\n", b"      # a thought\n=======\n"))
    assert okr(two_branches.path, "resolve").code == 1
    place.write_bytes(text)
    assert okr(two_branches.path, "resolve").code == 0


CHECKOUTS = ["core.autocrlf=true", "*.yaml text eol=crlf", "*.yaml text eol=lf"]


@pytest.fixture
def crlf_branches(request: pytest.FixtureRequest, empty_work: Work) -> Work:
    """Two branches that change neighbouring lines, checked out with CRLF (`eol=lf`: written so by an editor)."""
    setting = request.param
    if "=" in setting.split(" ")[0]:
        empty_work.git("config", *setting.split("="))
    else:
        empty_work.write(".gitattributes", f"{setting}\n")
    empty_work.commit("plan", okrs_yaml=PLAN)
    empty_work.git("checkout", "-q", "-b", "colleague")
    empty_work.commit(
        "theirs", okrs_yaml=PLAN.replace("        start:  20\n", "        start:  20  # x\n        unit: km\n")
    )
    empty_work.git("checkout", "-q", "main")
    empty_work.commit("ours", okrs_yaml=PLAN.replace("target: 30 ", "target: 31 "))
    empty_work.git("rm", "-q", "--cached", PATH)
    (empty_work.path / PATH).unlink()
    empty_work.git("reset", "-q", "--hard")
    if "eol=lf" in setting:
        empty_work.write(PATH, (empty_work.path / PATH).read_bytes().replace(b"\n", b"\r\n"))
    return empty_work


def is_crlf(place: Path) -> bool:
    text = place.read_bytes()
    return text.count(b"\r\n") == text.count(b"\n") > 10


@pytest.mark.parametrize("crlf_branches", CHECKOUTS, indirect=True)
def test_undo_gives_a_checkout_with_crlf_its_bytes_back(crlf_branches: Work) -> None:
    place = crlf_branches.path / PATH
    before = place.read_bytes()
    assert is_crlf(place)
    for words in (
        ["set", "mql", "title=x"],
        ["set", "cost", "state=cancelled", "--reason", "Nobody answers"],
        ["fmt", PATH],
    ):
        assert okr(crlf_branches.path, *words).code == 0
        assert is_crlf(place)
        answer = okr(crlf_branches.path, "undo")
        assert answer.out.startswith("restored okrs.yaml"), answer.err
        assert place.read_bytes() == before
        assert crlf_branches.git("status", "--porcelain") == ""


@pytest.mark.parametrize("crlf_branches", CHECKOUTS[:2], indirect=True)
def test_resolve_keeps_the_line_ends_of_the_checkout(crlf_branches: Work) -> None:
    crlf_branches.git("merge", "colleague", check=False)
    place = crlf_branches.path / PATH
    assert b"<<<<<<<" in place.read_bytes()
    assert okr(crlf_branches.path, "resolve").code == 0
    assert is_crlf(place)
    assert b"unit: km\r\n" in place.read_bytes()
    crlf_branches.git("commit", "-q", "--no-edit")
    assert crlf_branches.git("status", "--porcelain") == ""
    assert "\r" not in crlf_branches.git("cat-file", "blob", f"HEAD:{PATH}")


def test_resolve_says_that_one_side_deleted_the_file(empty_work: Work) -> None:
    empty_work.commit("plan", okrs_yaml=PLAN)
    empty_work.write("okrs/sales.yaml", PLAN.replace("demand", "sales"))
    empty_work.commit("sales")
    empty_work.git("checkout", "-q", "-b", "colleague")
    empty_work.git("rm", "-q", "okrs/sales.yaml")
    empty_work.commit("gone")
    empty_work.git("checkout", "-q", "main")
    empty_work.write("okrs/sales.yaml", PLAN.replace("demand", "sold"))
    empty_work.commit("changed")
    empty_work.git("merge", "colleague", check=False)
    answer = okr(empty_work.path, "resolve")
    assert answer.code == 1
    assert "okrs/sales.yaml was deleted on their side" in answer.err


def test_without_git_or_conflicts_there_is_nothing_to_resolve(tmp_path: Path, two_branches: Work) -> None:
    assert okr(two_branches.path, "resolve").out == "nothing is in conflict\n"
    folder = tmp_path / "alone"
    folder.mkdir()
    (folder / PATH).write_text(PLAN, "utf-8")
    assert okr(folder, "resolve").code == 3


def driver_in(work: Work, tmp_path: Path) -> None:
    """Install the merge driver, with an `okr` on the PATH that is this one."""
    import sys

    place = tmp_path / "bin" / "okr"
    place.parent.mkdir()
    root = Path(__file__).parents[2]
    place.write_text(f'#!/bin/sh\nPYTHONPATH={root} exec {sys.executable} -m okrcli "$@"\n')
    place.chmod(0o755)
    os.environ["PATH"] = f"{place.parent}{os.pathsep}{os.environ['PATH']}"
    assert okr(work.path, "setup", "git", "--yes").code == 0


@pytest.fixture
def driven(two_branches: Work, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Work:
    monkeypatch.setenv("PATH", os.environ["PATH"])
    driver_in(two_branches, tmp_path)
    return two_branches


@pytest.mark.parametrize("how", [["merge", "-q", "--no-edit"], ["rebase", "-q"], ["cherry-pick"]])
def test_the_driver_merges_what_lines_cannot(driven: Work, how: list[str]) -> None:
    driven.git(*how, "colleague")
    text = (driven.path / PATH).read_text("utf-8")
    assert "id: calls" in text
    assert "id: cards" in text
    assert okr(driven.path, "validate").code == 0


def test_the_driver_leaves_markers_where_both_changed_one_field(driven: Work) -> None:
    for branch, number in (("colleague", 45), ("main", 25)):
        driven.git("checkout", "-q", branch)
        text = (driven.path / PATH).read_text("utf-8")
        driven.commit("target", okrs_yaml=text.replace("target: 30 ", f"target: {number} "))
    driven.git("merge", "colleague", check=False)
    text = (driven.path / PATH).read_text("utf-8")
    assert "<<<<<<<" in text
    assert "target: 25" in text
    assert "target: 45" in text
    assert driven.git("ls-files", "-u") != ""


def test_where_okr_is_gone_git_merges_by_lines(driven: Work, tmp_path: Path) -> None:
    (tmp_path / "bin" / "okr").write_text("#!/bin/sh\nexit 127\n")
    driven.git("merge", "colleague", check=False)
    text = (driven.path / PATH).read_text("utf-8")
    assert "<<<<<<<" in text
    assert "id: calls" in text
    assert "id: cards" in text


def test_install_is_shown_first_and_can_be_taken_back(empty_work: Work) -> None:
    empty_work.commit("plan", okrs_yaml=PLAN)
    before = empty_work.git("config", "--local", "--list")
    assert okr(empty_work.path, "setup", "git").code == 2
    assert "git config --local merge.okr.driver" in okr(empty_work.path, "setup", "git", "--dry-run").out
    assert empty_work.git("config", "--local", "--list") == before
    assert okr(empty_work.path, "setup", "git", "--yes").code == 0
    assert empty_work.log()[0] == "okr setup git: the list of OKR files for git"
    assert okr(empty_work.path, "setup").out.count("not set") == 0
    assert okr(empty_work.path, "setup", "git", "--remove", "--yes").code == 0
    assert empty_work.git("config", "--local", "--list") == before
    assert okr(empty_work.path, "setup").out.count("not set") == 2


def test_the_hook_refuses_a_commit_with_errors_and_goes_again(driven: Work) -> None:
    assert (
        "+exec okr -C '.' validate --staged --since HEAD" in okr(driven.path, "setup", "git", "--hook", "--dry-run").out
    )
    assert okr(driven.path, "setup", "git", "--hook", "--yes").code == 0
    assert "not set" not in okr(driven.path, "setup").out
    head = driven.head()
    driven.write(PATH, PLAN.replace("target: 60", "targt: 60"))
    driven.git("add", PATH)
    driven.git("commit", "-qm", "broken", check=False)
    assert driven.head() == head
    driven.write(PATH, PLAN.replace("target: 60", "target: 61"))
    driven.git("add", PATH)
    driven.git("commit", "-qm", "right")
    assert driven.head() != head
    assert "removed the hook" in okr(driven.path, "setup", "git", "--remove", "--yes").out
    assert not (driven.path / ".git/hooks/pre-commit").exists()


def test_the_hook_of_a_workspace_below_the_top_looks_there(driven: Work) -> None:
    folder = driven.path / "teams" / "o'neil"
    folder.mkdir(parents=True)
    (folder / PATH).write_text(PLAN, "utf-8")
    driven.git("rm", "-q", PATH)
    driven.commit("moved")
    assert okr(folder, "setup", "git", "--hook", "--yes").code == 0
    head = driven.head()
    (folder / PATH).write_text(PLAN.replace("target: 60", "targt: 60"), "utf-8")
    driven.git("add", "-A")
    driven.git("commit", "-qm", "broken", check=False)
    assert driven.head() == head
    (folder / PATH).write_text(PLAN.replace("target: 60", "target: 61"), "utf-8")
    driven.git("add", "-A")
    driven.git("commit", "-qm", "right")
    assert driven.head() != head


def test_a_hook_of_somebody_else_stays(driven: Work) -> None:
    driven.hook("pre-commit", "exit 0")
    place = driven.path / ".git/hooks/pre-commit"
    before = place.read_text("utf-8")
    answer = okr(driven.path, "setup", "git", "--hook", "--yes")
    assert answer.code == 3
    assert "add this line to it: okr -C '.' validate --staged --since HEAD || exit 1" in answer.err
    assert "pre-commit does not check OKRs" in okr(driven.path, "setup").out
    okr(driven.path, "setup", "git", "--remove", "--yes")
    assert place.read_text("utf-8") == before


def test_where_the_attributes_cannot_be_written_no_setting_is_made(empty_work: Work) -> None:
    empty_work.commit("plan", okrs_yaml=PLAN)
    (empty_work.path / ".gitattributes").symlink_to("elsewhere")
    before = empty_work.git("config", "--local", "--list")
    answer = okr(empty_work.path, "setup", "git", "--yes")
    assert answer.code == 3
    assert ".gitattributes is a symbolic link" in answer.err
    assert empty_work.git("config", "--local", "--list") == before
