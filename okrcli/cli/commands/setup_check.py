"""`okr setup`: checks of the setup."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Final

import typer

from okrcli.cli import context, options
from okrcli.cli.current_person import email_where_needed, match_person
from okrcli.errors import Exit, OkrError, RefusedError
from okrcli.render.terminal import streams

if TYPE_CHECKING:
    from okrcli.git.repository import Repository
    from okrcli.reports.setup import Check
    from okrcli.workspace.workspace import Workspace


def check(ctx: typer.Context, format: options.Format = "table", json: options.Json = False) -> int:
    """Check the setup, without changes.

    Each line shows one check. Below a problem is the command that solves it. Exit code 1 when something is missing that
    okr needs, 0 otherwise.

    \b
    okr setup
    okr setup --json
    """

    chosen = options.chosen_format(format, json, "table", "json")
    checks = run_checks(context.invocation(ctx).folder, has_unicode=streams.has_unicode())
    if chosen == "json":
        from okrcli.render.json.setup import SetupView

        streams.print_json(SetupView.of(checks))
    else:
        from okrcli.render.terminal.console import print_lines
        from okrcli.render.terminal.setup import lines

        print_lines(lines(checks, streams.width()))
    return Exit.FOUND if any(check.state == "missing" for check in checks) else Exit.OK


LIBRARIES: Final = ("typer", "pydantic", "ruamel.yaml", "PyYAML", "rich", "GitPython")


def run_checks(folder: Path, *, has_unicode: bool) -> list[Check]:
    """Checks of everything that okr needs or can use in this folder."""
    checks = [_program(), _libraries(), _git(folder)]
    has_git = checks[-1].state == "ok"
    groups: list[Callable[[], Iterator[Check]]] = [lambda: _workspace(folder)]
    if has_git:
        groups.append(lambda: _repository(folder))
    groups.append(lambda: _terminal(has_unicode))
    for group in groups:
        checks.extend(_checks_of_group(group))
    return checks


def _checks_of_group(group: Callable[[], Iterator[Check]]) -> Iterator[Check]:
    """The checks of a group. An error in the group becomes a failed check."""
    from okrcli.reports.setup import Check

    try:
        yield from group()
    except OkrError as error:
        yield Check("trouble", "missing", error.message, error.hints[0] if error.hints else None)
    except OSError as error:
        yield Check("trouble", "missing", f"{error.filename or 'the system'}: {(error.strerror or str(error)).lower()}")


def _program() -> Check:
    from okrcli import __version__
    from okrcli.reports.setup import Check

    return Check("okr", "ok", f"{__version__}, Python {'.'.join(map(str, sys.version_info[:3]))}")


def _libraries() -> Check:
    from importlib.metadata import PackageNotFoundError, version

    from okrcli.reports.setup import Check

    versions, gone = [], []
    for name in LIBRARIES:
        try:
            versions.append(f"{name} {version(name)}")
        except PackageNotFoundError:
            gone.append(name)
    if gone:
        return Check(
            "libraries", "missing", f"not installed: {', '.join(gone)}", "pip install --force-reinstall okrcli"
        )
    return Check("libraries", "ok", ", ".join(versions))


def _git(folder: Path) -> Check:
    from okrcli.git.process import run_read_only, text
    from okrcli.reports.setup import Check

    try:
        number = text(run_read_only(folder, "version").out).strip().removeprefix("git version ")
    except RefusedError as error:
        return Check("git", "missing", error.message, error.hints[0] if error.hints else None)
    return Check("git", "ok", number)


# ── The workspace ─────────────────────────────────────────────────────────────────────────────────────────────────


def _workspace(folder: Path) -> Iterator[Check]:
    from okrcli.git.trees import work_tree
    from okrcli.reports.setup import Check
    from okrcli.workspace.sources import find_root
    from okrcli.workspace.workspace import load

    try:
        root = find_root(folder)
    except RefusedError as error:
        yield Check("workspace", "missing", error.message, "okr init")
        return
    yield Check("workspace", "ok", str(root))
    workspace = load(work_tree(root), context.today(), everything=True)
    if workspace.broken:
        files = f"{len(workspace.broken)} file{'s have' if len(workspace.broken) > 1 else ' has'} errors"
        yield Check("files", "missing", files, "okr validate")
    else:
        yield Check("files", "ok", f"{len(workspace.records)} read, none has errors of form")
    yield _cache(root)
    yield from _forms(root, workspace)
    try:
        yield Check("you", "ok", match_person(workspace.plan, None, email_where_needed(root)))
    except RefusedError as error:
        yield Check("you", "missing", error.message, "export OKR_USER=YOUR-ID")


def _forms(root: Path, workspace: Workspace) -> Iterator[Check]:
    """The check of each form that is there: does it fit the plan?"""
    from okrcli.cli.commands.setup_forms import form_files
    from okrcli.edit.checkin_form import PATHS
    from okrcli.reports.setup import Check

    for service, path in PATHS.items():
        if not (root / path).is_file():
            continue
        texts = form_files(workspace.plan, workspace.day, service)
        if all(_words_of(root / name) == text for name, text in texts.items()):
            yield Check("form", "ok", path)
        else:
            yield Check("form", "note", f"{path} does not fit the plan", f"okr setup forms --service {service} --write")


def _cache(root: Path) -> Check:
    """The check of the cache. Without one every command works, and computes everything again."""
    from okrcli.cache.database import Cache
    from okrcli.reports.setup import Check

    cache = Cache.of(root)
    if fault := cache.check():
        return Check("cache", "note", f"not used: {fault}", "okr cache clear" if cache.path else None)
    return Check("cache", "ok", str(cache.path))


# ── Its repository ────────────────────────────────────────────────────────────────────────────────────────────────


def _repository(folder: Path) -> Iterator[Check]:
    from okrcli.git.preflight import locks, operation
    from okrcli.git.repository import Repository
    from okrcli.reports.setup import Check

    repository = Repository.open(folder)
    if repository is None:
        yield Check("repository", "note", "none: okr works, but keeps no history", "git init")
        return
    branch = repository.branch()
    if branch is None:
        yield Check(
            "repository", "note", f"{repository.top}, detached HEAD: commits can get lost", "git switch -c NAME"
        )
    else:
        yield Check("repository", "ok", f"{repository.top}, branch {branch}")
    yield _identity(repository)
    if begun := operation(repository):
        yield Check(
            "unfinished", "missing", f"a git {begun} is in progress, and okr makes no commit in it", "git status"
        )
    for lock in locks(repository)[:1]:
        yield Check("lock", "missing", f"{lock} exists", f"when no git is running: rm '{lock}'")
    if repository.is_shallow:
        yield Check("history", "note", "a shallow clone", "git fetch --unshallow")
    yield _hook(repository)
    yield from _settings(repository, folder)


def _identity(repository: Repository) -> Check:
    from okrcli.reports.setup import Check

    identity = repository.identity
    if identity is None:
        how = 'git config --global user.name "Your Name" && git config --global user.email you@example.com'
        return Check("identity", "missing", "git has no name and e-mail address for you, so it makes no commit", how)
    return Check("identity", "ok", f"{identity[0]} <{identity[1]}>")


def _hook(repository: Repository) -> Check:
    """The check for a pre-commit hook, also in another folder that git is configured to use."""
    from okrcli.git.process import run_read_only, text
    from okrcli.reports.setup import Check

    listed = repository.top / ".pre-commit-config.yaml"
    *configured, _ = text(
        run_read_only(repository.top, "config", "--type=path", "--get-all", "core.hooksPath").out
    ).splitlines()
    path = repository.top / configured[-1] if configured else repository.common_dir / "hooks"  # the last is ours
    hook = path / "pre-commit"
    words = _words_of(hook)
    if "okr" in words or ("pre-commit" in words and "okr-validate" in _words_of(listed)):
        return Check("hook", "ok", str(hook))
    if "okr-validate" in _words_of(listed):
        return Check("hook", "note", "in .pre-commit-config.yaml, but not installed", "pre-commit install")
    if words:
        return Check("hook", "note", f"{hook} does not check OKRs", "add to it: okr validate --staged --since HEAD")
    return Check("hook", "note", "no pre-commit hook", "okr setup git --hook")


def _words_of(path: Path) -> str:
    try:
        if not path.is_file():
            return ""
        with path.open("rb") as opened:
            return opened.read(65536).decode("utf-8", "replace")
    except OSError:
        return ""


def _settings(repository: Repository, folder: Path) -> Iterator[Check]:
    """The checks of the settings that `okr setup git` makes."""
    from okrcli.edit.git_setup import setups
    from okrcli.reports.setup import Check
    from okrcli.workspace.sources import find_root

    try:
        root = find_root(folder)
    except RefusedError:
        return  # that there is no workspace has been said
    for setup in setups(repository.top, root):
        if setup.name == "hook":
            continue  # one that pre-commit or a person has made is as good
        if setup.is_set:
            yield Check(setup.name, "ok", setup.about)
        else:
            yield Check(setup.name, "note", f"not set: {setup.about}", "okr setup git")


# ── The terminal ──────────────────────────────────────────────────────────────────────────────────────────────────

_STARTERS: Final = {"bash": ".bashrc", "zsh": ".zshrc", "fish": ".config/fish/config.fish"}


def _terminal(has_unicode: bool) -> Iterator[Check]:
    from okrcli.reports.setup import Check

    if has_unicode:
        yield Check("encoding", "ok", "UTF-8")
    else:
        encoding = getattr(sys.stdout, "encoding", None) or "unknown"
        yield Check("encoding", "note", f"{encoding}: other letters are printed as \\u1ebf", "export LC_ALL=C.UTF-8")
    shell = Path(os.environ.get("SHELL") or "").name
    if shell in _STARTERS:
        starter = Path(os.path.expanduser("~"), _STARTERS[shell])  # noqa: PTH111  (the other way fails without a home)
        if "okr setup completion" in _words_of(starter):
            yield Check("completion", "ok", f"in {starter}")
        else:
            load = (
                "okr setup completion fish | source" if shell == "fish" else f"source <(okr setup completion {shell})"
            )
            yield Check("completion", "note", f"not in {starter}", f"echo '{load}' >> {starter}")
