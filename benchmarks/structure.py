"""Figures of the structure of a Python package: size, imports, repeated class names, and modules that a command runs.

    python benchmarks/structure.py [ROOT] [--run WORKSPACE]

ROOT is a checkout (this one unless given), so two states of the code are compared by the same script. An import counts
wherever it stands, also inside a function and for types. With `--run`, three commands are traced in that
workspace, and the modules are counted in which at least one function ran.
"""

from __future__ import annotations

import ast
import os
import statistics
import subprocess
import sys
from collections import Counter, defaultdict
from collections.abc import Sequence, Set
from pathlib import Path

PROGRAM = """
import sys
from pathlib import Path
entered = set()
def trace(frame, event, _):
    entered.add(frame.f_code.co_filename)
sys.setprofile(trace)
from okrcli.__main__ import main
try:
    main()
except SystemExit:
    pass
finally:
    sys.setprofile(None)
    root = str(Path(sys.modules["okrcli"].__file__).parent)
    print(len([name for name in entered if name.startswith(root)]), file=sys.stderr)
"""


def main() -> None:
    """Print the figures of one checkout."""
    arguments = sys.argv[1:]
    workspace = None
    if "--run" in arguments:
        position = arguments.index("--run")
        workspace = Path(arguments[position + 1]).resolve()
        del arguments[position : position + 2]
    root = Path(arguments[0] if arguments else Path(__file__).parent.parent).resolve()
    package = root / "okrcli"
    trees = {name_of(path, package): ast.parse(path.read_text("utf-8")) for path in sorted(package.rglob("*.py"))}
    arrows = {module: targets_of(module, tree, trees.keys()) for module, tree in trees.items()}
    print("modules per folder", dict(sorted(Counter(folder_of(module) for module in trees).items())))
    lines = sum(len(path.read_text("utf-8").splitlines()) for path in package.rglob("*.py"))
    print("modules", len(trees), "lines", lines)
    fan_out = [len(targets) for targets in arrows.values()]
    print("imports of a module: median", statistics.median(fan_out), "most", max(fan_out))
    chain = longest_chain(arrows)
    print("longest import chain", len(chain), " > ".join(chain))
    classes = defaultdict(list)
    for module, tree in trees.items():
        for node in tree.body:
            if isinstance(node, ast.ClassDef):
                classes[node.name].append(module)
    twice = {name: modules for name, modules in classes.items() if len(modules) > 1}
    print("class names used more than once", len(twice), twice)
    tests = "\n".join(path.read_text("utf-8") for path in (root / "tests").rglob("*.py"))
    print("modules that no test imports", sum(1 for module in trees if not is_imported(module, tests)))
    if workspace:
        for command in (["status"], ["validate"], ["checkin", "mql", "41", "-c", "7", "--dry-run"]):
            print("modules that run in", " ".join(command), entered(root, workspace, command))


def name_of(path: Path, package: Path) -> str:
    """The dotted name of a module below the package; empty for the package itself."""
    return ".".join(part for part in path.relative_to(package).with_suffix("").parts if part != "__init__")


def folder_of(module: str) -> str:
    """The folder that a module lies in."""
    return module.rpartition(".")[0] or "(top)"


def targets_of(module: str, tree: ast.Module, known: Set[str]) -> set[str]:
    """The modules of the program that a module imports."""
    targets = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.ImportFrom) and (node.module or "").split(".")[0] == "okrcli":
            below = (node.module or "").partition(".")[2]
            for alias in node.names:
                name = f"{below}.{alias.name}" if below else alias.name
                targets.add(name if name in known else below)
    return targets - {module}


def longest(chains: Sequence[tuple[str, ...]]) -> tuple[str, ...]:
    """The longest of these, the first of several."""
    return sorted(chains, key=lambda chain: -len(chain))[0] if chains else ()


def longest_chain(arrows: dict[str, set[str]]) -> list[str]:
    """The longest path along imports; an import that closes a circle is passed over."""
    done: dict[str, tuple[str, ...]] = {}
    open_modules: set[str] = set()

    def walk(module: str) -> tuple[str, ...]:
        if module not in done:
            open_modules.add(module)
            chains = [walk(target) for target in sorted(arrows[module]) if target not in open_modules]
            open_modules.discard(module)
            done[module] = (module or "okrcli", *longest(chains))
        return done[module]

    chains = [walk(module) for module in sorted(arrows)]
    return list(longest(chains))


def is_imported(module: str, tests: str) -> bool:
    """True where the text of the tests imports a module by its own name."""
    parent, _, leaf = f"okrcli.{module}".rpartition(".") if module else ("", "", "okrcli")
    if f"from {parent}.{leaf} import" in tests:
        return True
    lines = (line for line in tests.splitlines() if line.startswith(f"from {parent} import"))
    return any(leaf in line.replace(",", " ").split() for line in lines)


def entered(root: Path, workspace: Path, command: list[str]) -> str:
    """The number of modules of the program in which a function ran."""
    done = subprocess.run(
        [sys.executable, "-c", PROGRAM, *command],
        cwd=workspace,
        env={**os.environ, "PYTHONPATH": str(root), "OKR_TODAY": "2026-11-16", "OKR_USER": "mai"},
        capture_output=True,
        text=True,
        check=False,
    )
    return done.stderr.strip().splitlines()[-1]


if __name__ == "__main__":
    main()
