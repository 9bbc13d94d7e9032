"""The gallery: for each code one small workspace that has it, the report it gets, and the same workspace without it.

tests/checks/gallery/OKR103.txt and its neighbours are for reading. `pytest tests/checks/test_gallery.py --update`
writes the reports.

Codes from OKR701 on are about commits: the `both` files are the first commit, made by mai on 5 October, the others the
second one, made by linh on the day of the tests, and the report is that of `okr audit`.

A part begins with a line `-- bad PATH`, `-- good PATH` or `-- both PATH`; `-- report` is what `okr validate` prints.
Options behind the path: `(escaped)` reads `\\x1b`, `\\u200b`, `\\r` and `\\{text|200}` (200 times), `(latin-1)` saves
the file so, `(link)` makes a link of it, `(unreadable)` takes the right to read it away.
"""

from __future__ import annotations

import json
import os
import re
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

import pytest

from okrcli.checks import advice, catalogue, findings
from okrcli.cli.commands.audit import FilesOfCommits, missing_ancestor
from okrcli.diagnostics import CODES, Code, Finding
from okrcli.git.log import commits_of
from okrcli.git.semantic_log import HistoryWalker
from okrcli.git.signatures import Signature
from okrcli.git.workspace_at import checkout_of
from okrcli.render.terminal.findings import full
from okrcli.reports.audit import audit
from okrcli.reports.audit_line import History
from okrcli.workspace.sources import WorkingTree
from okrcli.workspace.workspace import Workspace, load

DAY = date(2026, 11, 16)
GALLERY = Path(__file__).parent / "gallery"
PUBLISHED = GALLERY / "codes.json"
HEAD = re.compile(r"-- (?P<kind>bad|good|both|report)(?: (?P<path>\S+?))?(?: \((?P<option>[a-z0-9-]+)\))?\n")
COMPANY = {"OKR517": {"OKR511"}, "OKR019": {"OKR002"}, "OKR602": {"OKR204"}, "OKR835": {"OKR802"}}
"""Codes that never come alone: the hundred findings before it, and what an expired waiver no longer excuses, the tasks
of which an objective has nothing else."""
ABOUT_OTHERS = {"OKR092", "OKR096", "OKR118", "OKR156", "OKR157", "OKR182", "OKR183"}
"""Codes about the name of a file, about settings, or about what an unreadable file may hold."""
ESCAPE = re.compile(r"\\(?:x(?P<x>[0-9a-f]{2})|u(?P<u>[0-9a-f]{4})|(?P<r>r)|\{(?P<text>[^|]*)\|(?P<times>\d+)\})")


@dataclass(frozen=True)
class File:
    """One file of a workspace."""

    kind: str
    path: str
    option: str
    text: str

    def put(self, folder: Path) -> None:
        place = folder / self.path
        place.parent.mkdir(parents=True, exist_ok=True)
        if self.option == "link":
            place.symlink_to(self.text.strip())
            return
        text = ESCAPE.sub(escaped, self.text) if self.option == "escaped" else self.text
        place.write_bytes(text.encode("latin-1" if self.option == "latin-1" else "utf-8"))


def escaped(found: re.Match[str]) -> str:
    if found["text"] is not None:
        return found["text"].replace("\\n", "\n") * int(found["times"])
    return "\r" if found["r"] else chr(int(found["x"] or found["u"], 16))


@dataclass(frozen=True)
class Entry:
    """A page of the gallery."""

    title: str
    files: list[File] = field(default_factory=list)
    report: str = ""


def entry_of(text: str) -> Entry:
    heads = [match for line in re.finditer(r"^-- .*\n", text, re.MULTILINE) if (match := HEAD.fullmatch(line[0]))]
    starts = [line.start() for line in re.finditer(r"^-- .*\n", text, re.MULTILINE)]
    assert len(heads) == len(starts), "a part begins with bad, good, both or report"
    files, report = [], ""
    for head, start, stop in zip(heads, starts, [*starts[1:], len(text)], strict=True):
        body = text[start + len(head[0]) : stop]
        if head["kind"] == "report":
            report = body
        else:
            files.append(File(head["kind"], head["path"], head["option"] or "", body))
    return Entry(text[: starts[0]].strip(), files, report)


