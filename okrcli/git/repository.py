"""A git repository as it is read: its folders, its commits and its index.

Nothing here changes a repository; `git.commit` and `git.sync` do. Paths are relative to the top of the work tree, with
forward slashes, and stand for themselves: no pattern, no option, whatever their characters. A revision that somebody
typed is resolved to a hash first, and only the hash goes on to git.
"""

from __future__ import annotations

import hashlib
import os
import re
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Final, NamedTuple

from okrcli.errors import RefusedError
from okrcli.git.process import (
    DAMAGE_HINTS,
    OUTPUT_LIMIT,
    BlobReader,
    GitResult,
    fields,
    run_as_user,
    run_read_only,
    text,
)
from okrcli.git.trees import INDEX, Snapshot, in_commit, in_index
from okrcli.sanitize import visible
from okrcli.workspace.sources import PLAN_FOLDER, WORKSPACE_FILE, WorkingTree


class RepositoryLayout(NamedTuple):
    """The folders of a repository: its work tree, the git folder of that work tree, and the shared one of all."""

    top: Path
    git_dir: Path
    common_dir: Path


class TreeEntry(NamedTuple):
    """An entry of a tree or of the index."""

    mode: str
    blob: str
    flag: str = ""
    """Of the index alone: `skip-worktree`, `assume-unchanged` or `conflict`."""


class PathChange(NamedTuple):
    """One path that a commit changed: `A` added, `M` modified, `D` deleted, `T` became another kind of entry."""

    kind: str
    path: str


@dataclass(frozen=True, slots=True)
class OkrCommit:
    """A commit that okr made, as its own last paragraph says."""

    hash: str
    parent: str | None
    subject: str
    command: str
    ids: tuple[str, ...]
    changes: tuple[PathChange, ...]
    is_shared: bool
    """True if a remote has it, as of the last fetch: then other people may have it too."""


def find_layout(folder: Path) -> RepositoryLayout | None:
    """The repository whose work tree holds `folder`, found without running git; None where there is none.

    Raises RefusedError inside a bare repository or git's own folder, and for a `.git` that leads nowhere.
    """
    start = folder.resolve()
    for candidate in (start, *start.parents):
        marker = candidate / ".git"
        if marker.is_dir():
            return RepositoryLayout(candidate, marker, _common(marker))
        if os.path.lexists(marker):
            git_dir = _pointed_to(marker)
            return RepositoryLayout(candidate, git_dir, _common(git_dir))
        if (candidate / "HEAD").is_file() and (candidate / "objects").is_dir() and (candidate / "refs").is_dir():
            raise RefusedError(
                f"{visible(str(candidate))} is a bare repository or git's own folder: files cannot be kept there",
                "use a clone that has a work tree",
            )
    return None


def _pointed_to(marker: Path) -> Path:
    with marker.open("rb") as opened:
        start, _, rest = opened.read(8192).partition(b"gitdir: ")
    target = marker.parent / os.fsdecode(rest.rstrip(b"\r\n"))
    if start or not rest or not target.is_dir():
        raise RefusedError(f"{visible(str(marker))} does not lead to a repository", "see: git status")
    return target


def _common(git_dir: Path) -> Path:
    try:
        shared = (git_dir / "commondir").read_bytes()
    except OSError:
        return git_dir
    return (git_dir / os.fsdecode(shared.rstrip(b"\r\n"))).resolve()


