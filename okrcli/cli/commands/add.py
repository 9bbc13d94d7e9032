"""`okr add`: a new objective, key result, action or milestone."""

from __future__ import annotations

import shlex
from collections.abc import Mapping, Sequence
from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING, Annotated, Final

import typer

from okrcli.cli import context, options
from okrcli.cli.conversation import prompts
from okrcli.cli.current_person import email_where_needed, person_if_known, with_own_id
from okrcli.commandline import command_line
from okrcli.errors import UsageError
from okrcli.sanitize import visible
from okrcli.suggest import did_you_mean
from okrcli.text import quote_value

if TYPE_CHECKING:
    from okrcli.cli.edit_request import EditFunction, Request
    from okrcli.edit.set_fields import Edit
    from okrcli.workspace.pending_files import PendingFiles
    from okrcli.workspace.workspace import Workspace


def add(
    ctx: typer.Context,
    what: Annotated[str, typer.Argument(metavar="WHAT", help="objective, kr, milestone, action or tripwire.")],
    words: Annotated[
        list[str] | None,
        typer.Argument(metavar="[PARENT] TITLE [FIELD=VALUE]…", help="The parent, the title, and the fields."),
    ] = None,
    file: Annotated[
        str | None, typer.Option("--file", metavar="PATH", help="For an objective: the file it goes into.")
    ] = None,
    reason: options.Reason = None,
    cycle: options.CycleName = None,
    dry_run: options.DryRun = False,
    no_commit: options.NoCommit = False,
) -> int:
    """Add one item to the plan.

    A key result names its objective first, a milestone or action its key result. A
    tripwire belongs to either. The id is made from the title; `id=`
    gives another one. An objective goes into the file of its owner or team. Its owner is you; `owner=` names another
    one. After the cycle has begun, a new key result or milestone needs a reason. Views of earlier days do not count it.

    \b
    okr add objective "Open a channel that brings customers every week" id=demand
    okr add kr demand "Grow inbound MQLs from 20 to 30 a month" start=20 target=30 unit=MQL
    okr add milestone launch "Ten customers use the beta" due=2026-11-20
    okr add action mql "Publish the pricing guide" owner=linh due=2026-10-20
    okr add tripwire mql "Drop two of four projects" on=2026-11-16 below=0.25 by=mai
    """
    return _add(ctx, what, words or [], file, reason, cycle, dry_run=dry_run, may_commit=not no_commit)


_KINDS: Final = {
    "objective": "objective",
    "kr": "kr",
    "key-result": "kr",
    "key_result": "kr",
    "milestone": "milestone",
    "action": "action",
    "tripwire": "tripwire",
}
_PARENTS: Final = {
    "kr": "objective",
    "milestone": "key result",
    "action": "key result",
    "tripwire": "objective or key result",
}
_MEASURES: Final = frozenset(("kind", "target", "low", "high", "done", "target_per_period"))


def _add(
    ctx: typer.Context,
    what: str,
    words: Sequence[str],
    file: str | None,
    reason: str | None,
    cycle: str | None,
    *,
    dry_run: bool,
    may_commit: bool,
) -> int:
    """Run `okr add` and return its exit code."""
    from okrcli.cli import changes
    from okrcli.cli.edit_request import Request
    from okrcli.edit.draft import in_words
    from okrcli.language.title_parser import propose

    kind = _KINDS.get(what)
    if kind is None:
        hint = did_you_mean(what, list(_KINDS)) or "write objective, kr, milestone, action or tripwire"
        raise UsageError(f"{quote_value(what)} cannot be added", hint)
    if file is not None and kind != "objective":
        raise UsageError(f"`--file` is for objectives; a {kind} goes into the file of its {_PARENTS[kind]}")
    parent, typed = _split(kind, words, may_ask=context.invocation(ctx).may_ask)
    if kind == "tripwire":
        return _add_tripwire(ctx, parent, typed, cycle, dry_run=dry_run, may_commit=may_commit)
    has_links = not typed.keys().isdisjoint(("contributes_to", "supports"))
    request = Request("add", what, context.today(), (parent,), cycle, dry_run, may_commit, everything=has_links)
    lacks_measure = kind == "kr" and _MEASURES.isdisjoint(typed)
    if kind != "objective" and ("title" not in typed or lacks_measure):
        sample = {"title": "…", **({"done": "false"} if lacks_measure else {}), **typed}
        changes.rehearse(ctx, request, _below(kind, parent, sample, reason or "any reason"))
    if context.invocation(ctx).may_ask:
        typed |= _with_answers(kind, typed)
    if not typed.get("title"):
        raise UsageError("a title is missing", _example(kind, parent, "A title", typed))
    if kind == "kr" and _MEASURES.isdisjoint(typed) and (proposal := propose(typed["title"])).kind:
        fields = " ".join(f"{name}={shlex.quote(text)}" for name, text in proposal.fields.items())
        raise UsageError("a measure is missing", f"to measure it {in_words(proposal)}, add: {fields}")
    if kind == "objective":
        return _add_objective(ctx, replace(request, asked=f"{what} {typed} {file} {reason}"), typed, file, reason)
    why = changes.asked_reason(ctx, request, reason, partial(_below, kind, parent, typed))
    request = replace(request, asked=f"{what} {parent} {typed} {why}")
    return changes.change(ctx, request, _below(kind, parent, typed, why))


