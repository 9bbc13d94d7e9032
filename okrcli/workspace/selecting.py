"""From what a person typed to the thing that is meant."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence

from okrcli.errors import RefusedError
from okrcli.model.plan import Plan, Ref
from okrcli.suggest import did_you_mean
from okrcli.text import quote_value


def resolve_ref(plan: Plan, cycle: str | None, text: str, broken: Sequence[str] = ()) -> Ref:
    """The objective, key result, action or guardrail that `text` names: `mql`, `demand/mql`, or with a cycle in front.

    The cycle in focus wins; the last part of a reference will do while it names one thing only. Raises RefusedError
    with the nearest names when nothing fits, and with the full names when several do; `broken` files, which may hold
    what was not found, are named too.
    """
    head, _, rest = text.partition("/")
    if rest and head in plan.cycles:
        cycle, text = head, rest
    for near in (True, False):
        refs = [ref for ref in _all(plan) if (ref.cycle == cycle) == near]
        for names in (str, _last):
            found = [ref for ref in refs if names(ref) == text]
            if len(found) == 1:
                return found[0]
            if found:
                raise RefusedError(
                    f"{quote_value(text)} can mean several things",
                    "write " + " or ".join(ref.full for ref in found[:5]),
                )
    earlier = [old for old in plan.renamed if old.cycle == cycle and text in (str(old), _last(old))]
    if len({plan.present(old) for old in earlier}) == 1:
        return plan.present(earlier[0])
    known = dict.fromkeys(name for ref in _all(plan) for name in (_last(ref), str(ref)))
    hint = did_you_mean(text, list(known)) or "okr list shows what there is"
    where = f" in {cycle}" if cycle else ""
    lost = [f"or it is in a file that cannot be read: {', '.join(broken[:3])} (okr validate)"] if broken else []
    raise RefusedError(f"there is no {quote_value(text)}{where}", hint, *lost)


class ClearNames:
    """The shortest texts with which `resolve_ref` gives the things of a plan, while the cycle of each is in focus."""

    def __init__(self, plan: Plan) -> None:
        self._count = Counter((ref.cycle, name) for ref in _all(plan) for name in {ref.short, str(ref)})

    def __call__(self, ref: Ref) -> str:
        """The last part of a reference where that is clear, else the reference as files write it."""
        return ref.short if self._count[ref.cycle, ref.short] == 1 else str(ref)


def _last(ref: Ref) -> str:
    return ref.short


def _all(plan: Plan) -> Iterator[Ref]:
    for ref, objective in plan.objectives.items():
        yield ref
        for guardrail in objective.guardrails:
            yield ref._replace(guardrail=guardrail.id)
        for key_result in objective.key_results:
            own = Ref(ref.cycle, ref.objective, key_result.id)
            yield own
            for action in key_result.actions:
                if action.id:
                    yield own._replace(action=action.id)
            for guardrail in key_result.guardrails:
                yield own._replace(guardrail=guardrail.id)
