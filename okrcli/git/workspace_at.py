"""A workspace in its repository, at HEAD or at an earlier commit, for the commands that read the history."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import suppress
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from okrcli.errors import AmbiguousNameError, RefusedError
from okrcli.sanitize import visible

if TYPE_CHECKING:
    from okrcli.git.repository import Repository
    from okrcli.git.trees import Snapshot
    from okrcli.model.plan import Plan, Ref
    from okrcli.model.plan_change import PlanChange
    from okrcli.workspace.sources import Source
    from okrcli.workspace.workspace import Workspace


class Checkout(NamedTuple):
    """A workspace and the repository it lies in."""

    repository: Repository
    root: Path
    folder: str
    """The folder of the workspace in the repository: "" at its top."""

    @property
    def before(self) -> str:
        """The folder with a slash at its end, to put before paths of the workspace; empty at the top."""
        return f"{self.folder}/" if self.folder else ""


def checkout_of(folder: Path) -> Checkout:
    """The workspace that a folder lies in, with its repository. Raises RefusedError where there is no git."""
    from okrcli.git.layout import folder_below
    from okrcli.git.repository import Repository
    from okrcli.workspace.sources import find_root

    root = find_root(folder)
    repository = Repository.open(root)
    if repository is None:
        raise RefusedError(f"{visible(str(root))} is in no git repository, so it has no history", "make one: git init")
    return Checkout(repository, root, folder_below(repository.top, root))


def head_of(checkout: Checkout) -> str:
    """The hash of HEAD. Raises RefusedError where nothing has been committed."""
    head = checkout.repository.head()
    if head is None:
        raise RefusedError("there is no history yet: nothing has been committed", "git add . && git commit")
    return head


def snapshot_at(checkout: Checkout, commit: str, later: str | None = None) -> Snapshot | None:
    """The workspace in a commit, also where its folder had another name then; None where it was not there yet."""
    from okrcli.git.log import folder_at
    from okrcli.workspace.sources import WORKSPACE_FILE

    repository = checkout.repository
    if repository.entries_at(commit, [f"{checkout.before}{WORKSPACE_FILE}"]):
        return repository.revision(commit, checkout.folder)
    later = later or repository.head()
    earlier = folder_at(repository, commit, later, checkout.before) if later else None
    return None if earlier is None else repository.revision(commit, earlier.rstrip("/"))


def source_at(checkout: Checkout, at: str) -> tuple[Source, date]:
    """The files that `--at` means, and the day of that commit; a date means the last commit up to its end."""
    from okrcli.git.log import day_of

    commit, day = commit_at(checkout.repository, at)
    found = snapshot_at(checkout, commit)
    if found is None:
        raise RefusedError(f"there was no workspace yet in {visible(at)} ({commit[:7]})", "the history: okr log")
    return found, day or day_of(checkout.repository, commit)


def commit_at(repository: Repository, at: str) -> tuple[str, date | None]:
    """The hash of the commit that `--at` means, and the day if that is a date."""
    from okrcli.git.log import commit_on
    from okrcli.model.scalars import InvalidValueError, read_day

    try:
        day = read_day(at)
    except InvalidValueError:
        return repository.resolve(at), None
    return commit_on(repository, day), day


def allowed(folder: Path, named: str | None) -> str | None:
    """The file of allowed signers by its full path. Raises RefusedError where it is not there."""
    if named is None:
        return None
    place = (folder / named).absolute()
    if not place.is_file():
        raise RefusedError(
            f"there is no file {named}", "name the file of allowed signers: one `EMAIL KEY` in each line"
        )
    return str(place)


def workspace_of(
    checkout: Checkout, commit: str, day: date, cycle: str | None = None, names: Sequence[str] = ()
) -> Workspace:
    """The workspace as a commit has it: the cycle of these names if each is a whole name in it, else all cycles.

    Without names no cycle is read, but what is outside of their folders; `PlansByCycle` reads the others.

    Raises RefusedError where it was not there yet.
    """
    from okrcli.model.calendar import cycle_in_focus
    from okrcli.workspace.sources import PLAN_FOLDER
    from okrcli.workspace.workspace import load

    snapshot = required(snapshot_at(checkout, commit), commit)
    if not names:
        return load(snapshot, day, cycle, only=())
    folders = {entry.name for entry in snapshot.entries(PLAN_FOLDER) if entry.kind == "folder"}
    heads = [name.partition("/")[0] for name in names]
    cycles = {cycle or (head if head in folders else None) for head in heads}
    if len(cycles) == 1:
        (typed,) = cycles
        with suppress(RefusedError):  # the folder is of no cycle
            workspace = load(snapshot, day, typed, in_part=True)
            if all(_is_whole_name(workspace, name) for name in names):
                usual = workspace.focus if cycle else cycle_in_focus(workspace.plan.cycles, day)
                return replace(workspace, focus=usual)
    return load(snapshot, day, cycle, everything=True)


class PlansByCycle:
    """The plan of a workspace for a change, whose cycle is read when it is first asked for."""

    def __init__(self, workspace: Workspace) -> None:
        self._workspace = workspace
        self._plans: dict[str, Plan] = {}

    def __call__(self, change: PlanChange) -> Plan:
        """The plan with the cycle of a check-in. Words for other changes need no plan."""
        from okrcli.workspace.workspace import load

        workspace, cycle = self._workspace, change.ref.cycle if change.ref else None
        if cycle is None or cycle in workspace.cycles_read or change.noun != "check-in":
            return workspace.plan
        if cycle not in self._plans:
            self._plans[cycle] = load(workspace.source, workspace.day, only=(cycle,)).plan
        return self._plans[cycle]


def _is_whole_name(workspace: Workspace, text: str) -> bool:
    """True for a name that means the same whatever other cycles hold: a whole name in the cycle that was read."""
    from okrcli.workspace.references import resolve_ref

    focus = workspace.focus.id if workspace.focus else None
    try:
        ref = resolve_ref(workspace.plan, focus, text, may_search=False)
    except RefusedError:
        return False
    has_cycle, is_of_today = text.startswith(f"{focus}/"), text.rpartition("/")[2] == str(ref).rpartition("/")[2]
    return ref.cycle == focus and (has_cycle or is_of_today)


def required(found: Snapshot | None, commit: str) -> Snapshot:
    """The workspace in a commit. Raises RefusedError where it was not there yet."""
    if found is None:
        hint = "git add . && git commit, or name a later commit"
        raise RefusedError(f"there is no history yet: okrs.yaml is in no commit up to {commit[:7]}", hint)
    return found


def named(workspace: Workspace, texts: Sequence[str]) -> list[Ref]:
    """The references that the arguments name: of today's plan, else a full reference that may be an earlier one."""
    from okrcli.workspace.references import resolve_ref

    focus = workspace.focus.id if workspace.focus else None
    found = []
    for text in texts:
        try:
            found.append(resolve_ref(workspace.plan, focus, text, workspace.broken)._replace(guardrail=None))
        except AmbiguousNameError:
            raise
        except RefusedError:
            former = _former(workspace.plan, focus, text)
            if former is None:
                raise
            found.append(former)
    return found


def _former(plan: Plan, focus: str | None, text: str) -> Ref | None:
    """A reference that today's plan does not have: `objective/key-result`, or with a cycle in front."""
    from okrcli.model.plan import Ref
    from okrcli.model.scalars import InvalidValueError, read_slug

    head, *rest = text.split("/")
    cycle, parts = (head, rest) if head in plan.cycles and rest else (focus, [head, *rest])
    try:
        checked = [read_slug(part) for part in parts]
    except InvalidValueError:
        return None
    is_clear = len(parts) == 2 or (len(parts) == 1 and head in plan.cycles)
    return Ref(cycle, *checked) if cycle and is_clear else None