class Repository:
    """The git repository a workspace lies in, as one work tree sees it."""

    def __init__(self, layout: RepositoryLayout) -> None:
        self.top, self.git_dir, self.common_dir = layout

    @classmethod
    def open(cls, folder: Path) -> Repository | None:
        """The repository that holds `folder`; None outside of any. Raises RefusedError when git cannot work there."""
        layout = find_layout(folder)
        if layout is None:
            return None
        answer = run_read_only(layout.top, "rev-parse", "--is-bare-repository", "--show-toplevel", expected=_ANY_STATUS)
        bare, _, top = text(answer.out).partition("\n")
        if bare == "true":
            raise RefusedError(f"{visible(str(layout.top))} is a bare repository", "use a clone that has a work tree")
        if answer.status:
            raise _not_usable(layout, answer)
        if not layout.top.samefile(top.removesuffix("\n")):
            raise _damaged(layout)
        return cls(layout)

    # Commits, index and files

    def head(self) -> str | None:
        """The hash of the commit that is checked out; None on a branch without commits."""
        answer = run_read_only(self.top, "rev-parse", "--verify", "--quiet", "HEAD^{commit}", expected=(0, 1, 128))
        if answer.status == 0:
            return text(answer.out).strip()
        branch = self.branch()
        if branch is None or (self.common_dir / "refs" / "heads" / branch).is_file():
            raise RefusedError(f"HEAD of {visible(str(self.top))} leads to no commit", *DAMAGE_HINTS)
        return None

    def branch(self) -> str | None:
        """The branch that is checked out, also one without commits; None when HEAD is detached."""
        head = self.git_dir / "HEAD"
        line = b"" if head.is_symlink() or not head.is_file() else head.read_bytes()
        if match := re.fullmatch(rb"ref: refs/heads/([^\s.][^\s]*)\n", line):
            return text(match[1])  # the usual case needs no process
        answer = run_read_only(self.top, "symbolic-ref", "--quiet", "HEAD", expected=(0, 1))
        return text(answer.out).strip().removeprefix("refs/heads/") or None

    def detached(self) -> bool:
        """True if a commit made now would be on no branch."""
        return self.branch() is None

    @property
    def is_shallow(self) -> bool:
        """True if the history is cut (`git clone --depth`)."""
        return (self.common_dir / "shallow").exists()

    def replaced(self) -> frozenset[str]:
        """The hashes of the commits in whose place `git replace` puts another; okr reads them as they were made."""
        prefix = "refs/replace/"
        packed = self.common_dir / "packed-refs"
        is_packed = packed.is_file() and prefix.encode() in packed.read_bytes()
        if not (is_packed or (self.common_dir / prefix).is_dir() or (self.common_dir / "reftable").is_dir()):
            return frozenset()  # the usual case needs no process
        raw = run_read_only(self.top, "for-each-ref", "--format=%(refname)", prefix).out
        return frozenset(name.removeprefix(prefix) for name in text(raw).split())

    def resolve(self, revision: str) -> str:
        """The hash of the commit that somebody named. Raises RefusedError when there is none of that name."""
        if not revision.startswith(("-", "^")) and "\0" not in revision:
            name = f"{revision}^{{commit}}"
            answer = run_read_only(
                self.top, "rev-parse", "--verify", "--quiet", "--end-of-options", name, expected=(0, 1, 128)
            )
            if answer.status == 0:
                return text(answer.out).strip()
        if revision == "HEAD":
            self.head()  # the reason, if the branch has a commit that cannot be read
        cut = ("this is a shallow clone; get the whole history: git fetch --unshallow",) if self.is_shallow else ()
        raise RefusedError(f"git has no commit `{visible(revision)}`", *cut)

    def entries_at(self, revision: str, paths: Collection[str]) -> dict[str, TreeEntry]:
        """The entries of these paths in the commit or tree with this hash; missing paths are left out."""
        wanted, found = frozenset(paths), {}
        for names in argument_lists(wanted):
            for line in fields(run_read_only(self.top, "ls-tree", "-z", "--full-tree", revision, "--", *names).out):
                about, _, path = line.partition("\t")
                mode, _, blob = about.split(" ")
                if path in wanted:
                    found[path] = TreeEntry(mode, blob)
        return found

    def entries_at_head(self, paths: Collection[str]) -> dict[str, TreeEntry]:
        """The entries of these paths in the commit that is checked out; none on a branch without commits."""
        try:
            return self.entries_at("HEAD", paths)
        except RefusedError:
            if self.head() is None:
                return {}
            raise

    def entries_staged(self, paths: Collection[str]) -> dict[str, TreeEntry]:
        """The entries of exactly these paths in the index."""
        wanted, found = frozenset(paths), {}
        for names in argument_lists(wanted):
            for line in fields(run_read_only(self.top, "ls-files", "-s", "-v", "-z", "--", *names).out):
                about, _, path = line.partition("\t")
                tag, mode, blob, stage = about.split(" ")
                flag = "conflict" if stage != "0" else "skip-worktree" if tag.upper() == "S" else ""
                if path in wanted:
                    found[path] = TreeEntry(mode, blob, flag or ("assume-unchanged" if tag.islower() else ""))
        return found

    def revision(self, revision: str, folder: str = "") -> Snapshot:
        """The workspace that lies in `folder` (from the top, "" for the top itself) as a commit holds it.

        Raises RefusedError when there is no such commit, or no workspace in it.
        """
        commit = self.resolve(revision)
        return Snapshot(self.top, f"{visible(revision)} ({commit[:7]})", folder, in_commit(self.top, commit, folder))

    def staged(self, folder: str = "") -> Snapshot:
        """The workspace that lies in `folder` as the next commit will hold it.

        Raises RefusedError for an unsettled merge conflict in it, and where nothing of it is staged or committed.
        """
        found = in_index(self.top, self.git_dir, folder)
        empty = [path for path, (_, blob) in found.items() if blob == self.empty_blob]
        if empty:  # a file of `git add -N` stands in the index as empty, and no commit will hold it
            head = self.head()
            known = {*self.staged_changes(empty), *(self.entries_at(head, empty) if head else ())}
            found = {path: entry for path, entry in found.items() if path not in empty or path in known}
        return Snapshot(self.top, INDEX, folder, found)

    def is_ancestor(self, revision: str, end: str) -> bool:
        """True if a revision is a commit that is here, and the commit with the hash `end` comes after it or is it."""
        try:
            commit = self.resolve(revision)
        except RefusedError:
            return False
        return run_read_only(self.top, "merge-base", "--is-ancestor", commit, end, expected=(0, 1)).status == 0

    def merge_base(self, one: str, other: str) -> str:
        """The hash of the newest common ancestor of two commits, given by their hashes.

        Raises RefusedError where there is none, or where the history that is here does not reach it.
        """
        answer = run_read_only(self.top, "merge-base", one, other, expected=(0, 1))
        if answer.status == 0:
            return text(answer.out).split()[0]
        if self.is_shallow:
            raise RefusedError(
                "this is a shallow clone: the common ancestor of both commits is missing",
                "get the rest: git fetch --unshallow",
                "in CI: fetch the whole history (GitHub: `fetch-depth: 0`, GitLab: `GIT_DEPTH: 0`)",
            )
        raise RefusedError("the two commits have no history in common")

    def uncommitted(self, paths: Sequence[str]) -> list[str]:
        """The files at or below these paths that differ from the last commit, new ones as well; ignored ones not."""
        options = ("--porcelain=v1", "-z", "--untracked-files=all", "--no-renames", "--ignore-submodules=all")
        raw = run_read_only(self.top, "status", *options, "--", *paths).out
        return [line[3:] for line in fields(raw)]

    def last_change_of(self, path: str) -> tuple[str, str, str] | None:
        """The short hash, the author and the subject of the last commit that changed a file; None without one."""
        options = ("--max-count=1", "--no-show-signature", "--encoding=UTF-8", "--format=%h%x00%an%x00%s%x00")
        parts = fields(run_read_only(self.top, "log", *options, "--", path).out)
        return (parts[0], parts[1], parts[2]) if len(parts) >= 3 else None

    def merge_heads(self) -> list[str]:
        """The hashes of the commits that a merge in progress brings; empty when none is in progress."""
        try:
            return (self.git_dir / "MERGE_HEAD").read_text("ascii").split()
        except OSError:
            return []

    def file_at(self, revision: str, path: str) -> bytes | None:
        """The bytes of a file in the commit or tree with this hash; None when it is not there, or is no plain file."""
        return self.contents(self.entries_at(revision, [path])).get(path)

    def contents(self, entries: Mapping[str, TreeEntry]) -> dict[str, bytes]:
        """The bytes of the plain files among these entries, by path, through one git."""
        blobs = BlobReader(self.top)
        try:
            return {
                path: blobs.read(entry.blob, OUTPUT_LIMIT)
                for path, entry in entries.items()
                if entry.mode.startswith("100")
            }
        except OSError as missing:
            raise RefusedError(f"git cat-file: {missing.filename}: {missing.strerror}", *DAMAGE_HINTS) from None
        finally:
            blobs.close()

    def checked_out(self, path: str, blob: str) -> bytes:
        """The bytes that a checkout writes at that path for a blob: with line ends and filters as git is set up.

        The blob is named by its hash, or as `commit:path`. Raises RefusedError.
        """
        answer = run_as_user(self.top, "cat-file", "--filters", f"--path={path}", blob)
        if answer.status:
            raise RefusedError(f"git cat-file: {answer.reason()}")
        return answer.out

    def at_head(self, path: str) -> bytes | None:
        """The bytes of a file in the commit that is checked out."""
        head = self.head()
        return self.file_at(head, path) if head else None

    def changes_of(self, commit: str) -> list[PathChange]:
        """The changes of a commit against its first parent; a rename is a deletion and an addition."""
        parents = text(run_read_only(self.top, "rev-parse", f"{commit}^@").out).split()
        before = parents[0] if parents else self.empty_tree
        raw = run_read_only(self.top, "diff-tree", "-r", "-z", "--no-renames", "--name-status", before, commit).out
        parts = iter(fields(raw))
        return [PathChange(kind, next(parts)) for kind in parts]

    def staged_changes(self, paths: Collection[str]) -> list[str]:
        """Those of these paths that differ between HEAD and the index; a path of `git add -N` counts as absent."""
        try:
            return self._staged_changes("HEAD", frozenset(paths))
        except RefusedError:
            if self.head() is None:
                return self._staged_changes(self.empty_tree, frozenset(paths))
            raise

    def _staged_changes(self, base: str, paths: frozenset[str]) -> list[str]:
        options = ("--cached", "--ita-invisible-in-index", "--no-renames", "--name-only", "-z")
        lists = (
            fields(run_read_only(self.top, "diff-index", *options, base, "--", *names).out)
            for names in argument_lists(paths)
        )
        return [path for found in lists for path in found if path in paths]

    @cached_property
    def empty_tree(self) -> str:
        """The hash of the tree without files, in the kind of hash that this repository has."""
        return text(run_read_only(self.top, "hash-object", "-t", "tree", "--stdin", given=b"").out).strip()

    @cached_property
    def empty_blob(self) -> str:
        """The hash of the empty file."""
        return text(run_read_only(self.top, "hash-object", "--stdin", given=b"").out).strip()

    def blob_of(self, path: str, content: bytes) -> str:
        """The hash that a commit would have for this content, line ends and filters applied as for that path."""
        return text(run_read_only(self.top, "hash-object", f"--path={path}", "--stdin", given=content).out).strip()

    def would_be(self, blob: str, path: str, content: bytes) -> bool:
        """True if a commit of this content at that path has this blob. Git is asked only if the bytes differ."""
        return own_hash(content, blob) == blob or self.blob_of(path, content) == blob

    @cached_property
    def identity(self) -> tuple[str, str] | None:
        """Name and e-mail address as set for commits; None when they are not set (a guess of git's does not count)."""
        found = [
            run_read_only(self.top, *_IDENTITY, kind, expected=(0, 128))
            for kind in ("GIT_COMMITTER_IDENT", "GIT_AUTHOR_IDENT")
        ]
        return None if any(answer.status for answer in found) else _author(found[-1])

    def email(self) -> str | None:
        """The e-mail address that commits made now would have."""
        return self.identity[1] if self.identity else None

    def last_okr_commit(self, email: str) -> OkrCommit | None:
        """The newest commit of this author on this branch that okr made and that has not been undone.

        Undone is what a later commit on the branch names in an `Okr-Undoes:` trailer; such a commit is passed over.
        """
        head = self.head()
        options = ("--first-parent", "-z", "--no-show-signature", "--no-patch", "--encoding=UTF-8", "--max-count=500")
        wanted = ("--grep=^Okr-Command: ", "--format=%H%n%P%n%ae%n%B", "--end-of-options")
        undone: set[str] = set()
        for record in text(run_read_only(self.top, "log", *options, *wanted, head).out).split("\0") if head else ():
            commit, parents, author, message = [*record.split("\n", 3), "", "", ""][:4]
            trailers = own_trailers(message)
            undone.update(trailers.get("Okr-Undoes", ()))
            fresh = commit not in undone and "Okr-Undoes" not in trailers
            if author == email and fresh and "Okr-Command" in trailers:
                return OkrCommit(
                    hash=commit,
                    parent=parents.split()[0] if parents else None,
                    subject=message.split("\n")[0],
                    command=trailers["Okr-Command"][0],
                    ids=tuple(trailers.get("Okr-Id", ())),
                    changes=tuple(self.changes_of(commit)),
                    is_shared=self.is_shared(commit),
                )
        return None

    def is_shared(self, commit: str) -> bool:
        """True if a remote has the commit, as of the last fetch."""
        return bool(run_read_only(self.top, "for-each-ref", f"--contains={commit}", "--count=1", "refs/remotes").out)

    def was_shared_without(self, commit: str, later: str) -> bool:
        """True if a remote has the commit and not the later one, as of the last fetch."""
        asked = ("for-each-ref", f"--contains={commit}", f"--no-contains={later}", "--count=1", "refs/remotes")
        return bool(run_read_only(self.top, *asked).out)


