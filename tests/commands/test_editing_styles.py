"""A hundred mixed commands on files as different people write them: each commit holds only what was meant.

`OKR_EDIT_SEED` repeats a run.
"""

from __future__ import annotations

import os
import random
import re
from collections import Counter

import pytest

from tests.conftest import Work
from tests.support.commands import TODAY, okr

SEED = int(os.environ.get("OKR_EDIT_SEED", random.randrange(10**6)))

STYLES = {
    "as the README": """\
# Plan  # 1
cycle: 2026-Q4

objectives:
  # on Mondays  # 2
  - id: demand   # 3
    title: "Khách hàng mới mỗi tuần"  # 4
    owner: mai
    key_results:
      - id:     mql     # 5
        title:  Grow MQLs
        start:  20      # 6
        target: 30      # 7
        actions:
          # first things first  # 8
          - {title: Guide, due: 2026-11-20}
      - id: nps
        title: >-
          People
          like us
        target: 60

  # the other  # 9
  - id: growth
    title: 增长
    contributes_to: [demand]
    key_results: [{id: revenue, title: Revenue, start: 100, target: 150}]
""",
    "lists without indentation": """\
cycle: 2026-Q4
objectives:
- id: demand
  title: Demand
  key_results:
  - id: mql
    title: MQLs   # 1
    target: 30
    depends_on:
    - to: growth/revenue   # 2
      need: money
  # below  # 3
  - id: nps
    title: 'It''s liked'
    target: 60
    milestones: []
- id: growth   # 4
  title: Growth
  key_results:
  - id: revenue
    title: |
      Revenue: all of it
      # no comment
    target: 150
""",
    "like JSON": """\
{
  "cycle": "2026-Q4",
  "objectives": [
    {
      "id": "demand",
      "title": "Demand",
      "key_results": [
        {"id": "mql", "title": "MQLs", "start": 20, "target": 30},
        {
          "id": "nps",
          "title": "ลูกค้าชอบ",
          "target": 60
        }
      ]
    },
    {"id": "growth", "title": "Growth", "contributes_to": ["demand"], "key_results": [
      {"id": "revenue", "title": "Revenue", "target": 150}
    ]}
  ]
}
""",
    "wide dashes": """\
cycle:      2026-Q4

objectives:

    -   id:     demand
        title:  Demand

        # what counts  # 1
        key_results:

            -   id:     mql

                # the name  # 2
                title:  MQLs
                target: 30

            -   id:     nps
                title:  NPS
                target: 60
                # nothing more  # 3

    -   id:     growth
        title:  Growth
        key_results:
            -   {id: revenue, title: Revenue, target: 150}
# the end  # 4
""",
    "everything in quotes": """\
---
"cycle": '2026-Q4'
"objectives":
  - "id": 'demand'
    "title": 'Demand'
    "key_results":
      - {"id": 'mql', "title": 'MQLs', "target": 30}
      - {"id": 'nps', "title": 'NPS', "target": 60}  # 1
  - "id": 'growth'
    "title": 'Growth'
    "supports": []
    "key_results":
      - "id": 'revenue'
        "title": 'Revenue'
        "target": 150
""",
}
NAMES = ["demand/mql", "demand/nps", "growth/revenue"]
REASON = ["--reason", "So it is"]


def command(dice: random.Random, number: int) -> tuple[list[str], int]:
    """A random command, and how many lines of the file it may take away at most."""
    name = dice.choice(NAMES)
    choices: list[tuple[list[str], int]] = [
        (["set", name, f"target={200 + number}", *REASON], 1),
        (["set", name, f"title=Số {number}: “mới”"], 3),
        (["set", name, f"owner=p{number}", *REASON], 1),
        (["set", name, f"unit=u{number}", *REASON], 1),
        (["set", dice.choice(["demand", "growth"]), f"title=目标 {number}"], 1),
        (["set", name, f"definition=Zeile {number}\n# zwei"], 4),
        (["add", "action", name, f"Việc {number}", f"due=2026-12-{number % 28 + 1:02}"], 1),
        (["add", "kr", dice.choice(["demand", "growth"]), f"Neu {number}", f"id=n{number}", "target=3", *REASON], 2),
        (["add", "objective", f"ใหม่ {number}", f"id=o{number}"], 2),
        (["set", name, "state=paused", *REASON], 1),
        (["set", name, "state=active", *REASON], 3),
        (["set", name, "state=cancelled", *REASON], 3),
        (["done", f"Việc {number - dice.randint(1, 5)}"], 1),
        (["request", "add", name, "--to", dice.choice(["growth", "demand"]), f"n{number}"], 1),
        (["request", "agree", name, "--by", "mai"], 1),
        (["set", f"n{number - dice.randint(1, 5)}", f"id=m{number}"], 2),
        (["remove", f"n{number - dice.randint(1, 9)}", "--yes"], 10),
    ]
    return dice.choice(choices)


NOT_AN_EDIT = re.compile(
    "there is no|(?:paused|cancelled|active) already|neither paused|depends on|has no dependency|cannot depend|"
    "several items|done already|several dependencies|is a loop|in use|`was`"
)
"""What is refused because it makes no sense now, in any layout."""


def comments(text: str) -> list[str]:
    return re.findall(r"# \d+$", text, re.MULTILINE)


def test_a_hundred_mixed_commands_leave_only_their_own_lines(empty_work: Work, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("OKR_TODAY", TODAY)
    print(f"OKR_EDIT_SEED={SEED}")
    dice = random.Random(SEED)
    outcomes: Counter[str] = Counter()
    refusals = []
    for style, text in STYLES.items():
        empty_work.commit(style, okrs_yaml=text)
        made = 0
        for number in range(1000):
            words, most = command(dice, number)
            before = (empty_work.path / "okrs.yaml").read_bytes()
            head = empty_work.head()
            answer = okr(empty_work.path, *words)
            after = (empty_work.path / "okrs.yaml").read_bytes()
            about = f"seed {SEED}, {style}, {words}: {answer}"
            if answer.code == 0 and "nothing to do" not in answer.out:
                made += 1
                assert empty_work.paths_of("HEAD") == ["okrs.yaml"], about
                numbers = empty_work.git("diff", "--numstat", head, "HEAD").split()
                assert int(numbers[1]) <= most + (2 if style == "like JSON" else 0), about
                gone = set(comments(before.decode())) - set(comments(after.decode()))
                assert not gone, about
                outcomes["done"] += 1
            elif answer.code:
                assert answer.code in (2, 3), about
                assert (after, empty_work.head()) == (before, head), about
                if not NOT_AN_EDIT.search(answer.err):
                    refusals.append(about)
            if made == 20:
                break
        assert okr(empty_work.path, "validate").code == 0
    print(dict(outcomes), refusals)
    assert outcomes["done"] == 20 * len(STYLES)
    assert len(refusals) <= 3, "\n".join(refusals)
