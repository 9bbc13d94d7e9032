"""Pictures for the README, made from the output of the program: `python -m tools.make_pictures`.

A test makes them again and compares. Each picture is one SVG that needs nothing from elsewhere, in light and in dark.
"""

from __future__ import annotations

import io
import os
import pty
import re
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Final

from rich.console import Console
from rich.terminal_theme import TerminalTheme
from rich.text import Text

from tools.page_picture import page_svg

ROOT: Final = Path(__file__).parents[1]
PICTURES: Final = ROOT / "docs" / "pictures"
_WIDTH: Final = 96
_DAY: Final = "2026-11-16"
_ANSWERS: Final = ("99.98 8", ".", "1 8", "720 7 !no database", "", "38 9 A colleague did it", "")
"""A check-in of six key results, and Enter at the review."""
_FIRST: Final = "4/6"
"""The question with which the picture of the check-in begins."""
_THEMES: Final = {
    "dark": TerminalTheme(
        (24, 24, 27),
        (222, 222, 222),
        [
            *((0, 0, 0), (230, 95, 92), (80, 190, 120), (220, 185, 80)),
            *((90, 140, 220), (188, 63, 188), (90, 180, 210), (229, 229, 229)),
        ],
        [(130, 130, 130), *[(255, 255, 255)] * 7],
    ),
    "light": TerminalTheme(
        (255, 255, 255),
        (36, 36, 40),
        [
            *((0, 0, 0), (190, 40, 40), (20, 120, 60), (140, 100, 0)),
            *((4, 81, 165), (188, 5, 188), (0, 110, 140), (85, 85, 85)),
        ],
        [(110, 110, 110), *[(0, 0, 0)] * 7],
    ),
}
_FORMAT: Final = """\
<svg viewBox="0 0 {width} {height}" xmlns="http://www.w3.org/2000/svg" role="img" aria-label="ABOUT">
<style>.{unique_id}-matrix {{ font-family: ui-monospace, SFMono-Regular, Menlo, Consolas, "DejaVu Sans Mono", \
monospace; font-size: {char_height}px; line-height: {line_height}px; }}
.{unique_id}-title {{ font-size: 16px; font-family: system-ui, sans-serif; }}
{styles}</style>
<defs><clipPath id="{unique_id}-clip-terminal">\
<rect x="0" y="0" width="{terminal_width}" height="{terminal_height}"/></clipPath>{lines}</defs>
{chrome}
<g transform="translate({terminal_x}, {terminal_y})" clip-path="url(#{unique_id}-clip-terminal)">
{backgrounds}
<g class="{unique_id}-matrix">{matrix}</g></g></svg>
"""
"""The format of Rich without its font, which comes from a server that pages of a code host do not load."""


def pictures() -> Iterator[tuple[str, str]]:
    """The name and the text of every picture."""
    with tempfile.TemporaryDirectory() as folder:
        company = Path(shutil.copytree(ROOT / "examples" / "company", Path(folder) / "company"))
        scenes = {
            "status": ("okr status team:sales,marketing", _printed(company, "status", "team:sales,marketing")),
            "checkin": ("okr checkin", _conversation(company, folder)),
        }
        page = _page(company)
    for name, (command, output) in scenes.items():
        for theme in _THEMES:
            yield f"{name}.{theme}.svg", _svg(f"$ \x1b[1m{command}\x1b[0m\n{output}", command, theme)
    for theme in _THEMES:
        yield f"diff.{theme}.svg", page_svg(page, "okr diff main...HEAD --format md", theme)


_CHANGES: Final = (
    ("set", "demo-requests", "target=52", "--reason", "The trade fair was cancelled"),
    ("set", "incidents", "owner=daniel", "--reason", "Daniel is on call"),
    (
        "add",
        "kr",
        "fair-deals",
        "Renewals rise to 88 %",
        "start=81",
        "target=88",
        "unit=%",
        "--reason",
        "Sales needs it",
    ),
)
"""The changes of a branch, for the picture of a page in a pull request."""


def _page(company: Path) -> str:
    """The Markdown page of a pull request with a few changes. The folder becomes a repository."""
    for words in (
        ("init", "-q", "-b", "main"),
        ("config", "user.name", "Olek"),
        ("config", "user.email", "olek@example.com"),
        ("add", "."),
        ("commit", "-qm", "Plans"),
        ("switch", "-qc", "plans"),
    ):
        subprocess.run(("git", *words), cwd=company, env=_environment(), check=True)
    for change in _CHANGES:
        _printed(company, *change)
    page = _printed(company, "diff", "main...HEAD", "--format", "md")
    return re.sub(r"`[0-9a-f]{7}`", "`1a2b3c4`", page)  # another hash in each run, as on the pages


def _environment() -> dict[str, str]:
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("GIT_", "OKR_"))}
    return {
        **kept,
        "OKR_TODAY": _DAY,
        "OKR_USER": "olek",
        "COLUMNS": str(_WIDTH),
        "PYTHONIOENCODING": "utf-8",
        "GIT_CEILING_DIRECTORIES": "/",
        "CI": "",
        "NO_COLOR": "",
        "LC_ALL": "C.UTF-8",
    }


def _command(words: Sequence[str]) -> list[str]:
    return [sys.executable, "-P", "-m", "okrcli", "--color", "always", *words]


def _printed(folder: Path, *words: str) -> str:
    done = subprocess.run(_command(words), cwd=folder, env=_environment(), capture_output=True, text=True, check=True)
    return done.stdout


def _conversation(folder: Path, home: str) -> str:
    """The second half of a check-in and its review, with the answers behind the prompts."""
    ours, theirs = pty.openpty()
    environment = {**_environment(), "TERM": "dumb", "HOME": home, "XDG_STATE_HOME": home}
    program = subprocess.Popen(
        _command(["checkin"]), cwd=folder, env=environment, stdin=theirs, stdout=theirs, stderr=theirs
    )
    os.close(theirs)
    seen, answers = "", iter(_ANSWERS)
    while part := _read(ours):
        seen += part
        if re.search(r"> $|\] $", seen):
            os.write(ours, f"{next(answers, 'q')}\n".encode())
    program.wait()
    os.close(ours)
    lines = seen.replace("\r", "").partition("[Enter]")[0].rstrip().splitlines()
    first = next(number for number, line in enumerate(lines) if _FIRST in line)
    return "\n".join(["…", "", *lines[first:-1], "Write? [Enter]"])


def _read(handle: int) -> str:
    try:
        return os.read(handle, 65536).decode()
    except OSError:  # the program has ended
        return ""


def _svg(output: str, about: str, theme: str) -> str:
    console = Console(
        record=True,
        width=_WIDTH,
        file=io.StringIO(),
        force_terminal=True,
        color_system="truecolor",
        legacy_windows=False,
        markup=False,
        emoji=False,
        highlight=False,
    )
    for line in Text.from_ansi(output.rstrip()).split("\n"):
        line.rstrip()
        console.print(line, soft_wrap=True)
    picture = console.export_svg(
        title="okr", theme=_THEMES[theme], code_format=_FORMAT, font_aspect_ratio=0.61, unique_id="okr"
    )
    return picture.replace("ABOUT", about)


def main() -> None:
    """Write the pictures."""
    PICTURES.mkdir(exist_ok=True)
    for name, text in pictures():
        (PICTURES / name).write_text(text, "utf-8")


if __name__ == "__main__":
    main()
