"""Makes the workspaces that are measured: the same bytes in every run, written as people write them.

Every number comes from a seed, so two runs, on two machines, read the same files.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path
from random import Random
from typing import Final, NamedTuple

DAY: Final = date(2026, 11, 16)
"""The day on which everything is measured: the middle of the last cycle."""

CYCLES: Final = tuple(f"{year}-Q{quarter}" for year in (2025, 2026) for quarter in (1, 2, 3, 4))
CURRENT: Final = CYCLES[-1]
TEAMS: Final = (
    "company",
    *("marketing", "sales", "support", "product", "platform", "mobile", "design", "data"),
    *("finance", "people", "legal", "partners", "security", "research", "field"),
)
_WHAT: Final = (
    ("Qualified requests from the website", "requests", 40, 90),
    ("Median time to a first answer", "hours", 26, 6),
    ("Customers who renew without a call", "%", 61, 80),
    ("Pages that load in under two seconds", "%", 54.5, 95),
    ("Đơn hàng giao đúng hẹn", "đơn", 310, 520),
    ("ผู้ป่วยที่ได้พบแพทย์ภายในหนึ่งชั่วโมง", "ราย", 120, 240),
    ("周活跃团队", "个", 18, 45),
    ("Invoices that leave without a correction", "%", 88, 99.5),
)
_AIM: Final = (
    "New customers understand within a day why they need us",
    "Every release is dull, and nobody is called at night",
    "Khách hàng giới thiệu chúng tôi cho bạn bè",
    "Sales and support tell the same story",
    "ทีมใหม่เริ่มงานได้โดยไม่ต้องรอใคร",
    "老客户愿意把我们介绍给同行",
    "The numbers we decide by are right, and in one place",
)
_NOTES: Final = (
    "The webinar brought more than the campaign.",
    "Two conductors said the same thing: uploading takes a whole evening.",
    "Autumn holidays; I expect these back next week.",
    "Chiều nếm thử có mười một chủ quán lên xưởng, ba người đặt ngay tại chỗ.",
    "三家试点都续了约，第四家下周给答复。",
    "ยังรออุปกรณ์จากส่วนกลาง คาดว่าจะมาถึงต้นสัปดาห์หน้า",
)
_COMMENTS: Final = (
    "matters more to us than any download",
    "agreed in the planning of September, see the minutes",
    "ask Jonas before this one is changed",
)
_WORDED: Final = (
    "Requests from the website {} grow from 40 to 90",
    "Publish {} articles about the new line",
    "Improve the first answer of team {}",
    "Đơn hàng giao đúng hẹn ở vùng {} tăng từ 310 lên 520",
    "Tổ chức {} buổi nếm thử",
    "ร้านที่สั่งซ้ำในเขต {} เพิ่มจาก 20 เป็น 30 ราย",
    "เขียนคู่มือเล่มที่ {} สำหรับคนขับ",
    "第 {} 区的周活跃团队从 18 提高到 45",
    "编写第 {} 版司机手册",
    "Bakeries in district {} order twice a week instead of once",
)
"""Titles as they come: two of three are as they should be, in four languages; {} makes each another one."""
_LETTERS: Final = "abcdefghijklmnopqrstuvwxyz0123456789"


class KeyResult(NamedTuple):
    """A key result that check-ins can speak of."""

    reference: str
    start: float
    target: float


class Plan(NamedTuple):
    """A plan file: its text, and what check-ins can speak of."""

    text: str
    key_results: tuple[KeyResult, ...]


def one_file(root: Path) -> KeyResult:
    """A workspace of one file of some 20 KB; returns its first key result."""
    plan = _plan(Random(1), CURRENT, "all", objectives=11, key_results=4)
    _write(root / "okrs.yaml", _people() + "\n" + plan.text)
    return plan.key_results[0]


def many_files(root: Path, count: int = 2000) -> KeyResult:
    """A workspace of `count` files, plans and check-ins of eight quarters; returns a key result of the last."""
    _write(root / "okrs.yaml", f"# Settings and people; the plans lie below okrs/.\ncycle: {CURRENT}\n\n{_people()}")
    return _folders(root, CYCLES, count - 1)


def one_file_among_many(root: Path, count: int = 2000) -> KeyResult:
    """The workspace of `one_file` with `count` files of other, earlier cycles beside it."""
    key_result = one_file(root)
    _folders(root, CYCLES[:-1], count)
    return key_result


def many_titles(root: Path, count: int = 10_000) -> None:
    """A workspace of one cycle with `count` different titles of objectives and key results, four below each."""
    _write(root / "okrs.yaml", _people())
    objectives = count // 5
    share = objectives // len(TEAMS)
    for number, team in enumerate(TEAMS):
        lines = [f"cycle: {CURRENT}", "objectives:"]
        for position in range(share):
            name = number * share + position
            place = "".join(_LETTERS[name // 26**power % 26] for power in range(3)).title()
            lines += [f"  - id: {team}-{position}", f"    title: {_AIM[position % len(_AIM)]} in {place}"]
            lines += [f"    owner: {team}-lead", "    key_results:"]
            for key in range(4):
                title = _WORDED[(name + key) % len(_WORDED)].format(name * 4 + key + 2)
                lines.append(f"      - {{id: kr-{key}, title: {title}, start: 0, target: {key + 5}}}")
        _write(root / "okrs" / CURRENT / f"{team}.yaml", "\n".join(lines) + "\n")


def _folders(root: Path, cycles: tuple[str, ...], count: int) -> KeyResult:
    """Writes the plans of all teams in these cycles and check-ins up to `count` files."""
    random = Random(2)
    checkins = count - len(cycles) * len(TEAMS)
    for number, cycle in enumerate(cycles):
        known: list[tuple[str, KeyResult]] = []
        for team in TEAMS:
            plan = _plan(random, cycle, team, objectives=2, key_results=3)
            _write(root / "okrs" / cycle / f"{team}.yaml", f"cycle: {cycle}\n\n{plan.text}")
            known.extend((team, key_result) for key_result in plan.key_results)
        share = checkins // len(cycles) + (number < checkins % len(cycles))
        for name, text in _checkins(random, cycle, known, share):
            _write(root / "okrs" / cycle / "checkins" / name, text)
    return known[0][1]


def _write(path: Path, text: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(text.encode())


def _people() -> str:
    lines = [f"  - {{id: {team}-lead, name: Lead of {team}, email: {team}@example.com}}" for team in TEAMS]
    teams = [f"  - id: {team}\n    members: [{team}-lead]" for team in TEAMS]
    return "\n".join(["people:", *lines, "", "teams:", *teams]) + "\n"


def _plan(random: Random, cycle: str, team: str, objectives: int, key_results: int) -> Plan:
    """A plan: comments, block and flow style, several scripts, notes on some lines, actions below some key results."""
    lines = [f"# {team}, {cycle}: reviewed every other Friday", *([f"cycle: {cycle}"] if team == "all" else [])]
    lines.append("objectives:")
    known: list[KeyResult] = []
    owner = "company" if team == "all" else team
    for number in range(objectives):
        objective = f"{team}-{number + 1}"
        lines += ["", f"  - id: {objective}", f"    title: {random.choice(_AIM)}", f"    owner: {owner}"]
        types = ("committed", "aspirational", "aspirational") if cycle == CURRENT else ("aspirational",)
        lines += [f"    type: {random.choice(types)}", "    key_results:"]
        for position in range(key_results):
            what, unit, start, target = random.choice(_WHAT)
            name = f"kr-{position + 1}"
            start, target = start + random.randrange(9), target + random.randrange(10, 20)
            known.append(KeyResult(f"{objective}/{name}", start, target))
            lines += [f"      - id: {name}", f"        title: {what}, from {start} to {target}"]
            lines += [f"        owner: {owner}-lead", f"        start: {start}", f"        target: {target}"]
            lines.append(f'        unit: "{unit}"')
            if random.random() < 0.3:
                lines.append(f"        weight: 2                       # {random.choice(_COMMENTS)}")
            if random.random() < 0.5:
                lines += _actions(random, cycle, owner)
            lines.append("")
    return Plan("\n".join(lines).rstrip() + "\n", tuple(known))


def _actions(random: Random, cycle: str, owner: str) -> list[str]:
    first = _first_day(cycle)
    due = [first + timedelta(days=random.randrange(20, 80)) for _ in range(2)]
    return [
        "        actions:",
        f"          - {{title: Call ten customers who left and write down why, due: {due[0]}, owner: {owner}-lead}}",
        "          - title: Move what is asked most often to the first page, in the words in which it is asked",
        f"            due: {due[1]}",
        f"            owner: {owner}-lead",
    ]


def _first_day(cycle: str) -> date:
    return date(int(cycle[:4]), int(cycle[-1]) * 3 - 2, 1)


def _checkins(random: Random, cycle: str, known: list[tuple[str, KeyResult]], count: int) -> Iterator[tuple[str, str]]:
    """`count` check-in files, by team and day: a few key results each, with a note here and there."""
    first = _first_day(cycle)
    for number in range(count):
        team = TEAMS[number % len(TEAMS)]
        day = first + timedelta(days=4 + 3 * (number // len(TEAMS)))
        code = "".join(random.choices(_LETTERS, k=8))
        lines = [f"id: {code}", f"cycle: {cycle}", f"date: {day}", f"at: {day}T09:{random.randrange(10, 60)}:05Z"]
        lines += [f"by: {team}-lead", "checkins:"]
        own = [key_result for owner, key_result in known if owner == team]
        for key_result in random.sample(own, random.randrange(2, 6)):
            gone = min(1.0, (number // len(TEAMS)) / 25 + random.random() / 5)
            value = round(key_result.start + (key_result.target - key_result.start) * gone, 1)
            lines += [f"  - kr: {key_result.reference}", f"    value: {value}"]
            lines.append(f"    confidence: {random.randrange(3, 9)}")
            if random.random() < 0.35:
                lines.append(f'    note: "{random.choice(_NOTES)}"')
        if random.random() < 0.1:
            lines += ["wins:", "  - The pricing guide is the most read page of the site."]
        yield f"{team}-lead/{day}-{code[:4]}.yaml", "\n".join(lines) + "\n"
