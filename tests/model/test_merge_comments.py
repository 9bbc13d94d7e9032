"""Comments in a merge: each stays with the field or item it belongs to, is never lost, and stands there once."""

from __future__ import annotations

import random

import pytest

from okrcli.model.merge import merge
from okrcli.yaml.reader import read
from tests.support.examples import examples

PATH = "okrs.yaml"
FIELDS = ("title", "start", "target", "unit")


def plan(**values: str) -> str:
    """A plan in which many lines have the same words; values are given as `nps_target="40"`."""
    lines = ["cycle: 2026-Q4", "objectives:"]
    for objective, names in (("demand", ("mql", "nps")), ("growth", ("sales", "cost"))):
        lines += [f"  - id: {objective}", "    title: We grow", "    key_results:"]
        for name in names:
            lines += [f"      - id: {name}"]
            defaults = {"title": "It grows", "start": "20", "target": "30", "unit": "EUR"}
            lines += [f"        {field}: {values.get(f'{name}_{field}', defaults[field])}" for field in FIELDS]
    return "\n".join(lines) + "\n"


def lines_of(text: str) -> dict[tuple[str, str], int]:
    """The line number of each field of each key result: `(mql, target)`."""
    found, name = {}, ""
    for number, line in enumerate(text.splitlines()):
        words = line.partition("#")[0].strip().removeprefix("- ")
        if words.startswith("id: "):
            name = words.removeprefix("id: ")
        if line.startswith("        ") and words:
            found[name, words.partition(":")[0]] = number
    return found


def commented(text: str, where: tuple[str, str], comment: str, place: str) -> str:
    """The text with a comment above or behind a line."""
    lines, number = text.splitlines(), lines_of(text)[where]
    if place == "behind":
        lines[number] += f"  {comment}"
    else:
        lines.insert(number, f"        {comment}")
    return "\n".join(lines) + "\n"


def comments_of(text: str) -> list[tuple[tuple[str, str], str, str]]:
    """Each comment with the line that it stands above or behind."""
    by_line = {number: where for where, number in lines_of(text).items()}
    found, above = [], list[str]()
    for number, line in enumerate(text.splitlines()):
        words, sign, rest = line.partition("#")
        if sign and not words.strip():
            above.append(sign + rest)
        elif number in by_line:
            found += [(by_line[number], comment, "above") for comment in above]
            found += [(by_line[number], sign + rest, "behind")] if sign else []
            above = []
    assert not above
    return sorted(found)


@pytest.mark.parametrize("newline", ["\n", "\r\n"])
def test_every_comment_stays_with_its_line(newline: str) -> None:
    merges = 0
    for seed in range(examples(180)):
        dice = random.Random(seed)
        fields = dice.sample([f"{name}_{field}" for name in ("mql", "nps", "sales") for field in FIELDS[1:3]], 4)
        ours, theirs = plan(**dict.fromkeys(fields[:2], "40")), plan(**dict.fromkeys(fields[2:], "40"))
        places = [(name, field) for name in ("mql", "nps", "sales", "cost") for field in FIELDS]
        texts, wanted = [], set[tuple[tuple[str, str], str, str]]()
        for side, free in ((ours, dice.sample(places, 5)), (theirs, dice.sample(places, 5))):
            text = side
            for where in free:
                comment, place = dice.choice(["# TODO", "# agreed", "# ask Linh"]), dice.choice(["above", "behind"])
                text = commented(text, where, comment, place)
                wanted.add((where, comment, place))
            texts.append(text)
        raw = [text.replace("\n", newline).encode() for text in (plan(), *texts)]
        result = merge(raw[0], raw[1], raw[2], PATH)
        behind = [where for where, _, place in wanted if place == "behind"]
        if len(behind) > len(set(behind)):  # two comments want the same place
            assert result.text is None
            continue
        about = f"seed {seed}: {result.conflicts}\n{texts[0]}\n{texts[1]}"
        assert result.text is not None, about
        text = result.text.decode()
        assert text.count("\n") == text.count(newline)
        assert comments_of(text) == sorted(wanted), about
        assert read(result.text, PATH)[0] == read(plan(**dict.fromkeys(fields, "40")).encode(), PATH)[0]
        merges += 1
    assert merges > 5


def test_a_comment_goes_where_its_item_goes() -> None:
    base = plan()
    ours = commented(base, ("mql", "target"), "# agreed", "behind").replace("id: nps", "id: people\n        was: [nps]")
    theirs = commented(base.replace("target: 30", "target: 31"), ("nps", "start"), "# TODO", "above")
    text = merge(base.encode(), ours.encode(), theirs.encode(), PATH).text
    assert text is not None
    assert (("people", "start"), "# TODO", "above") in comments_of(text.decode())
    assert (("mql", "target"), "# agreed", "behind") in comments_of(text.decode())


def test_a_sign_in_a_value_is_no_comment() -> None:
    line = '- {id: mql, title: "We are #1", target: 30}'
    base = f"objectives:\n  - id: demand\n    key_results:\n      {line}\n"
    ours, theirs = base.replace("30", "31"), base.replace("30}", "30, weight: 2}")
    text = merge(base.encode(), ours.encode(), theirs.encode(), PATH).text
    assert text == base.replace("30}", "31, weight: 2}").encode()


def test_a_comment_at_something_that_the_other_side_took_out_is_left_to_people() -> None:
    base = plan()
    theirs = commented(base, ("nps", "unit"), "# from the bank", "behind")
    start = base.index("      - id: nps")
    ours = base[:start] + base[base.index("  - id: growth") :]
    assert merge(base.encode(), ours.encode(), theirs.encode(), PATH).conflicts == (
        "the comment `# from the bank` would be lost",
    )


def test_comments_that_one_side_takes_out_are_gone() -> None:
    base = commented(commented(plan(), ("mql", "unit"), "# old", "above"), ("nps", "unit"), "# old", "behind")
    ours = base.replace("target: 30", "target: 31")
    theirs = plan(mql_unit="USD")
    text = merge(base.encode(), ours.encode(), theirs.encode(), PATH).text
    assert text == plan(mql_unit="USD").replace("target: 30", "target: 31").encode()


def test_comments_between_inside_and_at_the_end_of_everything_are_kept() -> None:
    base = "# top\n\na: 1\nb:\n  - x: 1\n  - y: [\n      1,\n      2\n    ]\nc: |\n  text # no comment\nd: 4\n"
    ours = base.replace("a: 1", "a: 2").replace("d: 4", "d: 5")
    theirs = "# first\n# top\n\n# of a\na: 1\nb:  # behind b\n  # above x\n  - x: 1\n    # below x\n"
    theirs += "  - y: [\n      1,  # one\n      2\n      # below two\n    ]  # behind y\n"
    theirs += "c: |  # behind c\n  text # no comment\nd: 4\n# the end\n"
    for one, two in ((ours, theirs), (theirs, ours)):
        text = merge(base.encode(), one.encode(), two.encode(), PATH).text
        assert text is not None
        expected = theirs.replace("a: 1", "a: 2").replace("d: 4", "d: 5")
        assert text.decode().replace("\n\n", "\n") == expected.replace("\n\n", "\n")
