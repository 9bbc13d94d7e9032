"""Packages and doors: who imports whom, who may touch the outside, and what a fast command does not load."""

from __future__ import annotations

import ast
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Final, NamedTuple

import pytest

ROOT = Path(__file__).parent.parent
PACKAGE = ROOT / "okrcli"

VOCABULARY = {
    "okrcli",
    "commandline",
    "errors",
    "diagnostics",
    "programs",
    "progress",
    "text",
    "sanitize",
    "suggest",
    "urls",
}
"""The modules at the top of the package, which every package may import."""

MAY_IMPORT: dict[str, set[str]] = {
    "yaml": set(),
    "model": {"yaml"},
    "scoring": {"model"},
    "language": {"yaml", "model"},
    "workspace": {"yaml", "model", "scoring"},
    "git": {"model", "workspace"},
    "cache": {"workspace", "git"},
    "store": {"workspace", "git"},
    "checks": {"yaml", "model", "scoring", "language", "workspace", "git"},
    "edit": {"yaml", "model", "scoring", "language", "workspace", "git", "store"},
    "reports": {"model", "scoring", "workspace", "git", "checks", "edit"},
    "render": {"model", "scoring", "workspace", "git", "edit", "reports"},
    "cli": {
        *(
            "yaml",
            "model",
            "scoring",
            "language",
            "workspace",
            "git",
            "cache",
            "store",
            "checks",
            "edit",
            "reports",
            "render",
        )
    },
}
"""The pairs (package, package) that an import may have. A package stands to the right of all that it imports."""

DOORS: dict[str, tuple[str, ...]] = {
    "yaml": ("yaml.reader", "yaml.parser"),
    "ruamel": ("yaml.emitter",),
    "pydantic": ("model.", "render.json."),
    "pydantic_core": (),
    "git": ("git.process",),
    "gitdb": (),
    "rich": ("render.terminal.",),
    "jinja2": ("render.html.",),
    "markupsafe": ("render.html.",),
    "typer": ("cli.",),
    "click": (),
    "prompt_toolkit": ("cli.conversation.line_editor",),
    "sqlite3": ("cache.database",),
    "subprocess": ("cli.text_editor", "render.terminal.pager"),
}
"""Each outside library, and the modules that may import it (a point at the end: everything below)."""
THROUGH_THE_WALL = {
    ("git.process", "subprocess.Popen"): "the type of what GitPython returns, for mypy alone",
    ("git.process", "subprocess.PIPE"): "the word by which GitPython is told to take input; nothing is started with it",
}
CLOCK_AT = "cli.clock"


class Import(NamedTuple):
    """One imported name: `module` with `name` in it (empty for `import module`), and whether inside a function."""

    module: str
    name: str
    line: int
    is_inside: bool


def path_of(module: str) -> Path:
    path = PACKAGE / Path(*(() if module == "okrcli" else module.split(".")))
    return path / "__init__.py" if path.is_dir() else path.with_suffix(".py")


def module_of(path: Path) -> str:
    parts = path.relative_to(PACKAGE).with_suffix("").parts
    return ".".join(part for part in parts if part != "__init__") or "okrcli"


MODULES = sorted(module_of(path) for path in PACKAGE.rglob("*.py"))


@cache
def tree(module: str) -> ast.Module:
    return ast.parse(path_of(module).read_text("utf-8"))


@cache
def nodes(module: str) -> tuple[ast.AST, ...]:
    """All nodes of a module's syntax tree."""
    return tuple(ast.walk(tree(module)))


@cache
def imports(module: str) -> tuple[Import, ...]:
    """Everything that a module imports, also inside functions and for types only."""
    return tuple(_imports(module))


