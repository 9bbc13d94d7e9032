"""Grades at the end of a cycle: the computed score, an override by people, the band and the verdict.

The rules are docs/semantics.md, "The score at the end".
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from fractions import Fraction
from typing import Final, Literal, get_args

from okrcli.model.number_format import score_text
from okrcli.model.plan import Plan, Ref
from okrcli.model.records import KeyResult, Objective
from okrcli.model.settings import ObjectiveType, ScoreSettings, Settings, VerdictSettings
from okrcli.scoring.alignment import measured_by_others
from okrcli.scoring.measurement import mean
from okrcli.scoring.results import KeyResultScore, ObjectiveScore

Verdict = Literal["achieved", "partial", "missed", "learned", "open"]
RAISE_TARGET_ABOVE: Final = Fraction(8, 10)
"""Grade of an aspirational objective above which a higher target is advised for the next cycle."""


@dataclass(frozen=True, slots=True)
class Grade:
    """The grade of one objective or key result, seen from a day."""

    ref: Ref
    type: ObjectiveType
    computed: Fraction | None
    """The score; before the end the progress so far. None where there is none, now or ever."""
    override: Fraction | None
    """The grade that people gave instead, with a reason; None where they gave none."""
    is_final: bool
    """True if the time is over; until then the grade is provisional."""
    band: str | None
    """None before the end, as is the verdict: a healthy promise is no missed one at half-time."""
    verdict: Verdict | None
    hints: tuple[str, ...]
    """Of an objective, at the end: `raise_target`, `explanation_missing`."""
    limits: tuple[Decimal, ...] = ()
    """The scores from which another band or verdict begins; empty where it is not judged."""

    @property
    def text(self) -> str:
        """The grade that counts as people read it, on its side of every band and verdict."""
        return score_text(self.value, *self.limits)

    @property
    def value(self) -> Fraction | None:
        """The grade that counts."""
        return self.computed if self.override is None else self.override


@dataclass(frozen=True, slots=True)
class TypeLine:
    """The objectives of one type together. Grades of different types are never averaged."""

    type: ObjectiveType
    graded: int
    """The number with a grade of their own, which is not made of grades of the same line."""
    average: Fraction | None
    """`aspirational`: the mean of their grades, each as much as any other. None for the other types: a mean would hide
    what was missed."""
    verdicts: Mapping[str, int]
    """The number for each verdict that the type can have; before the end there are none."""
    above: int = 0
    """The number with a grade that is made of the others; they are in no sum."""


VERDICTS: Final[Mapping[ObjectiveType, tuple[Verdict, ...]]] = {
    "aspirational": ("achieved", "partial", "missed"),
    "committed": ("achieved", "missed"),
    "learning": ("learned", "open"),
}
"""The verdicts that are possible for each type."""


def band_of(score: Fraction | None, settings: ScoreSettings) -> str | None:
    """The name of the band that a score, unrounded, lies in; a limit belongs to the better one.

    None without a score, and where there are not as many names as bands.
    """
    if score is None or len(settings.band_names) != len(settings.bands) + 1:
        return None
    return settings.band_names[sum(score >= Fraction(limit) for limit in settings.bands)]


def verdict_of(
    kind: ObjectiveType, score: Fraction | None, settings: VerdictSettings, *, has_learnings: bool
) -> Verdict | None:
    """The verdict on an unrounded score; for type `learning` it depends only on whether learnings were written down."""
    if kind == "learning":
        return "learned" if has_learnings else "open"
    if score is None:
        return None
    if kind == "committed":
        return "achieved" if score >= Fraction(settings.committed) else "missed"
    if score >= Fraction(settings.aspirational):
        return "achieved"
    return "partial" if score >= Fraction(settings.partial) else "missed"


def grade_key_result(plan: Plan, score: KeyResultScore, *, is_closing: bool = False) -> Grade:
    """The grade of a key result; without values where it is draft, paused, postponed, cancelled or a baseline.

    Of what is over, type and state are those of its last day.
    """
    objective, key_result = plan.objectives[score.ref.parent], plan.key_result(score.ref)
    has_learnings = _has_text(key_result, "learnings") or _has_text(objective, "learnings")
    return _grade(plan, score, has_learnings=has_learnings, is_closing=is_closing)


def grade_objective(plan: Plan, score: ObjectiveScore, *, is_closing: bool = False) -> Grade:
    """The grade of an objective: the weighted mean of the grades of its key results, or the override."""
    objective = plan.objectives[score.ref]
    has_learnings = _has_text(objective, "learnings") or any(
        _has_text(part, "learnings") for part in objective.key_results
    )
    grade = _grade(plan, score, has_learnings=has_learnings, is_closing=is_closing)
    return replace(grade, hints=tuple(_hints(plan, score, grade))) if grade.is_final else grade


def _has_text(item: Objective | KeyResult, name: str) -> bool:
    """True if this text of the group `score` is there and not blank."""
    return bool(item.score and (getattr(item.score, name) or "").strip())


def _grade(plan: Plan, score: KeyResultScore | ObjectiveScore, *, has_learnings: bool, is_closing: bool) -> Grade:
    """The grade; with `is_closing` it is judged as if its time were over."""
    kind, settings = score.end.type, plan.settings
    computed = score.progress if score.end.last_day is None else score.score
    if computed is None or score.end.is_left_out:
        return Grade(score.ref, kind, None, None, is_final=False, band=None, verdict=None, hints=())
    value = computed if score.override is None else score.override
    is_final = score.score is not None
    is_judged = is_final or is_closing
    return Grade(
        ref=score.ref,
        type=kind,
        computed=computed,
        override=score.override,
        is_final=is_final,
        band=band_of(value, settings.score) if is_judged else None,
        verdict=verdict_of(kind, value, settings.verdict, has_learnings=has_learnings) if is_judged else None,
        hints=(),
        limits=_limits(kind, settings) if is_judged else (),
    )


def _limits(kind: ObjectiveType, settings: Settings) -> tuple[Decimal, ...]:
    """The scores from which another band or verdict of a type begins."""
    verdict = settings.verdict
    own = {"aspirational": (verdict.aspirational, verdict.partial), "committed": (verdict.committed,)}
    return (*settings.score.bands, *own.get(kind, ()))


def _hints(plan: Plan, score: ObjectiveScore, grade: Grade) -> Iterator[str]:
    """The hints that a final grade of an objective gives: `raise_target`, `explanation_missing`."""
    if grade.type == "aspirational" and grade.value is not None and grade.value > RAISE_TARGET_ABOVE:
        yield "raise_target"
    if grade.type == "committed" and grade.verdict == "missed" and not is_miss_explained(plan, score):
        yield "explanation_missing"


def is_miss_explained(plan: Plan, score: ObjectiveScore) -> bool:
    """True if an explanation is written for the objective, or for each of its key results that missed."""
    objective, limit = plan.objectives[score.ref], Fraction(plan.settings.verdict.committed)
    missed = {kr.ref.key_result for kr in score.key_results if kr.final is not None and kr.final < limit}
    parts = [key_result for key_result in objective.key_results if key_result.id in missed]
    return _has_text(objective, "explanation") or (
        bool(parts) and all(_has_text(part, "explanation") for part in parts)
    )


def portfolio(plan: Plan, grades: Sequence[Grade]) -> tuple[TypeLine, ...]:
    """The objectives of each type together: number, verdicts, and for `aspirational` the average grade."""
    return tuple(
        _line(plan, kind, graded)
        for kind in get_args(ObjectiveType)
        if (graded := [grade for grade in grades if grade.type == kind and grade.value is not None])
    )


def _line(plan: Plan, kind: ObjectiveType, grades: Sequence[Grade]) -> TypeLine:
    above = measured_by_others(plan, [grade.ref for grade in grades])
    counted = [grade for grade in grades if grade.ref not in above]
    verdicts = [grade.verdict for grade in counted]
    return TypeLine(
        type=kind,
        graded=len(counted),
        average=mean((Decimal(1), grade.value) for grade in counted) if kind == "aspirational" else None,
        verdicts={word: verdicts.count(word) for word in VERDICTS[kind]},
        above=len(above),
    )
