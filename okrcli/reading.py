"""Reading files one by one: their records, what is wrong with them, and names that should not be there."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final, NamedTuple

from okrcli import yamldoc
from okrcli.assembly import Record
from okrcli.diagnostics import Diagnostic, Place, code
from okrcli.errors import RefusedError
from okrcli.model import CheckinFile, PlanFile, WorkspaceFile
from okrcli.schema import Keys, Problem, read_record, salvage
from okrcli.sources import PLAN_FOLDER, WORKSPACE_FILE, Entry, Source, walk
from okrcli.yamlstyle import scalar_text

MAX_FILES: Final = 200_000

NOT_A_FILE = code(
    "OKR091",
    "not-a-plain-file",
    "A name below `okrs/` is a link, a pipe or a device. Links are not followed, so that what is read is what is "
    "in the repository and nothing else.",
    bad="`okrs/2026-Q4/sales.yaml` as a link to a file elsewhere",
    good="the file itself",
)
YML_SUFFIX = code(
    "OKR092",
    "yml-suffix",
    "Files of the format end in `.yaml`. A `.yml` file would be passed over in silence, so it is named instead.",
    bad="`okrs/2026-Q4/sales.yml`",
    good="`okrs/2026-Q4/sales.yaml`",
)
UNREADABLE = code(
    "OKR093",
    "unreadable-file",
    "The file is there and the system does not let it be read.",
    bad="a file of mode 000",
    good="a file of mode 644",
)
CASE_TWINS = code(
    "OKR094",
    "case-twins",
    "Two names differ only in capitals or in how an accent is encoded. On macOS and Windows one overwrites the other.",
    bad="`Sales.yaml` beside `sales.yaml`",
    good="`sales.yaml` alone",
)


class Content(NamedTuple):
    """What one file holds."""

    record: Record | None
    diagnostics: list[Diagnostic]
    doubtful: frozenset[Keys] = frozenset()
    """Fields that are wrong in their form, and the groups they stand in: what a rule says of these is an echo."""


def read_file(raw: bytes, path: str, *, in_part: bool = False) -> Content:
    """One file's record, or everything that is wrong with its YAML and its fields.

    With `in_part` the record is there also when some of its fields are wrong, without these.
    """
    data, diagnostics = yamldoc.read(raw, path)
    if diagnostics:
        return Content(None, diagnostics)
    kind: type[Record] = _kind_of(path, data)
    record, problems = read_record(kind, data)
    if not problems:
        return Content(record, [])
    document = yamldoc.Document(path, raw)
    found = [
        problem.code.at(
            document.locate(problem.keys, on=problem.on),
            problem.message,
            problem.hint or _comment_hint(document, problem),
        )
        for problem in problems
    ]
    doubtful = frozenset(keys for problem in problems for keys in _around(problem.keys))
    return Content(salvage(kind, data, problems) if in_part else None, found, doubtful)


def _comment_hint(document: yamldoc.Document, problem: Problem) -> str | None:
    """What to write where `#` made a comment of what was meant as a text: `title: #1 in class`."""
    comment = document.comment_for_value(problem.keys)
    return comment and f"`#` begins a comment, put the text in quotes: {scalar_text(comment)}"


def _around(keys: Keys) -> list[Keys]:
    """A field and the group it stands in; for an item of a list also the list, and the group that one stands in."""
    around = [keys, keys[:-1]]
    if keys and isinstance(keys[-1], int):
        around.append(keys[:-2])
    return around


def _kind_of(path: str, data: yamldoc.Data) -> type[WorkspaceFile] | type[PlanFile] | type[CheckinFile]:
    """Content says what a file is, never its name; only `okrs.yaml` is what it is by its place."""
    if path == WORKSPACE_FILE:
        return WorkspaceFile
    if isinstance(data, dict) and "objectives" not in data and not data.keys().isdisjoint(_CHECKIN_KEYS):
        return CheckinFile
    return PlanFile


_CHECKIN_KEYS = frozenset(("checkins", "wins", "by", "at", "date"))


class Reading:
    """Reads files once each, and keeps what they hold and what is wrong with them."""

    def __init__(self, source: Source, *, in_part: bool) -> None:
        self.source = source
        self.in_part = in_part
        self.records: dict[str, Record] = {}
        self.diagnostics: list[Diagnostic] = []
        self.doubtful: dict[str, frozenset[Keys]] = {}

    def record(self, path: str) -> Record | None:
        """Read one file; its record, or None when it has none that can be used."""
        try:
            raw = self.source.read(path)
        except IsADirectoryError:
            self.diagnostics.append(NOT_A_FILE.at(Place(path), "this is not a plain file", "put the file itself here"))
            return None
        except OSError as error:
            reason = (error.strerror or "unknown reason").lower()
            self.diagnostics.append(UNREADABLE.at(Place(path), f"the file cannot be read: {reason}"))
            return None
        record, diagnostics, doubtful = read_file(raw, path, in_part=self.in_part)
        self.diagnostics.extend(diagnostics)
        if doubtful:
            self.doubtful[path] = doubtful
        if record is not None:
            self.records[path] = record
        return record

    def folder(self, folder: str) -> None:
        """Read every file below a folder, in the order of their paths."""
        for path in self.names(walk(self.source, folder)):
            self.record(path)

    def names(self, found: Iterable[tuple[str, Entry]]) -> list[str]:
        """The paths that hold YAML files, sorted; what should not be there is a finding."""
        paths: dict[str, str] = {}
        for path, entry in found:
            if entry.name.endswith(".yml"):
                hint = f"git mv it to {entry.name[:-4]}.yaml"
                self.diagnostics.append(YML_SUFFIX.at(Place(path), "the name ends in .yml and is not read", hint))
            elif entry.kind == "other" and (entry.name.endswith(".yaml") or "." not in entry.name):
                message = "this is a link or a device, not a plain file or folder"
                self.diagnostics.append(NOT_A_FILE.at(Place(path), message, "put the file itself here"))
            elif entry.name.endswith(".yaml"):
                self._add_name(paths, path)
        return sorted(paths.values())

    def _add_name(self, paths: dict[str, str], path: str) -> None:
        folded = _folded(path)
        if folded in paths:
            message = f"the name differs from {paths[folded]} only in capitals or accents"
            self.diagnostics.append(CASE_TWINS.at(Place(path), message, "rename one of the two"))
            paths[path] = path
        paths.setdefault(folded, path)
        if len(paths) > MAX_FILES:
            raise RefusedError(f"more than {MAX_FILES} files below {PLAN_FOLDER}/", "pack or move old cycles")


def _folded(path: str) -> str:
    if path.isascii():
        return path.lower()
    from unicodedata import normalize

    return normalize("NFC", path).casefold()
