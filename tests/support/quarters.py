"""Companies of several cycles whose plans refer to each other, and random edits of them, as files."""

from __future__ import annotations

from copy import deepcopy
from datetime import UTC, date, datetime
from decimal import Decimal
from random import Random
from typing import Any, Final

from okrcli.yaml.emitter import block_text

CYCLES: Final = ("2026", "2025-Q4", "2026-Q1", "2026-Q3", "2026-Q4")
_PEOPLE: Final = (
    "people: [{id: mai, name: Mai, email: mai@example.com}, {id: linh, name: Linh, email: l@example.com}]\n"
)


class Company:
    """Plans and check-ins by path, which edits change."""

    def __init__(self, random: Random) -> None:
        self.random = random
        self.root = _PEOPLE
        self.plans: dict[str, dict[str, Any]] = {}
        self.checkins: dict[str, dict[str, Any]] = {}
        self.broken: set[str] = set()
        self._number = 0
        for cycle in CYCLES:
            for name in ("a", "b"):
                objectives = [self._objective(f"{name}{place}") for place in range(2)]
                self.plans[f"okrs/{cycle}/{name}.yaml"] = {"cycle": cycle, "objectives": objectives}
            for _ in range(3):
                self.check_in(cycle)

    def files(self) -> dict[str, str | None]:
        """The content of every file."""
        contents = {**self.plans, **self.checkins}
        texts = {path: block_text(content) for path, content in contents.items()}
        return {
            "okrs.yaml": self.root,
            **{path: f"{text}\n\t broken" if path in self.broken else text for path, text in texts.items()},
        }

    def edit(self) -> None:
        """Make one random change."""
        change = self.random.choice((
            *(self._change_field, self._change_field, self.check_in, self.check_in, self._alter_checkin),
            *(self._link, self._link, self._roll, self._rename, self._remove, self._move_objective, self._bare),
            *(self._move_file, self._copy_checkin, self._break, self._change_people),
        ))  # fmt: skip
        change()

    def check_in(self, cycle: str = "") -> None:
        """Add a check-in of a cycle, now and then of something in another one."""
        cycle = cycle or self.random.choice(CYCLES)
        other = cycle if self.random.random() < 0.6 else self.random.choice(CYCLES)
        plan = self.plans.get(f"okrs/{other}/{self.random.choice('ab')}.yaml")
        if not plan or not plan["objectives"]:
            return
        objective = self.random.choice(plan["objectives"])
        kr = f"{objective['id']}/{self.random.choice('kl')}"
        self._number += 1
        document = f"{self._number:08}"
        self.checkins[f"okrs/{cycle}/checkins/mai/{document}.yaml"] = {
            "id": document,
            "cycle": cycle,
            "date": date(int(cycle[:4]), 11, self._number % 28 + 1),
            "at": datetime(int(cycle[:4]), 11, self._number % 28 + 1, tzinfo=UTC),
            "by": "mai",
            "checkins": [{"kr": kr if other == cycle else f"{other}/{kr}", "value": self._number_up_to(90)}],
            **({"wins": ["It works"]} if self.random.random() < 0.3 else {}),
        }

    def _objective(self, name: str) -> dict[str, Any]:
        key_results = [
            {"id": part, "title": f"Part {part} of {name}", "start": Decimal(0), "target": Decimal(50)} for part in "kl"
        ]
        return {"id": name, "title": f"Objective {name}", "owner": "mai", "key_results": key_results}

    def _number_up_to(self, most: int) -> Decimal:
        return Decimal(self.random.randint(1, most))

    def _any(self) -> tuple[dict[str, Any], dict[str, Any]]:
        plans = [plan for plan in self.plans.values() if plan["objectives"]]
        plan = self.random.choice(plans)
        return plan, self.random.choice(plan["objectives"])

    def _change_field(self) -> None:
        _, objective = self._any()
        item = self.random.choice([objective, *objective.get("key_results", ())])
        field, value = self.random.choice([("title", "Another title"), ("owner", "linh"), ("owner", "nobody")])
        item[field] = value
        if "target" in item:
            item[self.random.choice(["target", "weight"])] = self._number_up_to(99)

    def _alter_checkin(self) -> None:
        content = self.checkins[self.random.choice([*self.checkins])]
        content["checkins"][0]["value"] = self._number_up_to(900)

    def _link(self) -> None:
        _, one = self._any()
        plan, other = self._any()
        item = self.random.choice([one, *one.get("key_results", ())])
        field = self.random.choice(["contributes_to", "supports"])
        item[field] = [self.random.choice([other["id"], f"{plan['cycle']}/{other['id']}", f"{plan['cycle']}/gone"])]

    def _roll(self) -> None:
        _, one = self._any()
        plan, other = self._any()
        one["rolled_from"] = f"{plan['cycle']}/{other['id']}"

    def _rename(self) -> None:
        _, objective = self._any()
        item = self.random.choice([objective, *objective.get("key_results", ())])
        self._number += 1
        if self.random.random() < 0.7:
            item["was"] = [*item.get("was", ()), item["id"]]
        item["id"] = f"new{self._number}"

    def _remove(self) -> None:
        plan, objective = self._any()
        plan["objectives"].remove(objective)

    def _bare(self) -> None:
        _, objective = self._any()
        objective.pop("key_results", None)

    def _move_objective(self) -> None:
        plan, objective = self._any()
        plan["objectives"].remove(objective)
        others = [other for other in self.plans.values() if other["cycle"] == plan["cycle"]]
        self.random.choice(others)["objectives"].append(objective)

    def _move_file(self) -> None:
        files = self.random.choice([self.plans, self.checkins])
        path = self.random.choice([*files])
        new = path.replace(path.split("/")[1], self.random.choice(CYCLES), 1)
        content = files.pop(path)
        if self.random.random() < 0.5:
            content["cycle"] = new.split("/")[1]
        files[new] = content

    def _copy_checkin(self) -> None:
        path = self.random.choice([*self.checkins])
        new = path.replace(path.split("/")[1], self.random.choice(CYCLES), 1)
        self.checkins[new] = {**deepcopy(self.checkins[path]), "cycle": new.split("/")[1]}

    def _break(self) -> None:
        paths = sorted(self.broken) or [*self.plans, *self.checkins]
        self.broken ^= {self.random.choice(paths)}

    def _change_people(self) -> None:
        if self.random.random() < 0.2:
            self.root = _PEOPLE if self.root != _PEOPLE else f"{_PEOPLE}definitions: {{MQL: A lead}}\n"


def states(seed: int, count: int, edits: int = 3) -> list[dict[str, str | None]]:
    """The files of a random company after each of `count` rounds of edits; None for one that a round removed."""
    company = Company(Random(seed))
    found: list[dict[str, str | None]] = [company.files()]
    for _ in range(count - 1):
        for _ in range(company.random.randrange(1, edits + 1)):
            company.edit()
        found.append(company.files())
    before = [{}, *found]
    return [{**dict.fromkeys(old), **files} for old, files in zip(before, found, strict=False)]
