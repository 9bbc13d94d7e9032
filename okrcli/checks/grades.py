"""Rules about scores that people give, their explanations, and check-ins of guardrails."""

from __future__ import annotations

from collections.abc import Iterator

from okrcli.checks.registry import rule
from okrcli.checks.thresholds import guardrails
from okrcli.diagnostics import Severity
from okrcli.model.plan import Location
from okrcli.model.records import KeyResult, Objective
from okrcli.scoring.grades import grade_objective
from okrcli.scoring.score import score_plan
from okrcli.workspace.located_finding import LocatedFinding
from okrcli.workspace.workspace import Workspace


def _scored(workspace: Workspace) -> Iterator[tuple[Location, Objective | KeyResult]]:
    """Every objective and key result with a `score:` group."""
    plan = workspace.plan
    for ref, location in plan.locations.items():
        item = plan.item(ref)
        if item.score:
            yield location, item


@rule("OKR155", "override-without-reason")
def override_without_reason(workspace: Workspace) -> Iterator[LocatedFinding]:
    """A score that replaces the computed one has a reason.

    Why: both numbers stay visible, and readers will ask why they differ.

    Bad: `score: {override: 0.8}`

    Good: `score: {override: 0.8, reason: The strike cost us two weeks that nobody could plan for}`
    """
    for location, item in _scored(workspace):
        if item.score and item.score.override is not None and not (item.score.reason or "").strip():
            yield LocatedFinding(
                location.child("score", "override"),
                f"the score of `{item.id}` has no reason",
                "add `reason:` next to it",
            )


@rule("OKR330", "missed-promise-unexplained", Severity.WARNING)
def explanation_missing(workspace: Workspace) -> Iterator[LocatedFinding]:
    """A committed objective that ends below 1 has an explanation before the cycle is closed.

    Why: a team learns from the reasons of a missed commitment.

    Bad: a committed objective that ended at 0.8, and nothing more

    Good: `score: {explanation: Two of the three audits were late; the auditor was booked too late}`
    """
    plan, day = workspace.plan, workspace.day
    over = [cycle.id for cycle in plan.cycles.values() if cycle.period.end < day and cycle.state != "closed"]
    for cycle in over:
        if not any(plan.type_of(ref) == "committed" for ref, _ in plan.objectives_of(cycle)):
            continue
        for ref, score in score_plan(plan, day, cycle).items():
            if ref.cycle == cycle and "explanation_missing" in grade_objective(plan, score).hints:
                message = f"`{ref}` was committed, and ended below {plan.settings.verdict.committed}"
                yield LocatedFinding(plan.locations[ref], message, "add what happened: `score: {explanation: …}`")


@rule("OKR430", "unfitting-guardrail-checkin", Severity.WARNING)
def unfitting_guardrail_checkin(workspace: Workspace) -> Iterator[LocatedFinding]:
    """A check-in of a guardrail has a value, and perhaps a note.

    Why: a guardrail has no target, so it is never done and has no confidence.

    Bad: `{guardrail: demand/overtime, confidence: 7}`

    Good: `{guardrail: demand/overtime, value: 3}`
    """
    for ref, _, _ in guardrails(workspace.plan):
        for checkin in workspace.plan.checkins.get(ref, ()):
            for field in ("done", "missed", "confidence", "status"):
                if getattr(checkin.reading, field) is not None:
                    message = f"guardrail `{ref}` takes no `{field}`"
                    yield LocatedFinding(checkin.location.child(field), message, "write `value:`", on="key")


@rule("OKR156", "unnamed-bands")
def unnamed_bands(workspace: Workspace) -> Iterator[LocatedFinding]:
    """Each band of scores has a name: one more than there are limits.

    Why: with too few or too many names the bands cannot be named, so none is shown.

    Bad: `score: {bands: [0.5, 0.7, 0.9]}` with three names

    Good: `score: {bands: [0.5, 0.7, 0.9], band_names: [red, amber, light green, dark green]}`
    """
    score = workspace.plan.settings.score
    if len(score.band_names) != len(score.bands) + 1:
        count = len(score.bands) + 1
        message = f"{count} bands of scores have {len(score.band_names)} names"
        yield LocatedFinding(
            Location("okrs.yaml", ("settings", "score")), message, f"write {count} names below `band_names`"
        )
