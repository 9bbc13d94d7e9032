"""The loader of files: the record of each, findings in it, and findings about names of files."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, Final, NamedTuple

from okrcli import progress
from okrcli.diagnostics import Finding, Position, Severity, code
from okrcli.errors import RefusedError
from okrcli.model.field_errors import FieldError, Keys
from okrcli.model.records import CheckinFile, FileRecord, PackFile, PeopleFile, PlanFile, WorkspaceFile
from okrcli.model.scalars import WINDOWS_NAMES
from okrcli.model.validation import partial_record, read_record
from okrcli.text import quote_value
from okrcli.workspace.sources import PLAN_FOLDER, WORKSPACE_FILE, Entry, Source, walk
from okrcli.workspace.subjects import subject_of
from okrcli.yaml import reader
from okrcli.yaml.scalar_text import scalar_text
from okrcli.yaml.truncated_values import truncated_values

if TYPE_CHECKING:
    from okrcli.yaml.document import Document

MAX_FILES: Final = 200_000
MAX_PATH: Final = 200
"""Characters of a path below the workspace. Windows has 260 for it and the folders around it."""
_NOT_ON_WINDOWS: Final = re.compile(r'[<>:"\\|?*\x00-\x1f]|[ .]$')

NOT_A_FILE = code(
    "OKR091",
    "not-a-plain-file",
    "`okrs`, or a name below it, is a link, a pipe or a device. Links are not followed, so that okr reads only files "
    "of the repository.",
    bad="`okrs/2026-Q4/sales.yaml` as a link to a file elsewhere",
    good="the file itself",
)
YML_SUFFIX = code(
    "OKR092",
    "yml-suffix",
    "Files of the format end in `.yaml`. A `.yml` file is not read, so it is reported.",
    bad="`okrs/2026-Q4/sales.yml`",
    good="`okrs/2026-Q4/sales.yaml`",
)
UNREADABLE = code(
    "OKR093",
    "unreadable-file",
    "The file exists but cannot be read, or git has it and a sparse checkout left it out.",
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

UNPORTABLE_NAME = code(
    "OKR096",
    "unportable-name",
    "A file has a name that Windows does not allow, or a path that is too long there. Then the repository cannot be "
    "checked out on Windows. Use letters, digits, `-` and `_`, and at most 200 characters with all folders.",
    Severity.WARNING,
    bad="`okrs/2026-Q4/why?.yaml`",
    good="`okrs/2026-Q4/why.yaml`",
)
PLAN_AMONG_CHECKINS = code(
    "OKR097",
    "plan-among-checkins",
    "A file in a folder `checkins` holds check-ins and nothing else. Such files often need no review, so a plan in "
    "one of them would change goals without notice.",
    bad="`okrs/2026-Q4/checkins/mai/plan.yaml` with `objectives:`",
    good="`okrs/2026-Q4/plan.yaml` with the same content",
)
PEOPLE_IN_A_FOLDER = code(
    "OKR098",
    "people-in-a-folder",
    "A file of `people:` or `teams:` is directly below `okrs/`. People belong to all cycles, and of a folder only the "
    "cycles that a command asks for are read.",
    bad="`okrs/2026-Q4/people.yaml` with `people:`",
    good="`okrs/people.yaml` with the same content",
)
CHECKIN_FOLDER: Final = "checkins"


class Content(NamedTuple):
    """The content of one file: its record and its findings."""

    record: FileRecord | None
    diagnostics: list[Finding]
    doubtful: frozenset[Keys] = frozenset()
    """Fields of a wrong form and the groups around them. A finding of a rule about these would repeat the first one."""


def read_file(raw: bytes, path: str, *, in_part: bool = False) -> Content:
    """The record of one file, or all findings about its YAML and its fields.

    With `in_part` a file with wrong fields has a record too, without these fields.
    """
    data, diagnostics = reader.read(raw, path)
    if diagnostics:
        return Content(None, diagnostics)
    kind: type[FileRecord] = kind_of(path, data)
    if kind is PlanFile and CHECKIN_FOLDER in path.split("/")[:-1]:
        return Content(None, [_plan_among_checkins(raw, path, data)])
    if kind is PeopleFile and path.count("/") > 1:
        return Content(None, [_people_in_a_folder(raw, path, data)])
    record, problems = read_record(kind, data)
    slips = truncated_values(raw, path, data) if in_part else []
    if not problems:
        return Content(record, slips)
    from okrcli.yaml.document import Document  # most files have no findings

    document = Document(path, raw)
    findings = [
        problem.code.at(
            document.locate(problem.keys, on=problem.on),
            problem.message,
            problem.hint or _comment_hint(document, problem),
            subject_of(document, problem.keys),
        )
        for problem in problems
    ]
    doubtful = frozenset(keys for problem in problems for keys in _around(problem.keys))
    findings += slips
    return Content(partial_record(kind, data, problems) if in_part else None, findings, doubtful)


def _plan_among_checkins(raw: bytes, path: str, data: reader.Data) -> Finding:
    from okrcli.yaml.document import Document

    document = Document(path, raw)
    keys = ("objectives",) if isinstance(data, dict) and "objectives" in data else ()
    folder = document.path.partition(f"/{CHECKIN_FOLDER}/")[0]
    hint = f"move it: git mv {document.path} {folder}/"
    return PLAN_AMONG_CHECKINS.at(document.locate(keys), "a file below `checkins` holds check-ins only", hint)


def _people_in_a_folder(raw: bytes, path: str, data: reader.Data) -> Finding:
    from okrcli.yaml.document import Document

    first = next(key for key in ("people", "teams") if isinstance(data, dict) and key in data)
    hint = f"move it: git mv {path} {PLAN_FOLDER}/"
    message = f"a file of people is directly below `{PLAN_FOLDER}/`, not in a folder"
    return PEOPLE_IN_A_FOLDER.at(Document(path, raw).locate((first,), on="key"), message, hint)


def _comment_hint(document: Document, problem: FieldError) -> str | None:
    """The hint for a text that became a comment by its `#`: `title: #1 in class`."""
    comment = document.comment_for_value(problem.keys)
    return comment and f"`#` begins a comment, put the text in quotes: {scalar_text(comment)}"


def _around(keys: Keys) -> list[Keys]:
    """A field and its group; for an item of a list also the list and the group around that."""
    around = [keys, keys[:-1]]
    if keys and isinstance(keys[-1], int):
        around.append(keys[:-2])
    return around


def kind_of(path: str, data: reader.Data) -> type[FileRecord]:
    """The kind of a file, decided by its content and never by its name; only `okrs.yaml` is known by its path."""
    if path == WORKSPACE_FILE:
        return WorkspaceFile
    if isinstance(data, dict) and "packed" in data:
        return PackFile
    if isinstance(data, dict) and "objectives" not in data:
        if not data.keys().isdisjoint(_CHECKIN_KEYS):
            return CheckinFile
        if not data.keys().isdisjoint(_PEOPLE_KEYS):
            return PeopleFile
    return PlanFile


_CHECKIN_KEYS = frozenset(("checkins", "wins", "by", "at", "date"))
_PEOPLE_KEYS = frozenset(("people", "teams"))


class FileLoader:
    """Reads each file once, and keeps the records and findings."""

    def __init__(self, source: Source, *, in_part: bool, with_checkins: bool = True) -> None:
        self.source = source
        self.in_part = in_part
        self._with_checkins = with_checkins
        self.records: dict[str, FileRecord] = {}
        self.diagnostics: list[Finding] = []
        self.doubtful: dict[str, frozenset[Keys]] = {}
        self.files_with_waivers: list[str] = []
        """The files with `okr:` somewhere in them, as in the comment of a waiver."""
        self.cycles_named: set[str] = set()
        """The cycles of `look_for` whose id is in a file that was read since."""
        self._looked_for: dict[str, bytes] = {}
        self._folded: dict[str, str] = {}

    def look_for(self, cycles: Iterable[str]) -> None:
        """From now on note which of these cycles the files name, anywhere in their text."""
        self._looked_for = {name: name.encode() for name in cycles}

    def record(self, path: str) -> FileRecord | None:
        """Read one file; its record, or None when it has none that can be used."""
        progress.count("file")
        try:
            raw = self.source.read(path)
        except IsADirectoryError:
            self.diagnostics.append(
                NOT_A_FILE.at(Position(path), "this is not a plain file", "replace it by the file itself")
            )
            return None
        except OSError as error:
            reason = (error.strerror or "unknown reason").lower()
            self.diagnostics.append(UNREADABLE.at(Position(path), f"the file cannot be read: {reason}"))
            return None
        record, diagnostics, doubtful = read_file(raw, path, in_part=self.in_part)
        self.diagnostics.extend(diagnostics)
        self.cycles_named.update(name for name, word in self._looked_for.items() if word in raw)
        if self.in_part and b"okr:" in raw:
            self.files_with_waivers.append(path)
        if doubtful:
            self.doubtful[path] = doubtful
        if record is not None:
            self.records[path] = record
        return record

    def folder(self, folder: str) -> None:
        """Read every file below a folder, in the order of their paths."""
        left_out = frozenset() if self._with_checkins else frozenset([CHECKIN_FOLDER])
        for path in self.names(walk(self.source, folder, left_out)):
            self.record(path)

    def names(self, entries: Iterable[tuple[str, Entry]]) -> list[str]:
        """The paths of YAML files, sorted; other files and wrong names are findings."""
        paths: list[str] = []
        for path, entry in entries:
            stem, _, suffix = entry.name.rpartition(".")
            if suffix != "yaml" and suffix.lower() in ("yml", "yaml"):
                message = f"the name ends in .{suffix} and is not read"
                self.diagnostics.append(YML_SUFFIX.at(Position(path), message, f"git mv it to {stem}.yaml"))
            elif entry.kind == "other" and (entry.name.endswith(".yaml") or "." not in entry.name):
                message = "this is a link or a device, not a plain file or folder"
                self.diagnostics.append(NOT_A_FILE.at(Position(path), message, "replace it by the file itself"))
            elif entry.name.endswith(".yaml"):
                paths.append(path)
                self._check_name(path)
        return sorted(paths)

    def check_plan_folder(self) -> None:
        """Add a finding where `okrs` itself is a link or a file, because nothing in it is read then."""
        kind = next((entry.kind for entry in self.source.entries("") if entry.name == PLAN_FOLDER), "folder")
        if kind != "folder":
            message = "this is a file, not a folder" if kind == "file" else "this is a link or a device, not a folder"
            self.diagnostics.append(NOT_A_FILE.at(Position(PLAN_FOLDER), message, "replace it by the folder itself"))

    def report_absent(self, paths: Sequence[str]) -> None:
        """Add findings for files that git has and a sparse checkout left out: numbers without them would be wrong."""
        groups: dict[str, list[str]] = {}
        for path in paths:
            parts = path.split("/")
            groups.setdefault("/".join(parts[:2]), []).append(path)
        for group, several in groups.items():
            what = "this file is" if several == [group] else f"{len(several)} files of {group}/ are"
            message = f"{what} in git but not on the disk: left out by a sparse checkout"
            hint = f"git sparse-checkout add {PLAN_FOLDER}, or git sparse-checkout disable"
            self.diagnostics.append(UNREADABLE.at(Position(several[0]), message, hint))

    def _check_name(self, path: str) -> None:
        folded = _folded(path)
        first = self._folded.setdefault(folded, path)
        if first != path:
            message = f"the name differs from {first} only in capitals or accents"
            self.diagnostics.append(CASE_TWINS.at(Position(path), message, "rename one of the two"))
        elif self.in_part and (reason := unportable_reason(path)):
            self.diagnostics.append(UNPORTABLE_NAME.at(Position(path), reason, "choose another name"))
        if len(self._folded) > MAX_FILES:
            raise RefusedError(f"more than {MAX_FILES} files below {PLAN_FOLDER}/", "pack or move old cycles")


def unportable_reason(path: str) -> str | None:
    """The reason why Windows cannot have a path, or None for a path that works everywhere."""
    if len(path) > MAX_PATH:
        return f"the path has {len(path)} characters, more than {MAX_PATH}"
    for part in path.split("/"):
        if odd := _NOT_ON_WINDOWS.search(part):
            return f"a name with {quote_value(odd[0])} cannot be on Windows"
        if part.split(".")[0].lower() in WINDOWS_NAMES:
            return f"{quote_value(part)} is the name of a device on Windows"
    return None


def _folded(path: str) -> str:
    if path.isascii():
        return path.lower()
    from unicodedata import normalize

    return normalize("NFC", path).casefold()
