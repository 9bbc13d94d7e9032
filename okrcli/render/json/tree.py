"""`okr tree` as JSON: each objective once, with the objectives that it contributes to."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

from pydantic import Field

from okrcli.model.records import Answer
from okrcli.render.json.cycle import CycleJson
from okrcli.render.json.objective import ObjectiveJson, objective_values
from okrcli.render.json.promise import PromiseJson
from okrcli.render.json.view import DatedView, Day, JsonObject, Number, Text

if TYPE_CHECKING:
    from okrcli.model.plan import Ref
    from okrcli.reports.tree import TreeReport, TreeRow
    from okrcli.scoring.alignment import DependencyLink


class DependencyJson(JsonObject):
    """Something that is needed of others."""

    from_: Text = Field(serialization_alias="from")
    """The reference of the objective or key result that needs it."""
    to: Text | None
    """The reference of the one that is to give it; null where it leads to nothing, or is not clear."""
    written: Text
    """The name of that one as the file has it."""
    need: Text | None
    """The need, in words."""
    asked: Day | None
    """The day of the request; null where the plan does not have it."""
    amount: Number | None
    """The amount that is asked for: a value of the key result."""
    due: Day | None
    """The day that is asked for."""
    agreement: Answer
    """The answer of the other side: `asked` (nothing yet), `agreed` or `refused`."""
    reason: Text | None
    """The reason of the answer."""
    condition: Text | None
    """The condition of an agreement."""
    promised_amount: Number | None
    """The amount that is promised instead."""
    promised_due: Day | None
    """The day that is promised instead."""

    @classmethod
    def of(cls, link: DependencyLink) -> DependencyJson:
        """The JSON of a dependency."""
        return cls(
            from_=link.ref.full,
            to=link.target.full if link.target else None,
            written=link.dependency.to,
            need=link.dependency.need,
            asked=link.dependency.asked,
            amount=link.dependency.amount,
            due=link.dependency.due,
            agreement=link.agreement,
            reason=link.dependency.reason,
            condition=link.dependency.condition,
            promised_amount=link.dependency.promised_amount,
            promised_due=link.dependency.promised_due,
        )


class TreeObjectiveJson(ObjectiveJson):
    """An objective in the tree."""

    contributes_to: tuple[Text, ...]
    """The references of the objectives it stands below."""
    is_selected: bool
    """True when it was asked for; false when it is here because something below it was."""
    supports: tuple[Text, ...]
    """The references of the objectives and key results that it supports."""
    is_orphan: bool
    """True if it contributes to nothing and supports nothing, although its owner's team is part of another one."""
    loop: tuple[Text, ...]
    """The references of the loop that it is in, in the order of their links."""
    depends_on: tuple[DependencyJson, ...]
    """The dependencies of it and of its key results."""
    promises: tuple[PromiseJson, ...]
    """The promises among them, as they stand."""

    @classmethod
    def of_node(cls, node: TreeRow, parents: tuple[str, ...]) -> TreeObjectiveJson:
        """The JSON of a row of the tree."""
        return cls(
            **objective_values(node.row),
            contributes_to=parents,
            is_selected=node.is_picked,
            supports=tuple(ref.full for ref in node.supports),
            is_orphan=node.is_orphan,
            loop=tuple(ref.full for ref in node.loop),
            depends_on=tuple(map(DependencyJson.of, node.needs)),
            promises=tuple(map(PromiseJson.of, node.promises)),
        )


class TreeView(DatedView):
    """`okr tree`: objectives and what they contribute to."""

    kind: Literal["tree"] = "tree"
    cycle: CycleJson
    """The cycle."""
    objectives: tuple[TreeObjectiveJson, ...]
    """Each objective once."""
    left_out: tuple[Text, ...]
    """The files that cannot be read."""

    @classmethod
    def of(cls, tree: TreeReport, left_out: tuple[str, ...]) -> TreeView:
        """The document of a report."""
        parents: dict[Ref, list[str]] = {}
        for node in tree.nodes:
            parents.setdefault(node.row.ref, []).extend([node.parent.full] if node.parent else [])
        return cls(
            on=tree.day,
            cycle=CycleJson.of(tree.cycle, tree.day),
            objectives=tuple(TreeObjectiveJson.of_node(node, tuple(parents[node.row.ref])) for node in tree.objectives),
            left_out=left_out,
        )