def _imports(module: str) -> Iterator[Import]:
    top = {id(node) for node in tree(module).body}
    for node in nodes(module):
        if isinstance(node, ast.Import):
            yield from (Import(alias.name, "", node.lineno, id(node) not in top) for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert not node.level, f"{module}:{node.lineno}: write imports in full"
            for alias in node.names:
                yield Import(node.module or "", alias.name, node.lineno, id(node) not in top)


def own_module(found: Import) -> str | None:
    """The module of the program that an import leads to, by its name below okrcli; None for a library."""
    if found.module.split(".")[0] != "okrcli":
        return None
    name = found.module.partition(".")[2]
    below = f"{name}.{found.name}" if name else found.name
    return below if below in MODULES else name or "okrcli"


def package_of(module: str) -> str:
    """The package of a module; for one at the top, its own name."""
    return module.partition(".")[0]


# ── Order ─────────────────────────────────────────────────────────────────────────────────────────────────────────


def test_every_module_lies_in_a_package_or_in_the_vocabulary() -> None:
    packages = {path.name for path in PACKAGE.iterdir() if (path / "__init__.py").exists()}
    assert packages == set(MAY_IMPORT)
    assert {module for module in MODULES if "." not in module} == VOCABULARY | packages | {"__main__"}


def test_the_table_has_one_direction() -> None:
    left: set[str] = set()
    for package, allowed in MAY_IMPORT.items():
        assert allowed <= left, f"{package} may import {sorted(allowed - left)}, which stand to its right"
        left.add(package)


@pytest.mark.parametrize("package", [*MAY_IMPORT, *sorted(VOCABULARY)])
def test_a_package_imports_only_what_the_table_allows(package: str) -> None:
    allowed = MAY_IMPORT.get(package, set()) | VOCABULARY | {package}
    wrong = [
        f"{path_of(module).relative_to(ROOT)}:{found.line}: {package} imports {target}"
        for module in MODULES
        if package_of(module) == package
        for found in imports(module)
        if (target := own_module(found)) is not None and package_of(target) not in allowed
    ]
    assert not wrong, "\n".join(wrong)


def test_only_a_terminal_needs_the_lines_of_a_terminal() -> None:
    """Words that several formats share stand in `render.pages`, `render.labels` and `render.status_words`."""
    wrong = [
        f"{module} imports {target}"
        for module in MODULES
        if module.startswith("render.") and not module.startswith("render.terminal")
        for found in imports(module)
        if (target := own_module(found) or "").startswith("render.terminal")
    ]
    assert wrong == []


def test_every_pair_of_the_table_is_needed() -> None:
    pairs = {
        (package_of(module), package_of(own_module(found) or "")) for module in MODULES for found in imports(module)
    }
    unused = [
        (package, other)
        for package, allowed in MAY_IMPORT.items()
        for other in allowed
        if (package, other) not in pairs
    ]
    assert unused == []


BACKWARDS = {
    ("cli.commands.demo", "cli.app"): "the demo types real commands, so it needs the whole app when it runs",
}


@pytest.mark.parametrize("package", [*MAY_IMPORT, "okrcli"])
def test_no_imports_go_in_a_circle(package: str) -> None:
    """Inside a package, and among the modules at the top; imports inside functions count as well."""
    inside = [
        module for module in MODULES if package_of(module) == package or (package == "okrcli" and module in VOCABULARY)
    ]
    arrows = {
        module: {
            target
            for found in imports(module)
            if (target := own_module(found)) in inside and target != module and (module, target) not in BACKWARDS
        }
        for module in inside
    }
    while free := {module for module, targets in arrows.items() if not targets & arrows.keys()}:
        arrows = {module: targets for module, targets in arrows.items() if module not in free}
    assert not arrows, f"these import each other: {sorted(arrows)}"


def test_every_exception_to_the_order_is_still_needed() -> None:
    assert all(target in map(own_module, imports(module)) for module, target in BACKWARDS)


@pytest.mark.parametrize("package", MAY_IMPORT)
def test_a_package_says_what_goes_in_and_what_comes_out(package: str) -> None:
    said = ast.get_docstring(tree(package)) or ""
    assert "\nIn: " in said
    assert " Out: " in said
    assert len(said.splitlines()) >= 4


QUESTIONS: Final = re.compile(r"\s*(What|Whether|How|Who|Whose|Where|When|Why|Which)\b")


def docstrings(module: str) -> Iterator[tuple[int, str]]:
    """The line and the text of each docstring of a module, those below fields and constants included."""
    for node in ast.walk(tree(module)):
        body = getattr(node, "body", None)
        for statement in body if isinstance(body, list) else ():
            match statement:
                case ast.Expr(value=ast.Constant(value=str(text))):
                    yield statement.lineno, text


@pytest.mark.parametrize("module", MODULES)
def test_a_docstring_begins_with_a_noun_or_a_verb(module: str) -> None:
    wrong = [f"{line}: {text[:60]}" for line, text in docstrings(module) if QUESTIONS.match(text)]
    assert not wrong, f"{path_of(module)}: begin with “The …”, “Return …” or “True if …”: {wrong}"


# ── Size ──────────────────────────────────────────────────────────────────────────────────────────────────────────

LONGEST_FILE: Final = 300
LONGEST_CHAIN: Final = 20
"""The modules of the longest chain in which each imports the next. Lower it when the chain gets shorter."""
LONG: Final = {
    "model/records": "the whole file format stands in one place, one record after the other",
    "model/plan": "one class, the plan, with the records that only it is made of",
    "model/merge_data": "one walk over two versions and their base, whose cases lean on each other",
    "model/scalars": "a list of readers, and the type of each beside it",
    "yaml/nodes": "one class, the tree, with the codes of what it refuses",
    "yaml/syntax_errors": "a list of causes of syntax errors, in the order in which they are tried",
    "workspace/workspace": "one class, the workspace, with the function that reads it",
    "git/repository": "one class, the repository as it is read",
    "git/process": "one way to start git, to feed it and to end it",
    "render/terminal/table": "one class, the table, whose columns share the width of a screen",
    "cli/checkin_conversation": "one conversation with one state",
    "cli/closing_conversation": "one conversation with one state",
    "scoring/results": "the rows of one result, from a reason to an objective",
    "reports/diff": "one report, whose groups are filled from the same two states",
}
"""The files above 300 lines that stay whole, each with the reason. A file that has two topics becomes two files."""


def test_a_long_file_has_a_reason() -> None:
    """A file that is not in `LONG` is split by topic, or gets a reason there; a reason that is not needed goes."""
    lines = {path: len(path.read_text("utf-8").splitlines()) for path in PACKAGE.rglob("*.py")}
    long = {path.relative_to(PACKAGE).with_suffix("").as_posix() for path in lines if lines[path] > LONGEST_FILE}
    assert long == set(LONG)


def test_the_longest_chain_of_imports_does_not_grow() -> None:
    """Imports inside functions count; those for the type checker alone do not."""

    @cache
    def chain(module: str) -> tuple[str, ...]:
        targets = {own_module(found) for found in imports(module) if found.line not in for_types(module)}
        beyond = [target for target in targets if target and target != module and (module, target) not in BACKWARDS]
        rest: tuple[str, ...] = max(map(chain, sorted(beyond)), key=len, default=())
        return (module, *rest)

    longest = max(map(chain, MODULES), key=len)
    assert len(longest) <= LONGEST_CHAIN, " → ".join(longest)


def for_types(module: str) -> frozenset[int]:
    """The lines of a module that only the type checker reads."""
    guarded = (
        node for node in tree(module).body if isinstance(node, ast.If) and "TYPE_CHECKING" in ast.dump(node.test)
    )
    return frozenset(line for node in guarded for line in range(node.lineno, (node.end_lineno or node.lineno) + 1))


# ── Doors ─────────────────────────────────────────────────────────────────────────────────────────────────────────


def has_door(module: str, library: str) -> bool:
    return any(module.startswith(door) if door.endswith(".") else module == door for door in DOORS[library])


@pytest.mark.parametrize("library", DOORS)
def test_a_library_comes_in_through_its_door(library: str) -> None:
    wrong = [
        f"{path_of(module).relative_to(ROOT)}:{found.line}: imports {found.module}"
        for module in MODULES
        for found in imports(module)
        if found.module.split(".")[0] == library
        and not has_door(module, library)
        and (module, f"{found.module}.{found.name}") not in THROUGH_THE_WALL
    ]
    assert not wrong, "\n".join(wrong)


def test_git_is_started_by_gitpython_alone() -> None:
    """`Popen` is a type there: it is imported for the type checker, and never called."""
    guarded = [
        alias.name
        for node in tree("git.process").body
        if isinstance(node, ast.If) and isinstance(node.test, ast.Name) and node.test.id == "TYPE_CHECKING"
        for inner in node.body
        if isinstance(inner, ast.ImportFrom) and inner.module == "subprocess"
        for alias in inner.names
    ]
    assert guarded == ["Popen"]


STARTERS = {"system", "popen", "fork", "forkpty", "posix_spawn", "startfile", "spawnv", "execv", "execvp", "execve"}


def test_nothing_starts_a_process_by_the_system() -> None:
    wrong = [
        f"{module}:{node.lineno}: os.{node.attr}"
        for module in MODULES
        for node in nodes(module)
        if isinstance(node, ast.Attribute)
        and isinstance(node.value, ast.Name)
        and node.value.id == "os"
        and node.attr in STARTERS
    ]
    assert not wrong, "\n".join(wrong)


# ── Purity ────────────────────────────────────────────────────────────────────────────────────────────────────────

OUTSIDE = {
    *("os", "sys", "pathlib", "io", "shutil", "tempfile", "glob", "socket", "subprocess", "logging", "time"),
    *("random", "secrets", "uuid", "locale", "fcntl", "signal", "threading", "asyncio"),
}


PURE = (
    "yaml.",
    "model.",
    "scoring.",
    "language.",
    "checks.",
    "reports.",
    "workspace.selectors",
    "workspace.plan_builder",
)
"""What computes and nothing else: no path is opened, no clock read, nothing printed."""
NOT_PURE = ("language.lexicons", "checks.check_target")


def test_what_computes_touches_nothing_outside() -> None:
    pure = [module for module in MODULES if module.startswith(PURE) and not module.startswith(NOT_PURE)]
    wrong = [
        f"{module}:{found.line}: {found.module}"
        for module in pure
        for found in imports(module)
        if root_of(found) in OUTSIDE
    ]
    wrong += [
        f"{module}:{node.lineno}: {node.func.id}(…)"
        for module in pure
        for node in nodes(module)
        if isinstance(node, ast.Call)
        and isinstance(node.func, ast.Name)
        and node.func.id in ("open", "print", "input", "breakpoint", "exec", "eval", "__import__")
    ]
    assert not wrong, "\n".join(wrong)


def root_of(found: Import) -> str:
    return found.module.split(".")[0]


def test_print_is_used_nowhere() -> None:
    """`render.screen` writes; it knows about colour, closed pipes and encodings."""
    calls = [
        f"{module}:{node.lineno}"
        for module in MODULES
        for node in nodes(module)
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "print"
    ]
    assert calls == []


def clock_readings(module: str) -> Iterator[int]:
    """The lines that ask what day or time it is. A stopwatch (`time.monotonic`) does not."""
    days = {
        alias.asname or alias.name
        for node in nodes(module)
        if isinstance(node, ast.Import | ast.ImportFrom)
        for alias in node.names
        if alias.name in ("datetime", "date")
    }
    for node in nodes(module):
        if isinstance(node, ast.Attribute):
            holder = node.value.attr if isinstance(node.value, ast.Attribute) else getattr(node.value, "id", "")
            is_day = holder in days | {"date", "datetime"} and node.attr in ("today", "now", "utcnow")
            is_time = holder == "time" and node.attr in ("time", "time_ns", "localtime", "gmtime", "strftime", "ctime")
            if is_day or is_time:
                yield node.lineno


def test_the_clock_is_read_in_one_place() -> None:
    readings = {module: lines for module in MODULES if (lines := list(clock_readings(module)))}
    assert readings.keys() == {CLOCK_AT}, readings


# ── Speed ─────────────────────────────────────────────────────────────────────────────────────────────────────────

DRIVER = """
import sys
from okrcli.__main__ import main
try:
    main()
except SystemExit as end:
    assert not end.code, end.code
finally:
    with open("modules", "w") as file:
        file.write("\\n".join(sys.modules))
"""


@pytest.fixture
def company(tmp_path: Path) -> Path:
    """A copy of the largest example."""
    return Path(shutil.copytree(ROOT / "examples" / "company", tmp_path / "company"))


def loaded(folder: Path, *arguments: str) -> set[str]:
    """The modules that are in memory after a command."""
    environment = {**os.environ, "OKR_TODAY": "2026-11-16", "PYTHONPATH": os.fspath(ROOT)}
    command = [sys.executable, "-c", DRIVER, *arguments]
    done = subprocess.run(command, cwd=folder, env=environment, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    return set((folder / "modules").read_text().split())


@pytest.mark.parametrize("arguments", [["validate"], ["lint"], ["status", "--line"], ["remind"]])
def test_a_kept_answer_loads_no_command(company: Path, arguments: list[str]) -> None:
    assert "okrcli.workspace.workspace" in loaded(company, *arguments)
    unwanted = {
        "typer",
        "pydantic",
        "yaml",
        "rich",
        "git",
        "okrcli.cli.app",
        "okrcli.workspace.workspace",
        "subprocess",
    }
    assert not unwanted & loaded(company, *arguments)


@pytest.mark.parametrize(
    ("arguments", "unwanted"),
    [
        (["--version"], {"typer", "okrcli.cli.app"}),
        (["--help"], {"pydantic", "pydantic_core", "yaml", "ruamel", "rich", "git"}),
        (["validate"], {"ruamel", "rich", "git", "okrcli.language.lexicons", "okrcli.language.advice"}),
        (["lint"], {"ruamel", "rich", "git"}),
        (
            ["status"],
            {"ruamel", "git", "prompt_toolkit", "okrcli.render.terminal.status_by_team", "okrcli.render.json.view"},
        ),
        (["status", "--json"], {"ruamel", "rich", "git", "okrcli.reports.tree"}),
        (["list", "owner:mai"], {"ruamel", "git"}),
        (["tree"], {"ruamel", "git", "okrcli.reports.due", "okrcli.render.export.graph"}),
        (["tree", "--format", "dot"], {"ruamel", "git", "okrcli.render.terminal.tree"}),
        (
            ["due", "--by", "mai"],
            {"ruamel", "git", "okrcli.reports.tree", "okrcli.render.export.icalendar"},
        ),
        (["trend", "organic"], {"ruamel", "git", "okrcli.render.export.svg", "okrcli.render.export.csv"}),
        (["agenda"], {"ruamel", "git", "jinja2", "okrcli.render.json.view"}),
        (["report"], {"ruamel", "jinja2", "okrcli.render.html.page"}),
        (["report", "--format", "html"], {"ruamel"}),
        (["cycle", "current"], {"ruamel", "rich", "git", "okrcli.reports.cycle"}),
        (["__complete", "zsh", "show", ""], {"typer", "pydantic", "pydantic_core", "yaml", "ruamel", "rich", "git"}),
    ],
    ids=lambda value: " ".join(value) if isinstance(value, list) else "",
)
def test_a_command_loads_only_what_it_needs(company: Path, arguments: list[str], unwanted: set[str]) -> None:
    found = loaded(company, *arguments)
    assert "okrcli" in found
    assert not found & unwanted
