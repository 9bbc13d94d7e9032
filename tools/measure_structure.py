"""Measures the structure of the program: size, imports, names, and the files that a command enters.

    python -m tools.measure_structure [FOLDER]

FOLDER is a checkout; without it this one. Imports inside functions count for the longest chain, and those for the type
checker alone (`if TYPE_CHECKING`) do not; the fan-out counts what stands at the top of a module.
"""

from __future__ import annotations

import ast
import os
import shutil
import statistics
import subprocess
import sys
import tempfile
from collections import Counter
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Final

LONG: Final = 300
"""Lines beyond which a file is long."""

_COMMANDS: Final = (("status",), ("checkin", "organic", "100"))
_ENTERED: Final = """
import sys
entered = set()
def note(frame, event, argument):
    if event == "call" and frame.f_code.co_name != "<module>" and "/okrcli/" in frame.f_code.co_filename:
        entered.add(frame.f_code.co_filename)
sys.setprofile(note)
try:
    from okrcli.__main__ import main
    main()
finally:
    sys.setprofile(None)
    with open("entered", "w") as file:
        file.write(str(len(entered)))
"""


def modules_of(root: Path) -> dict[str, ast.Module]:
    """The syntax tree of each module of the program, by its name below `okrcli`."""
    package = root / "okrcli"
    names = {path: path.relative_to(package).with_suffix("").parts for path in package.rglob("*.py")}
    return {
        ".".join(part for part in parts if part != "__init__"): ast.parse(path.read_text("utf-8"))
        for path, parts in names.items()
    }


def _statements(node: ast.AST, *, inside: bool) -> Iterator[ast.ImportFrom]:
    """The imports of a module, without those for the type checker; with `inside` those of its functions as well."""
    for child in ast.iter_child_nodes(node):
        if isinstance(child, ast.ImportFrom):
            yield child
        elif isinstance(child, ast.If) and "TYPE_CHECKING" in ast.dump(child.test):
            continue
        elif inside:
            yield from _statements(child, inside=True)


def targets(modules: dict[str, ast.Module], module: str, *, inside: bool) -> set[str]:
    """The modules of the program that a module imports."""
    found = set()
    for statement in _statements(modules[module], inside=inside):
        source = statement.module or ""
        if source.partition(".")[0] == "okrcli":
            below = source.partition(".")[2]
            for alias in statement.names:
                name = f"{below}.{alias.name}" if below else alias.name
                found.add(name if name in modules else below)
    return found - {module}


def longest_chain(modules: dict[str, ast.Module]) -> tuple[str, ...]:
    """The longest chain of modules in which each imports the next."""
    arrows = {module: targets(modules, module, inside=True) for module in modules}
    arrows.get("cli.commands.demo", set()).discard("cli.app")  # the demo types real commands: a circle by purpose

    @cache
    def chain(module: str) -> tuple[str, ...]:
        rest: tuple[str, ...] = max(map(chain, sorted(arrows[module])), key=len, default=())
        return (module, *rest)

    return max(map(chain, sorted(modules)), key=len)


def files_entered(root: Path, *arguments: str) -> int:
    """The number of files of which a function runs, in a copy of the largest example."""
    with tempfile.TemporaryDirectory() as folder:
        company = shutil.copytree(root / "examples" / "company", Path(folder) / "company")
        identity = {
            f"GIT_{role}_{part}": "mai@example.com" for role in ("AUTHOR", "COMMITTER") for part in ("NAME", "EMAIL")
        }
        environment = {**os.environ, **identity, "OKR_TODAY": "2026-11-16", "OKR_USER": "mai", "PYTHONPATH": str(root)}
        for command in (("init", "-q"), ("add", "."), ("commit", "-qm", "start")):
            subprocess.run(["git", *command], cwd=company, env=environment, check=True)
        program = [sys.executable, "-c", _ENTERED, *arguments]
        subprocess.run(program, cwd=company, env=environment, check=True, capture_output=True)
        return int((company / "entered").read_text())


def figures(root: Path) -> Iterator[str]:
    """The figures of a checkout, one a line."""
    modules = modules_of(root)
    lines = {path: len(path.read_text("utf-8").splitlines()) for path in (root / "okrcli").rglob("*.py")}
    classes = Counter(node.name for tree in modules.values() for node in tree.body if isinstance(node, ast.ClassDef))
    packages = Counter(module.partition(".")[0] for module in modules if "." in module)
    chain = longest_chain(modules)
    yield f"modules: {len(modules)}: " + ", ".join(f"{name} {count}" for name, count in sorted(packages.items()))
    yield f"longest chain of imports: {len(chain)}: " + " → ".join(chain)
    yield f"median fan-out: {statistics.median(len(targets(modules, module, inside=False)) for module in modules):g}"
    yield f"class names used twice: {sorted(name for name, count in classes.items() if count > 1)}"
    yield f"lines: {sum(lines.values())}; files above {LONG}: {sum(count > LONG for count in lines.values())}"
    for command in _COMMANDS:
        yield f"files entered by `okr {' '.join(command)}`: {files_entered(root, *command)}"


if __name__ == "__main__":
    folder = Path(sys.argv[1]).resolve() if sys.argv[1:] else Path(__file__).parent.parent
    for figure in figures(folder):
        sys.stdout.write(f"{figure}\n")
