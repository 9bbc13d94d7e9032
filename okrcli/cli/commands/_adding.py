"""The work of `okr add`: what the words mean, what is still to be asked, and where it goes."""

from __future__ import annotations

import shlex
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Final

import typer

from okrcli.cli import changes, options
from okrcli.edit import add as additions
from okrcli.edit.draft import in_words
from okrcli.edit.set_fields import Edit
from okrcli.errors import RefusedError, UsageError
from okrcli.language.title_parser import propose
from okrcli.model.assignments import assignments
from okrcli.model.records import Action, Milestone
from okrcli.model.scalars import InvalidValueError, parse_number
from okrcli.sanitize import visible
from okrcli.suggest import did_you_mean
from okrcli.text import quote_value
from okrcli.workspace.overlay import PendingFiles
from okrcli.workspace.references import resolve_item
from okrcli.workspace.sources import find_root
from okrcli.workspace.workspace import Workspace

_KINDS: Final = {
    "objective": "objective",
    "kr": "kr",
    "key-result": "kr",
    "key_result": "kr",
    "milestone": "milestone",
    "action": "action",
}
_PARENTS: Final = {"kr": "objective", "milestone": "key result", "action": "key result"}
_MEASURES: Final = frozenset(("kind", "target", "low", "high", "done", "target_per_period"))


def add(
    context: typer.Context,
    what: str,
    words: Sequence[str],
    file: str | None,
    cycle: str | None,
    *,
    dry_run: bool,
    may_commit: bool,
) -> int:
    """Do what `okr add` was asked to do, and return its exit code."""
    kind = _KINDS.get(what)
    if kind is None:
        hint = did_you_mean(what, list(_KINDS)) or "write objective, kr, milestone or action"
        raise UsageError(f"{quote_value(what)} cannot be added", hint)
    if file is not None and kind != "objective":
        raise UsageError(f"`--file` is for an objective; a {kind} goes where its {_PARENTS[kind]} is")
    parent, typed = _split(kind, words)
    request = changes.Request("add", what, options.today(), (parent,), cycle, dry_run, may_commit)
    lacks_measure = kind == "kr" and _MEASURES.isdisjoint(typed)
    if kind != "objective" and ("title" not in typed or lacks_measure):
        sample = {"title": "…", **({"done": "false"} if lacks_measure else {}), **typed}
        changes.show_preview(context, request, _below(kind, parent, sample))
    if options.invocation(context).may_ask:
        typed |= _asked(kind, typed)
    if not typed.get("title"):
        raise UsageError("what is it called?", f'okr add {kind} {f"{parent} " if parent else ""}"A title"')
    if kind == "kr" and _MEASURES.isdisjoint(typed) and (proposal := propose(typed["title"])).kind:
        fields = " ".join(f"{name}={shlex.quote(text)}" for name, text in proposal.fields.items())
        raise UsageError("how is it measured?", f"if it is {in_words(proposal)}, add: {fields}")
    request = replace(request, asked=f"{what} {parent} {typed} {file}")
    if kind == "objective":
        return _add_objective(context, request, typed, file)
    return changes.change(context, request, _below(kind, parent, typed))


def _below(kind: str, parent: str, typed: dict[str, str]) -> changes.EditFunction:
    """The edit that puts a key result, action or milestone below its parent."""

    def made(workspace: Workspace, overlay: PendingFiles) -> Edit:
        thing = resolve_item(workspace, parent)
        if kind == "kr":
            return additions.add_key_result(overlay, workspace.plan, thing, typed)
        return additions.add_step(overlay, workspace.plan, thing, Action if kind == "action" else Milestone, typed)

    return made


def _split(kind: str, words: Sequence[str]) -> tuple[str, dict[str, str]]:
    """The parent, and the fields with the title among them."""
    plain = [word for word in words if not changes.is_assignment(word)]
    typed = assignments([word for word in words if changes.is_assignment(word)])
    parent = ""
    if kind in _PARENTS:
        if not plain:
            raise UsageError(f"to which {_PARENTS[kind]} does it belong?", f'okr add {kind} ID "A title"')
        parent, *plain = plain
    if len(plain) > 1:
        title = " ".join(plain)
        raise UsageError("a title of several words stands in quotes", f'okr add {kind} {parent} "{title}"')
    if plain:
        typed = {"title": plain[0], **typed}
    return parent, typed


def _asked(kind: str, typed: dict[str, str]) -> dict[str, str]:
    """What is missing, as a person answers: a title, and for a key result a measure."""
    found = {} if "title" in typed else {"title": changes.ask("Title: ")}
    if kind == "kr" and _MEASURES.isdisjoint(typed) and (found or typed).get("title"):
        found |= _asked_measure({**typed, **found})
    return found


def _asked_measure(typed: dict[str, str]) -> dict[str, str]:
    """The measure of a key result as its title says it and a person confirms it, else as they answer.

    Empty answers leave start and target out.
    """
    proposal = propose(typed["title"])
    if proposal.kind and not proposal.lacks_start and "start" not in typed:
        answer = changes.ask(f"Is it measured {visible(in_words(proposal))}? [Y/n] ")
        if answer.lower() in ("", "y", "yes"):
            return {name: text for name, text in proposal.fields.items() if name not in typed}
    found: dict[str, str] = {}
    for field, question in (("start", "From which value (Enter for 0)? "), ("target", "To which value? ")):
        if field in typed:
            continue
        while answer := changes.ask(question):
            try:
                parse_number(answer)
            except InvalidValueError as refusal:
                changes.tell_refusal(refusal)
                continue
            found[field] = answer
            break
    return found


def _add_objective(context: typer.Context, request: changes.Request, typed: dict[str, str], file: str | None) -> int:
    """An objective needs a cycle, an owner and a file; each is found where it is not given."""
    root = find_root(options.invocation(context).folder)
    path = None if file is None else additions.checked_path(file)
    cycle = request.cycle
    request = replace(request, everything=bool(path or cycle))
    if "owner" not in typed:
        email = options.email_where_needed(root)
        typed = {**typed, "owner": me(changes.read(root, replace(request, cycle=None)), email)}
    if is_new_cycle(root, request):
        request = replace(request, cycle=None)

    def made(workspace: Workspace, overlay: PendingFiles) -> Edit:
        name = cycle or workspace.require_focus(request.day).id
        return additions.add_objective(overlay, workspace, name, typed, path)

    return changes.change(context, request, made)


def is_new_cycle(root: Path, request: changes.Request) -> bool:
    """Whether the cycle that was asked for is not in the workspace yet. Raises RefusedError for no label."""
    cycle = request.cycle
    if not cycle or cycle in changes.read(root, replace(request, cycle=None, everything=True)).plan.cycles:
        return False
    if not additions.is_label(cycle):
        known = [cycle.upper()] if additions.is_label(cycle.upper()) else []
        hint = did_you_mean(cycle, known) or "use a label such as 2027-Q1, or list it in `cycles:`"
        raise RefusedError(f"there is no cycle {quote_value(cycle)}", hint)
    return True


def me(workspace: Workspace, email: str | None) -> str:
    """Who is typing, where that can be told; nobody otherwise."""
    try:
        return options.match_person(workspace.plan, None, email)
    except RefusedError:
        return ""