class Locked(WorkingTree):
    """A working tree in which some files cannot be read, whoever runs the tests."""

    def __init__(self, root: Path, locked: set[str]) -> None:
        super().__init__(root)
        self.locked = locked

    def read(self, path: str) -> bytes:
        if path in self.locked:
            raise PermissionError(13, "Permission denied", path)
        return super().read(path)


def workspace_of(folder: Path, entry: Entry, kind: str) -> Workspace:
    files = [file for file in entry.files if file.kind in (kind, "both")]
    for file in files:
        file.put(folder)
    if not (folder / "okrs.yaml").exists():
        (folder / "okrs.yaml").write_text("{}\n")
    return load(Locked(folder, {file.path for file in files if file.option == "unreadable"}), DAY, everything=True)


def report_of(workspace: Workspace, code: Code) -> tuple[list[Finding], str]:
    """What `okr validate` finds; of advice what `okr lint` finds beside it."""
    found = [*findings(workspace), *(advice(workspace) if code.is_advice else [])]
    lines = full(found, lambda path, number: workspace.document(path).line(number))
    return found, "".join(f"{line}\n" for line in lines)


def found_in(folder: Path, entry: Entry, code: Code, kind: str) -> tuple[list[Finding], str]:
    if "OKR700" < code.number < "OKR750":
        return audited(folder, entry, code, kind)
    return report_of(workspace_of(folder, entry, kind), code)


SIGNATURES = {"OKR706": Signature("N", ""), "OKR707": Signature("G", "mai@example.com")}
"""What git is taken to say of each commit: nobody's key is needed to test what follows from it."""


def audited(folder: Path, entry: Entry, code: Code, kind: str) -> tuple[list[Finding], str]:
    """What `okr audit` finds in a repository of two commits, with `1a2b3c4` for their hashes."""
    git(folder, "init", "-q", "-b", "main")
    for part, day, who in (("both", "2026-10-05", "mai"), (kind, "2026-11-16", "linh")):
        for file in (file for file in entry.files if file.kind == part):
            file.put(folder)
        git(folder, "add", "-A")
        mail = f"user.email={who}@example.com"
        git(folder, "-c", f"user.name={who}", "-c", mail, "commit", "-qm", part, day=day)
    checkout = checkout_of(folder)
    repository, head = checkout.repository, checkout.repository.resolve("HEAD")
    plan = load(WorkingTree(folder), DAY, everything=True).plan
    signed = SIGNATURES.get(code.number) if plan.settings.audit.signatures else None
    places = FilesOfCommits(repository)
    commits = list(commits_of(repository, head, ""))
    signatures = {commit.hash: signed for commit in commits} if signed else None
    steps = HistoryWalker(repository, DAY).steps(iter(commits))
    found = [places.diagnostic(one) for one in audit(History(steps, plan), signatures)]
    if code.number == "OKR709" and (gone := missing_ancestor(checkout, "1a2b3c4" if kind == "bad" else "HEAD~1", head)):
        found.append(gone)
    shown = "".join(f"{line}\n" for line in full(found, places.line))
    return found, re.sub(r"\b[0-9a-f]{7}\b", "1a2b3c4", shown)


def git(folder: Path, *words: str, day: str = "2026-10-05") -> None:
    moment = {f"GIT_{who}_DATE": f"{day}T09:00:00Z" for who in ("AUTHOR", "COMMITTER")}
    subprocess.run(["git", "-C", str(folder), *words], check=True, env={**os.environ, **moment})


def entry_for(code: Code) -> Entry:
    return entry_of((GALLERY / f"{code.number}.txt").read_text("utf-8"))


# ── Each code ─────────────────────────────────────────────────────────────────────────────────────────────────────

every_code = pytest.mark.parametrize("code", catalogue(), ids=lambda code: f"{code.number}-{code.name}")


def test_every_code_has_a_page_in_the_gallery_and_no_other_has() -> None:
    assert sorted(path.stem for path in GALLERY.glob("*.txt")) == sorted(CODES)


@every_code
def test_the_bad_workspace_has_the_code_and_the_report_that_is_shown(
    code: Code, tmp_path: Path, request: pytest.FixtureRequest
) -> None:
    entry = entry_for(code)
    found, report = found_in(tmp_path, entry, code, "bad")
    codes = {diagnostic.code for diagnostic in found}
    assert codes == {code.number} | COMPANY.get(code.number, set()), report
    if request.config.getoption("--update"):
        path = GALLERY / f"{code.number}.txt"
        text = path.read_text("utf-8")
        before, head, after = text.partition("-- report\n")
        good = after[len(entry.report) :]
        path.write_text(f"{before}{head}{report}{good}", "utf-8")
        return
    assert entry.title == f"{code.number} {code.name}"
    assert entry.report == report, "if this is what it should say: pytest tests/checks/test_gallery.py --update"