ARGUMENT_BYTES: Final = 64 * 1024
"""The most bytes of paths that one command line gets. Systems allow 128 KiB and more for all arguments together."""
_MANY_FILES: Final = 4
"""The most files of one folder that are named one by one: git compares each name with each entry of its index."""
_ANY_STATUS: Final = tuple(range(-64, 256))
_IDENTITY: Final = ("-c", "user.useConfigOnly=true", "var")
_TRAILER = re.compile(r"([A-Za-z][A-Za-z0-9-]*): (.*)")


def configured_email(folder: Path) -> str | None:
    """The e-mail address that git would use in a folder, in a repository or not; None without git or address."""
    layout = find_layout(folder)
    if layout is None:
        return configured(folder, "user.email")
    if author := _author(run_read_only(layout.top, *_IDENTITY, "GIT_AUTHOR_IDENT", expected=_ANY_STATUS)):
        return author[1]
    repository = Repository.open(folder)  # the reason, if git cannot work there
    return repository.email() if repository else None


def _author(answer: GitResult) -> tuple[str, str] | None:
    """Name and e-mail address in an answer of `git var`; None if git has refused it."""
    match = re.fullmatch(r"(.*) <(.*)> \d+ [+-]\d{4}\n", text(answer.out), re.DOTALL)
    return (match[1], match[2]) if match and not answer.status else None


