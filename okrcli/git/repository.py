"""A git repository as it is read: its folders, its commits and its index.

Nothing here changes a repository; `git.commit` and `git.sync` do. Paths are relative to the top of the work tree, with
forward slashes, and stand for themselves: no pattern, no option, whatever their characters. A typed revision
is resolved to a hash first, and only the hash goes on to git.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Collection, Mapping, Sequence
from functools import cached_property
from pathlib import Path
from typing import NamedTuple

from okrcli.errors import RefusedError
from okrcli.git.access import check_usable
from okrcli.git.identity import identity_in
from okrcli.git.layout import RepositoryLayout, find_layout
from okrcli.git.pathspecs import argument_lists
from okrcli.git.process import DAMAGE_HINTS, OUTPUT_LIMIT, BlobReader, fields, run_as_user, run_read_only, text
from okrcli.git.trees import INDEX, Snapshot, in_commit, in_index
from okrcli.sanitize import visible


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
        check_usable(layout)
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
        """The hash of the commit with this name. Raises RefusedError when there is none of that name."""
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
        label = f"{visible(revision)} ({commit[:7]})"
        return Snapshot(self.top, label, folder, in_commit(self.top, commit, folder), commit)

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
        return identity_in(self.top)

    def email(self) -> str | None:
        """The e-mail address that commits made now would have."""
        return self.identity[1] if self.identity else None

    def is_shared(self, commit: str) -> bool:
        """True if a remote has the commit, as of the last fetch."""
        return bool(run_read_only(self.top, "for-each-ref", f"--contains={commit}", "--count=1", "refs/remotes").out)

    def was_shared_without(self, commit: str, later: str) -> bool:
        """True if a remote has the commit and not the later one, as of the last fetch."""
        asked = ("for-each-ref", f"--contains={commit}", f"--no-contains={later}", "--count=1", "refs/remotes")
        return bool(run_read_only(self.top, *asked).out)


def own_hash(content: bytes, like: str) -> str:
    """The hash of a blob with exactly these bytes, of the same kind as the hash `like`."""
    kind = "sha1" if len(like) == 40 else "sha256"
    return hashlib.new(kind, b"blob %d\0" % len(content) + content, usedforsecurity=False).hexdigest()
