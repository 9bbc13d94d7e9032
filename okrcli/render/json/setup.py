"""`okr setup` as JSON."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Literal

from okrcli.render.json.view import JsonObject, Text, View

if TYPE_CHECKING:
    from okrcli.reports.setup import Check


class CheckJson(JsonObject):
    """Something that okr needs or can use."""

    name: Text
    """The name of it."""
    state: Literal["ok", "note", "missing"]
    """`ok`, `note` (it could be better) or `missing` (it is needed and not there)."""
    text: Text
    """The result of the check."""
    help: Text | None
    """The command that fixes it."""

    @classmethod
    def of(cls, check: Check) -> CheckJson:
        """The JSON of a check."""
        return cls(name=check.name, state=check.state, text=check.text, help=check.help)


class SetupView(View):
    """`okr setup`: what okr needs, and whether it is here."""

    kind: Literal["setup"] = "setup"
    checks: tuple[CheckJson, ...]
    """The checks."""

    @classmethod
    def of(cls, checks: Sequence[Check]) -> SetupView:
        """The document of these checks."""
        return cls(checks=tuple(map(CheckJson.of, checks)))