def configured(folder: Path, name: str) -> str | None:
    """The value of a setting of git in a folder, in a repository or not; None without git or without a value."""
    try:
        return text(run_read_only(folder, "config", "--get", name, expected=(0, 1)).out).strip() or None
    except RefusedError:
        return None


def own_trailers(message: str) -> dict[str, list[str]]:
    """The trailers of a message's last paragraph; empty when that paragraph holds anything else."""
    _, gap, last = message.rstrip("\n").rpartition("\n\n")
    found: dict[str, list[str]] = {}
    for line in last.split("\n") if gap else ():
        match = _TRAILER.fullmatch(line)
        if match is None:
            return {}
        found.setdefault(match[1], []).append(match[2])
    return found


def own_hash(content: bytes, like: str) -> str:
    """The hash of a blob with exactly these bytes, of the same kind as the hash `like`."""
    kind = "sha1" if len(like) == 40 else "sha256"
    return hashlib.new(kind, b"blob %d\0" % len(content) + content, usedforsecurity=False).hexdigest()


def literal(paths: Iterable[str]) -> list[str]:
    """Paths as git takes them for what they are, without the global option that would reach hooks as well."""
    return [f":(literal){path}" for path in paths]


def argument_lists(paths: Iterable[str]) -> Iterator[list[str]]:
    """Arguments for git that cover these paths, in lists that are short enough for one command line.

    Many files of one folder are covered by that folder (`okrs/2026-Q3/checkins/`), so git may name others as well.
    """
    folders: dict[str, list[str]] = {}
    for path in paths:
        folders.setdefault(path.rpartition("/")[0], []).append(path)
    waiting: list[str] = []
    size = 0
    for folder, files in folders.items():
        for name in [f"{folder}/"] if folder and len(files) > _MANY_FILES else files:
            waiting.append(name)
            size += len(os.fsencode(name)) + 1
            if size > ARGUMENT_BYTES:
                yield waiting
                waiting, size = [], 0
    if waiting:
        yield waiting


