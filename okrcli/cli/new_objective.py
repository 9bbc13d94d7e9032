"""The work of `okr new`: the answers of flags, the conversation at the terminal, and the file for the answers."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Final

import typer

from okrcli.checks.wording import words_of
from okrcli.cli import changes, context
from okrcli.cli.conversation.drafts import Draft
from okrcli.cli.current_person import email_where_needed, person_if_known, with_own_id
from okrcli.cli.draft_question import ObjectiveContext, Style
from okrcli.cli.edit_request import EditFunction, Request, is_new_cycle, refuse_broken_files, workspace_for
from okrcli.cli.objective_conversation import Advise, ObjectiveConversation
from okrcli.cli.objective_questions import about_owner, about_parent, about_type
from okrcli.commandline import command_line
from okrcli.edit.add_objective import TypedObjective, add_whole_objective, checked_path, file_for
from okrcli.edit.draft import KeyResultDraft, ObjectiveDraft, Typed, read_action, read_key_result
from okrcli.edit.new_fields import taken_objective_ids
from okrcli.edit.set_fields import Edit
from okrcli.edit.templates import blanks_of
from okrcli.errors import Exit, RefusedError, UsageError
from okrcli.language.advice import Fields, judge
from okrcli.language.title_parser import propose
from okrcli.model.calendar import period_of_label
from okrcli.model.period import Period
from okrcli.model.plan import Plan
from okrcli.model.scalars import InvalidValueError, read_title
from okrcli.render.terminal.text_diff import difference
from okrcli.sanitize import visible
from okrcli.text import counted
from okrcli.workspace.pending_files import PendingFiles
from okrcli.workspace.sources import find_root
from okrcli.workspace.workspace import Workspace

_MOST_REMARKS: Final = 2
"""The most remarks on an answer."""
_NUMBERED: Final = re.compile(r"\s*([1-9][0-9]?)\s*:\s*(.*)", re.DOTALL)


@dataclass(frozen=True, slots=True)
class GivenAnswers:
    """The answers on the command line."""

    title: str | None
    key_results: Sequence[str]
    actions: Sequence[str]
    owner: str | None
    team: str | None
    parent: str | None
    type: str | None
    yes: bool
    template: Callable[[Workspace, str], ObjectiveDraft] | None = None
    """A function that makes the first draft for a workspace and one of its cycles."""
    words: Sequence[str] = ()
    """The typed words, for the command that continues a draft."""


@dataclass(frozen=True, slots=True)
class TargetFile:
    """The file and cycle of the new objective."""

    root: Path
    request: Request
    cycle: str
    path: str | None
    owner_of_results: str
    """The owner of the key results if it is not that of the objective; empty otherwise."""


def new(ctx: typer.Context, answers: GivenAnswers, request: Request, file: str | None) -> int:
    """Run `okr new` and return its exit code."""
    root = find_root(context.invocation(ctx).folder)
    path = None if file is None else checked_path(file)
    request, asked_cycle = replace(request, everything=bool(path or request.cycle)), request.cycle
    if is_new_cycle(root, request):
        request = replace(request, cycle=None)
    workspace = workspace_for(root, request)
    refuse_broken_files(workspace, [])
    cycle = asked_cycle or workspace.cycle_for_additions(f"okr {request.command}").id
    own = with_own_id(workspace.plan, {"owner": answers.owner or ""}, root)
    answers = replace(answers, owner=own["owner"] or None)
    target_file = TargetFile(root, request, cycle, path, answers.owner or "" if answers.team else "")
    me = "" if answers.owner or answers.team else person_if_known(workspace.plan, email_where_needed(root))
    facts = _objective_context(workspace, target_file, me)
    may_ask = context.invocation(ctx).may_ask
    draft_before = answers.template(workspace, cycle) if answers.template else ObjectiveDraft()
    draft = _draft_from_flags(answers, facts, may_ask, draft_before)
    if not may_ask:
        _refuse_missing_answers(draft, answers, request)
    elif not draft.is_approved or _missing_answers(draft):
        _refuse_unless_writable(workspace, target_file, me)
        kept = Draft(root, "new", me or answers.owner or "", cycle, command_line("new", *answers.words))
        conversation = ObjectiveConversation(
            draft, facts, _advice_of(workspace.plan), kept, root, _opening(facts, request, draft)
        )
        try:
            approved = conversation.converse()
            if approved is None:
                return Exit.OK
            return changes.change(ctx, _with_answers(request, approved, target_file), _edit_for(approved, target_file))
        finally:
            kept.report()
    return changes.change(ctx, _with_answers(request, draft, target_file), _edit_for(draft, target_file))


def _with_answers(request: Request, draft: ObjectiveDraft, target_file: TargetFile) -> Request:
    """The request with all answers, so that a repeated run is recognized."""
    return replace(request, asked=f"{target_file.cycle} {draft} {target_file.path}")


def _refuse_unless_writable(workspace: Workspace, target_file: TargetFile, me: str) -> None:
    """Raise RefusedError, before a person is asked, if the answers could not be committed."""
    request = target_file.request
    path = target_file.path or file_for(workspace, target_file.cycle, me)
    changes.refuse_unless_writable(target_file.root, request, workspace.plan, [path])


def _opening(facts: ObjectiveContext, request: Request, draft: ObjectiveDraft) -> str:
    """The first line of the conversation: the cycle, its days that are left, and the title if there is one."""
    rest = (facts.period.end - request.day).days + 1
    days = f" ({counted(rest, 'day')} left)" if rest > 0 else ""
    title = f": {visible(draft.title)}" if draft.title else ""
    return f"A new objective for {visible(facts.cycle)}{days}{title}"


def _advice_of(plan: Plan) -> Advise:
    """A function that gives the advice of `okr lint` on an answer.

    It does not ask for a number in a key result, because the question for the measure does.
    """
    words = words_of(plan.settings.lint)

    def advise(text: str, kind: str) -> Sequence[str]:
        if kind not in ("objective", "key_result"):
            return ()
        measure = propose(text)
        has_level = measure.unit == "%" or bool(measure.start)
        fields = Fields(is_measured=True, has_number=True, has_start=True, has_level=has_level)
        remarks = judge(text, "objective" if kind == "objective" else "key_result", words.of(text), fields)
        lines = [(remark.question, remark.shape) for remark in remarks[:_MOST_REMARKS]]
        return [line for question, shape in lines for line in (question, *([f"  {shape}"] if shape else ()))]

    return advise


# ── What is known before anything is asked ────────────────────────────────────────────────────────────────────────


def _objective_context(workspace: Workspace, target_file: TargetFile, me: str) -> ObjectiveContext:
    plan = workspace.plan
    period = (
        plan.cycles[target_file.cycle].period
        if target_file.cycle in plan.cycles
        else period_of_label(target_file.cycle)
    )
    if period is None:
        raise RefusedError(f"there is no cycle `{target_file.cycle}`")
    declared = plan.cycles[target_file.cycle].declared.type if target_file.cycle in plan.cycles else None
    return ObjectiveContext(
        cycle=target_file.cycle,
        period=period,
        me=me,
        type=declared or plan.settings.type.default,
        members=plan.members if plan.people else {},
        parents=list(_parents(plan, target_file.cycle, period)),
        preview=_preview_of(target_file),
        taken=taken_objective_ids(plan, target_file.cycle),
        used={name for ref in (*plan.locations, *plan.renamed) for name in (ref.short, ref.short.rpartition("/")[2])},
    )


def _parents(plan: Plan, cycle: str, period: Period) -> Sequence[tuple[str, str]]:
    """The objectives to which a new one can contribute: those of its cycle, and of longer cycles around it."""
    parents = []
    for ref, objective in plan.objectives.items():
        if objective.state in ("cancelled", "closed"):
            continue
        around = plan.cycles[ref.cycle].period
        if ref.cycle == cycle:
            parents.append((str(ref), objective.title))
        elif around.start <= period.start and period.end <= around.end:
            parents.append((ref.full, objective.title))
    return parents


def _preview_of(target_file: TargetFile) -> Callable[[ObjectiveDraft], Sequence[tuple[str, Style]]]:
    def preview(draft: ObjectiveDraft) -> Sequence[tuple[str, Style]]:
        _, pending, _, warnings = target_file.request.reader.preview(
            target_file.root, target_file.request, _edit_for(draft, target_file)
        )
        lines: list[tuple[str, Style]] = []
        for path, after in pending.changed.items():
            lines.append((f"in {path}:", "detail"))
            added = [line[1:] for line in difference(path, pending.before(path), after) if line[:1] == "+"]
            lines += [(line, "plain") for line in added if not line.startswith(("++", "# yaml-language-server"))]
        return [*lines, *((f"{finding.code}: {finding.message}", "advice") for finding in warnings)]

    return preview


def _edit_for(draft: ObjectiveDraft, target_file: TargetFile) -> EditFunction:
    """A function that writes the whole draft into its file."""

    def made(workspace: Workspace, pending: PendingFiles) -> Edit:
        owner = {"owner": target_file.owner_of_results} if target_file.owner_of_results else {}
        key_results = [
            (
                {"title": key_result.title, **owner, **(key_result.measure or {})},
                [{"title": guardrail.title, **(guardrail.measure or {})} for guardrail in key_result.guardrails],
                key_result.actions,
            )
            for key_result in draft.key_results
        ]
        objective = TypedObjective(draft.fields, key_results)
        return add_whole_objective(pending, workspace, target_file.cycle, objective, target_file.path)

    return made


# ── What the command line answers ─────────────────────────────────────────────────────────────────────────────────


def _draft_from_flags(
    answers: GivenAnswers, facts: ObjectiveContext, may_ask: bool, draft: ObjectiveDraft
) -> ObjectiveDraft:
    """The draft with the answers of flags. Raises UsageError for an answer that the conversation would refuse."""
    try:
        draft = draft if answers.title is None else replace(draft, title=read_title(answers.title))
        if owner := answers.team or answers.owner:
            draft = about_owner(draft, facts).read(owner)
        if answers.type:
            draft = about_type(draft, facts).read(answers.type)
        if answers.parent:
            draft = about_parent(draft, facts).read(answers.parent)
        key_results = _with_actions(answers, facts)
    except InvalidValueError as refusal:
        raise UsageError(refusal.message, *filter(None, [refusal.hint])) from None
    if key_results:
        draft = replace(draft, key_results=(*draft.key_results, *key_results), has_all=True, covers=True)
    if answers.yes or not may_ask:
        draft = replace(
            draft, owner=draft.owner or facts.me or None, type=draft.type or "", parent=draft.parent or "",
            is_approved=True, covers=True,
        )  # fmt: skip
    return draft


def _with_actions(answers: GivenAnswers, facts: ObjectiveContext) -> tuple[KeyResultDraft, ...]:
    key_results = [read_key_result(text, facts.period) for text in answers.key_results]
    actions: list[list[Typed]] = [[] for _ in key_results]
    for text in answers.actions:
        numbered = _NUMBERED.fullmatch(text)
        number = int(numbered[1]) if numbered else 1
        if number > len(key_results) or (numbered is None and len(key_results) > 1):
            raise UsageError(
                f'`--action "{text}"`: no key result is named',
                'begin with the number of the key result: --action "1: …"',
            )
        actions[number - 1].append(read_action(numbered[2] if numbered else text, facts.period))
    return tuple(
        replace(key_result, actions=tuple(of_key_result), has_all_actions=True)
        for key_result, of_key_result in zip(key_results, actions, strict=True)
    )


def _missing_answers(draft: ObjectiveDraft) -> list[str]:
    """The missing answers, each with the flag that gives it."""
    gaps = [] if draft.title else ['the objective: okr new "…"']
    gaps += [] if draft.owner else ["the owner: --owner ID"]
    gaps += [] if draft.key_results else ['a key result: --kr "Grow inbound MQLs from 20 to 30"']
    gaps += [f"a blank: --set {blank}=…" for blank in blanks_of(draft)]
    for key_result in draft.key_results:
        if key_result.measure is None:
            remark = propose(key_result.title).remark or "it has no measure"
            gaps.append(f'a measure: --kr "{key_result.title} | 20 to 30" ({remark})')
        elif key_result.lacks_start:
            target = key_result.measure.get("target", "…")
            gaps.append(f'the value of today: --kr "{key_result.title} | start=0 target={target}"')
    return gaps


def _refuse_missing_answers(draft: ObjectiveDraft, answers: GivenAnswers, request: Request) -> None:
    """Raise UsageError with all missing answers, for a run without a terminal."""
    gaps = _missing_answers(draft)
    if not (answers.yes or request.dry_run):
        gaps.append("a confirmation: --yes, or --dry-run to see it first")
    if gaps:
        raise UsageError("answers are missing", *gaps)
