"""The pictures of the README show what the program prints."""

from __future__ import annotations

import re

from tools.make_pictures import PICTURES, ROOT, pictures


def test_a_picture_shows_what_the_program_prints_now() -> None:
    made = dict(pictures())
    assert {path.name for path in PICTURES.iterdir()} == set(made)
    stale = [name for name, text in made.items() if (PICTURES / name).read_text("utf-8") != text]
    assert not stale, "if this is what they should show: python -m tools.make_pictures"


def test_a_picture_needs_nothing_from_elsewhere() -> None:
    for path in PICTURES.iterdir():
        text = path.read_text("utf-8").replace('xmlns="http://www.w3.org/2000/svg"', "")
        assert not re.search(r"https?:|url\((?!#)|@import|<script|<image", text), path.name


def test_the_readme_shows_every_picture() -> None:
    text = (ROOT / "README.md").read_text("utf-8")
    assert all(f"docs/pictures/{path.name}" in text for path in PICTURES.iterdir())