def _not_usable(layout: RepositoryLayout, answer: GitResult) -> RefusedError:
    words = " ".join(answer.words())
    if "safe.directory" in words:
        return RefusedError(
            f"{visible(str(layout.top))} belongs to another user, and git does not trust it",
            f"if you trust it: git config --global --add safe.directory '{visible(str(layout.top))}'",
        )
    if "not a git repository" in words:
        return _damaged(layout)
    return RefusedError(f"git cannot use {visible(str(layout.top))}: {answer.reason()}")


def _damaged(layout: RepositoryLayout) -> RefusedError:
    return RefusedError(
        f"{visible(str(layout.git_dir))} is damaged: git does not accept it as the repository of these files",
        "see: git status",
    )


def folder_below(top: Path, root: Path) -> str:
    """The path of a workspace inside its repository, with forward slashes: "" at the top."""
    path = root.resolve().relative_to(top.resolve()).as_posix()
    return "" if path == "." else path


def work_tree(root: Path) -> WorkingTree:
    """The files of a workspace on the disk, with the paths of those that a sparse checkout has left out.

    Git runs in a sparse checkout alone, which is known by a file in git's own folder.
    """
    try:
        layout = find_layout(root)
    except RefusedError:
        layout = None
    if layout is None or not (layout.git_dir / "info" / "sparse-checkout").exists():
        return WorkingTree(root)
    listed = run_read_only(root, "ls-files", "-t", "-z", "--", WORKSPACE_FILE, PLAN_FOLDER)
    skipped = [line.removeprefix("S ") for line in fields(listed.out) if line.startswith("S ")]
    return WorkingTree(root, [path for path in skipped if not os.path.lexists(root / path)])
