"""Texts that would act in Markdown, and pages as a hosting service renders them."""

from __future__ import annotations

import re

from markdown_it import MarkdownIt

HOSTILE = [
    *("a | b \\| c \\", "a\nb\r\nc\u2028d", "`x` ``y`` ```z", "# heading", "*b* _i_ ~~s~~ __x__", "- item", "+ x"),
    *("1. x", "> quote", "[a](http://x.example)", "![p](http://x.example/p.png)", "<b>x</b>", "<img src=x onerror=y>"),
    *("<!-- x", "<details>", "&lt;b&gt; &amp; &#60;", "https://evil.example/x", "www.evil.example", "me@evil.example"),
    *("[skip ci]", "***NO_CI***"),
    *("//evil.example", "@team @a/b", "#1 closes #12 a/b#3", "GH-12 gh-12", "!1 ~bug %2 $3 &4 :boom:", "$x$ $$y$$"),
    *("deadbeef12 in a commit", "[ ] task", "[^1]", "| --- |", "---", "***", "\x1b[2J\u202ex", "\\<b\\>"),
    *("mailto:a@b.example ftp://x.example", "Tiêu đề 标题 ชื่อ"),
]  # fmt: skip

MENTION = re.compile(
    r"\[(?:skip|ci|no|actions)\b|\*\*\*NO_CI|"
    r"(?<![\w/])@\w|(?<!\w)[#!]\d|\bGH-\d|://|\bwww\.|:\w+:|[\w.]+@\w|\b(?=[0-9]*[a-f])(?=[a-f]*[0-9])[0-9a-f]{7,40}\b",
    re.I,
)
"""What GitHub and GitLab look for in the text of a page, after Markdown was made HTML."""


def rendered(markdown: str) -> str:
    """As a hosting service renders it, with links for what looks like an address."""
    reader = MarkdownIt("gfm-like")
    assert reader.linkify
    reader.linkify.set({"fuzzy_link": False})  # they make no link of a bare name of a host
    return str(reader.render(markdown))