def _add_tripwire(
    ctx: typer.Context, parent: str, typed: dict[str, str], cycle: str | None, *, dry_run: bool, may_commit: bool
) -> int:
    """Add a tripwire, whose text is the step that was agreed."""
    from okrcli.cli import changes
    from okrcli.cli.edit_request import Request
    from okrcli.edit.set_fields import with_ids
    from okrcli.edit.tripwires import add_tripwire
    from okrcli.workspace.references import GOALS, resolve_item

    fields = {"then" if name == "title" else name: text for name, text in typed.items()}
    asked = f"tripwire {parent} {fields}"
    request = Request("add", asked, context.today(), (parent,), cycle, dry_run, may_commit)

    def made(workspace: Workspace, pending: PendingFiles) -> Edit:
        own = with_ids(workspace.plan, fields, ("by",))
        return add_tripwire(pending, resolve_item(workspace, parent, GOALS), own)

    return changes.change(ctx, request, made)


def _example(kind: str, parent: str, title: str, typed: Mapping[str, str]) -> str:
    """The command with this parent and title, the typed fields, and a target where a key result has no measure."""
    fields = [f"{name}={text}" for name, text in typed.items() if name != "title"]
    measure = ["target=10"] if kind == "kr" and _MEASURES.isdisjoint(typed) else []
    return command_line("add", kind, *([parent] if parent else []), title, *fields, *measure)


def _below(kind: str, parent: str, typed: dict[str, str], reason: str | None) -> EditFunction:
    """A function that adds a key result, action or milestone to its parent."""
    from okrcli.edit.add import add_key_result, add_step
    from okrcli.model.records import Action, KeyResult, Milestone, Objective
    from okrcli.workspace.references import resolve_item

    def made(workspace: Workspace, pending: PendingFiles) -> Edit:
        own = with_own_id(workspace.plan, typed, context.root_of(workspace))
        parent_item = resolve_item(workspace, parent, (Objective,) if kind == "kr" else (KeyResult,))
        if kind == "kr":
            return add_key_result(pending, workspace, parent_item, own, reason)
        record = Action if kind == "action" else Milestone
        return add_step(pending, workspace, parent_item, record, own, reason)

    return made


def _split(kind: str, words: Sequence[str], *, may_ask: bool) -> tuple[str, dict[str, str]]:
    """The name of the parent, which a person at a terminal is asked for, and the typed fields with the title."""
    from okrcli.model.assignments import assignments

    plain = [word for word in words if not _is_assignment(word)]
    typed = assignments([word for word in words if _is_assignment(word)])
    parent = ""
    if kind in _PARENTS:
        if not plain and may_ask:
            plain = list(filter(None, [prompts.ask(f"To which {_PARENTS[kind]} does it belong?")]))
        if not plain:
            raise UsageError(f"the id of the {_PARENTS[kind]} is missing", _example(kind, "ID", "A title", typed))
        parent, *plain = plain
    if len(plain) > 1:
        title = " ".join(plain)
        raise UsageError("put a title of several words in quotes", _example(kind, parent, title, typed))
    if plain:
        typed = {"title": plain[0], **typed}
    return parent, typed


def _is_assignment(word: str) -> bool:
    """True if a word has the form `field=value`."""
    name, sign, _ = word.partition("=")
    return bool(sign) and name.isidentifier() and name.isascii()


def _with_answers(kind: str, typed: dict[str, str]) -> dict[str, str]:
    """Answers of the person for missing fields: a title, and for a key result a measure."""

    answers = {} if "title" in typed else {"title": prompts.ask("Title:")}
    if kind == "kr" and _MEASURES.isdisjoint(typed) and (answers or typed).get("title"):
        answers |= _ask_measure({**typed, **answers})
    return answers


def _ask_measure(typed: dict[str, str]) -> dict[str, str]:
    """The measure of a key result: as in its title, if the person confirms that, else as the person types it.

    Start and target are left out where the answer is empty.
    """
    from okrcli.edit.draft import in_words
    from okrcli.language.title_parser import propose
    from okrcli.model.scalars import InvalidValueError, parse_number

    proposal = propose(typed["title"])
    can_be_asked = proposal.kind and not proposal.lacks_start and "start" not in typed
    if can_be_asked and prompts.confirm(f"Is it measured {visible(in_words(proposal))}?", default=True):
        return {name: text for name, text in proposal.fields.items() if name not in typed}
    found: dict[str, str] = {}
    for field, question in (("start", "From which value (Enter for 0)?"), ("target", "To which value?")):
        if field in typed:
            continue
        while answer := prompts.ask(question):
            try:
                parse_number(answer)
            except InvalidValueError as refusal:
                prompts.show_refusal(refusal)
                continue
            found[field] = answer
            break
    return found


def _add_objective(
    ctx: typer.Context, request: Request, typed: dict[str, str], file: str | None, reason: str | None
) -> int:
    """Add an objective. Its cycle, owner and file follow from the workspace if they are not given."""
    from okrcli.cli import changes
    from okrcli.cli.edit_request import is_new_cycle, workspace_for
    from okrcli.edit.add_objective import add_objective, checked_path
    from okrcli.workspace.sources import find_root

    root = find_root(context.invocation(ctx).folder)
    path = None if file is None else checked_path(file)
    cycle = request.cycle
    request = replace(request, everything=bool(path or cycle))
    if "owner" not in typed:
        email = email_where_needed(root)
        typed = {
            **typed,
            "owner": person_if_known(workspace_for(root, replace(request, cycle=None)).plan, email),
        }
    if is_new_cycle(root, request):
        request = replace(request, cycle=None)

    def made(workspace: Workspace, pending: PendingFiles) -> Edit:
        name = cycle or workspace.cycle_for_additions("okr add objective …").id
        return add_objective(
            pending, workspace, name, with_own_id(workspace.plan, typed, context.root_of(workspace)), path, reason
        )

    return changes.change(ctx, request, made)