@every_code
def test_the_good_workspace_has_nothing(code: Code, tmp_path: Path) -> None:
    assert found_in(tmp_path, entry_for(code), code, "good") == ([], "")


@every_code
def test_a_page_says_why_and_its_bad_and_good_stand_in_the_gallery(code: Code) -> None:
    """Each piece of YAML in backticks is in the files of that side, so that what a page advises is what was tried."""
    entry = entry_for(code)
    assert len(code.why) > 40
    assert code.why.endswith((".", ")"))
    for kind, text in (("bad", code.bad), ("good", code.good)):
        assert text
        files = [file for file in entry.files if file.kind in (kind, "both")]
        held = "\n".join(f"{file.path}\n{file.text}" for file in files)
        for span in re.findall(r"`([^`]+)`", text):
            inner = span[1:-1] if span.startswith("{") and span.endswith("}") else span
            assert inner in held or span.startswith("okr "), (code.number, kind, span)


def test_the_summary_of_a_code_is_one_sentence() -> None:
    for code in CODES.values():
        assert re.fullmatch(r"[^\n]{15,200}\.", code.summary), code.number


# ── What is promised ──────────────────────────────────────────────────────────────────────────────────────────────


def test_a_published_code_never_goes_and_never_changes_its_name(request: pytest.FixtureRequest) -> None:
    """codes.json holds every code that was ever published. One that is retired moves to `retired`, for ever."""
    published = json.loads(PUBLISHED.read_text("utf-8"))
    today = {number: CODES[number].name for number in sorted(CODES)}
    if request.config.getoption("--update"):
        published["codes"] = {**today, **published["codes"]}
        PUBLISHED.write_text(json.dumps(published, indent=2, sort_keys=True) + "\n", "utf-8")
    assert published["codes"] == today, "a new code: pytest tests/checks/test_gallery.py --update"
    assert not published["retired"].keys() & today.keys()
    assert not set(published["retired"].values()) & set(today.values())


def test_the_catalogue_is_complete_without_importing_everything() -> None:
    """`okr explain` knows every code of the program: each is declared in what `okrcli.checks` imports."""
    source = Path(__file__).parents[2] / "okrcli"
    declared: Iterator[str] = (
        number
        for path in source.rglob("*.py")
        for number in re.findall(r"(?:code|rule)\(\s*\"(OKR\d{3})\"", path.read_text("utf-8"))
    )
    assert sorted(declared) == [code.number for code in catalogue()]


# ── All of it at once ─────────────────────────────────────────────────────────────────────────────────────────────


def test_a_folder_of_broken_files_gives_one_report_in_order_of_place(tmp_path: Path) -> None:
    """Each file gets what it gets alone: none hides another, and none is told twice."""
    expected: dict[str, list[str]] = {}
    for code in catalogue():
        entry = entry_for(code)
        files = [file for file in entry.files if file.kind in ("bad", "both")]
        in_content = code.number.startswith(("OKR0", "OKR1")) and code.number not in ABOUT_OTHERS
        if in_content and len(files) == 1 and files[0].option in ("", "escaped"):
            path = f"okrs/2026-Q4/{code.number.lower()}.yaml"
            File("bad", path, files[0].option, files[0].text.replace("id: demand", f"id: {code.number.lower()}")).put(
                tmp_path
            )
            expected[path] = sorted({code.number} | COMPANY.get(code.number, set()))
    (tmp_path / "okrs.yaml").write_text("{}\n")
    workspace = load(WorkingTree(tmp_path), DAY, everything=True)
    found = findings(workspace)
    assert len(expected) >= 40
    assert found == sorted(found)
    assert len({(diagnostic.place, diagnostic.code) for diagnostic in found}) == len(found)
    by_path: dict[str, list[str]] = {path: [] for path in expected}
    for diagnostic in found:
        by_path[diagnostic.place.path].append(diagnostic.code)
    assert {path: sorted(set(codes)) for path, codes in by_path.items()} == expected
