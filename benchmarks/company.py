"""A company as texts of files: people in nested teams, plans of eight quarters, and check-ins for every week.

At scale 1 it has 2,000 people in 285 teams, 10,000 objectives, 40,000 key results and 500,000 check-ins. The same scale
and seed give the same texts in every version of Python. `company_history.py` makes commits of them.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from fractions import Fraction
from random import Random
from typing import Final, NamedTuple, TypeVar

T = TypeVar("T")

CYCLES: Final = tuple(f"{year}-Q{quarter}" for year in (2025, 2026) for quarter in (1, 2, 3, 4))
TODAY: Final = date(2026, 11, 30)
"""The day on which the company is measured: nothing is written after it."""
PEOPLE: Final = 2000
OBJECTIVES: Final = 1250
"""The objectives of one quarter, each with four key results."""
WEEKS: Final = 13
_TEAM_SIZE: Final = 7
_TEAMS_BELOW: Final = 6
_AREAS: Final = ("sales", "product", "platform", "support", "finance", "people", "field", "research")
_AIMS: Final = (
    "New customers understand within a day why they need us",
    "Khách hàng giới thiệu chúng tôi cho bạn bè",
    "ทีมใหม่เริ่มงานได้โดยไม่ต้องรอใคร",
    "老客户愿意把我们介绍给同行",
    "The numbers we decide by are right and in one place",
)
_MEASURES: Final = (
    ("Qualified requests from the website grow from {} to {}", "requests", 40, 90),
    ("Median time to a first answer falls from {} to {} hours", "hours", 96, 30),
    ("Đơn hàng giao đúng hẹn tăng từ {} lên {}", "đơn", 310, 520),
    ("ผู้ป่วยที่ได้พบแพทย์ภายในหนึ่งชั่วโมงเพิ่มจาก {} เป็น {} ราย", "ราย", 120, 240),
    ("周活跃团队从 {} 提高到 {}", "个", 18, 95),
)
_NOTES: Final = (
    "The webinar brought more than the campaign.",
    "Chiều nếm thử có mười một chủ quán lên xưởng, ba người đặt ngay tại chỗ.",
    "三家试点都续了约，第四家下周给答复。",
    "ยังรออุปกรณ์จากส่วนกลาง คาดว่าจะมาถึงต้นสัปดาห์หน้า",
)
_COMMENTS: Final = ("agreed in the planning, see the minutes", "ask Jonas before this is changed", "counted on Fridays")


class Chance:
    """Random numbers from a seed. Python promises the same ones in every version only for `Random.random`."""

    def __init__(self, seed: int) -> None:
        self._next = Random(seed).random

    def below(self, count: int) -> int:
        """A whole number from 0 to `count` - 1."""
        return int(self._next() * count)

    def pick(self, items: Sequence[T]) -> T:
        """One of these items."""
        return items[self.below(len(items))]

    def happens(self, share: float) -> bool:
        """True in this share of all calls."""
        return self._next() < share

    def word(self, length: int) -> str:
        """Small letters and digits, a letter first."""
        letters = "abcdefghijklmnopqrstuvwxyz0123456789"
        return letters[self.below(26)] + "".join(self.pick(letters) for _ in range(length - 1))


@dataclass
class KeyResult:
    """A key result as it is written now."""

    id: str
    title: str
    unit: str
    owner: str
    start: int
    target: int
    comment: str
    was: list[str] = field(default_factory=list)
    changes: list[str] = field(default_factory=list)


@dataclass
class Objective:
    """An objective as it is written now."""

    id: str
    title: str
    owner: str
    contributes_to: str
    key_results: list[KeyResult]


@dataclass
class PlanFile:
    """The plan of a team for a cycle."""

    path: str
    cycle: str
    objectives: list[Objective]
    is_closed: bool = False

    def text(self) -> str:
        """The content of the file."""
        decision = "decision: carry_forward" if self.is_closed else ""
        lines = ["# reviewed every other Friday", f"cycle: {self.cycle}", "objectives:"]
        for objective in self.objectives:
            lines += [f"  - id: {objective.id}", f"    title: {objective.title}", f"    owner: {objective.owner}"]
            lines += [f"    contributes_to: [{objective.contributes_to}]"] if objective.contributes_to else []
            lines += [f"    {decision}"] if decision else []
            lines.append("    key_results:")
            for result in objective.key_results:
                lines += [
                    f"      - id: {result.id}",
                    f"        title: {result.title}",
                    f"        owner: {result.owner}",
                ]
                lines += [f"        start: {result.start}"]
                lines += [f"        target: {result.target}{result.comment}", f"        unit: {result.unit}"]
                lines += [f"        {decision}"] if decision else []
                lines += [f"        was: [{', '.join(result.was)}]"] if result.was else []
                lines += ["        changes:", *result.changes] if result.changes else []
        return "\n".join(lines) + "\n"


class CheckinFile(NamedTuple):
    """A check-in of one person for one day."""

    day: date
    team: str
    person: str
    path: str
    text: str


class Company:
    """People, nested teams, and the plans of all cycles."""

    def __init__(self, scale: Fraction, seed: int) -> None:
        self.chance = Chance(seed)
        self.people = [f"p{number:04}" for number in range(max(int(PEOPLE * scale), _TEAM_SIZE))]
        names = list(_AREAS[: len(self.people) // _TEAM_SIZE])
        self.parents = dict.fromkeys(names, "company")
        for number in range(len(self.people) // _TEAM_SIZE - len(names)):
            above = names[number // _TEAMS_BELOW]
            names.append(f"{above.partition('-')[0]}-{number:03}")
            self.parents[names[-1]] = above
        self.members: dict[str, list[str]] = {name: self.people[at :: len(names)] for at, name in enumerate(names)}
        self.plans = {cycle: self._plans(cycle, max(int(OBJECTIVES * scale), 1)) for cycle in CYCLES}

    def workspace_file(self, closed: int) -> str:
        """The text of `okrs.yaml`, with so many of the first cycles closed."""
        states = ["closed" if position < closed else "active" for position in range(len(CYCLES))]
        lines = ["# People and teams; the plans are below okrs/.", f"cycle: {CYCLES[-1]}", "cycles:"]
        lines += [f"  - {{id: {cycle}, state: {state}}}" for cycle, state in zip(CYCLES, states, strict=True)]
        lines += ["people:", *(f"  - {{id: {p}, name: Person {p[1:]}, email: {p}@example.com}}" for p in self.people)]
        lines += ["teams:", "  - {id: company}"]
        for name, parent in self.parents.items():
            lines.append(f"  - {{id: {name}, parent: {parent}, members: [{', '.join(self.members[name])}]}}")
        return "\n".join(lines) + "\n"

    def _plans(self, cycle: str, count: int) -> list[PlanFile]:
        teams = list(self.parents)
        plans = {team: PlanFile(f"okrs/{cycle}/{team}.yaml", cycle, []) for team in teams[:count]}
        for number in range(count):
            team, order = teams[number % len(teams)], number // len(teams)
            above = plans.get(self.parents[team])
            parent = self.chance.pick(above.objectives).id if above else ""
            results = [self._key_result(f"kr-{position}", team) for position in range(4)]
            objective = Objective(f"{team}-{order}", self.chance.pick(_AIMS), team, parent, results)
            plans[team].objectives.append(objective)
        return list(plans.values())

    def _key_result(self, name: str, team: str) -> KeyResult:
        title, unit, start, target = self.chance.pick(_MEASURES)
        start += self.chance.below(9)
        comment = f"   # {self.chance.pick(_COMMENTS)}" if self.chance.happens(0.3) else ""
        owner = self.chance.pick(self.members[team])
        return KeyResult(name, title.format(start, target), unit, owner, start, target, comment)

    def checkins(self, cycle: str) -> Iterator[CheckinFile]:
        """The check-in files of a cycle by day and team: one a person each week, with all key results that they own."""
        first = date(int(cycle[:4]), int(cycle[-1]) * 3 - 2, 1)
        owned: dict[str, list[tuple[str, KeyResult]]] = {}
        for plan in self.plans[cycle]:
            for objective in plan.objectives:
                for result in objective.key_results:
                    owned.setdefault(result.owner, []).append((f"{objective.id}/{result.id}", result))
        for week in range(WEEKS):
            for number, (team, members) in enumerate(self.members.items()):
                day = first + timedelta(days=week * 7 + number * 5 // len(self.members))
                if day > TODAY:
                    return
                for person in members:
                    if person in owned:
                        path, text = self._checkin(cycle, day, person, owned[person], (week + 1) / WEEKS)
                        yield CheckinFile(day, team, person, path, text)

    def _checkin(
        self, cycle: str, day: date, person: str, owned: list[tuple[str, KeyResult]], elapsed: float
    ) -> tuple[str, str]:
        """The path and text of a check-in file."""
        chance, name = self.chance, self.chance.word(8)
        lines = [f"id: {name}", f"cycle: {cycle}", f"date: {day}", f"at: {day}T09:{10 + chance.below(50)}:05Z"]
        lines += [f"by: {person}", "checkins:"]
        for reference, result in owned:
            share = elapsed * (60 + chance.below(50)) / 100
            value = round(result.start + (result.target - result.start) * share, 1)
            lines += [f"  - kr: {reference}", f"    value: {value}", f"    confidence: {3 + chance.below(6)}"]
            lines += [f"    note: {chance.pick(_NOTES)}"] if chance.happens(0.3) else []
        return f"okrs/{cycle}/checkins/{person}/{day}-{name[:4]}.yaml", "\n".join(lines) + "\n"
