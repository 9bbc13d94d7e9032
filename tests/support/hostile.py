"""Texts that would act on a terminal or break a layout, and a plan that holds one of them everywhere."""

from __future__ import annotations

import json
import re

LIVE = re.compile(
    "[\x00-\x09\x0b-\x1f\x7f-\x9f\u061c\u200e\u200f\u2028\u2029\u202a-\u202e\u2066-\u2069\ufeff\ud800-\udfff\U000e0000-\U000e007f]"
)
"""What a terminal would obey, written down here a second time: the program's own list is what is tested."""
ATTACKS = {
    "clear": "\x1b[2J\x1b[H",
    "title": "\x1b]0;owned\x07",
    "clipboard": "\x1b]52;c;cm0gLXJm\x07",
    "link": "\x1b]8;;http://evil.example\x1b\\click\x1b]8;;\x1b\\",
    "c1": "\x9b31m",
    "overwrite": "all good\rbad",
    "erase": "bad\x08\x08\x08good",
    "delete": "a\x7fb",
    "bell": "a\x07b",
    "nul-like": "a\x01b",
    "bidi": "\u202egnp.exe",
    "isolate": "\u2067abc\u2069",
    "mark": "a\u200fb",
    "tags": "a\U000e0041\U000e0042b",
    "separator": "a\u2028b",
    "bom": "a\ufeffb",
    "bytes": "a\udc9b31mb",
}
ALLOWED_IN_TEXTS = ("separator", "bom")
"""Files may hold them as escapes; they are written out wherever they are shown."""
MARKUP = {
    "closing": "[/]",
    "closing-bold": "[/bold] [bold]x",
    "link": "[link=http://evil.example]click[/link]",
    "emoji": ":boom: :warning:",
    "style": "[red on blue]x[/]",
    "action": "[@click=app.quit]x[/]",
    "escaped": "\\[red]x",
    "braces": "{name} %s %(x)s $HOME `id` $(id)",
    "numbers": "12 True None 3.5 'quoted' /path http://x.example",
}
SCRIPTS = {
    "thai": "ลูกค้าซื้อซ้ำภายในหกสิบวันเพิ่มขึ้นเป็นสามสิบเปอร์เซ็นต์",
    "chinese": "客户在六十天内再次下单的比例从百分之十八上升到百分之三十",
    "vietnamese": "Khách hàng quay lại trong sáu mươi ngày tăng từ 18 lên 30 %",
    "emoji": "👩‍👩‍👧 🏳️‍🌈 👍🏽 🇻🇳 1️⃣ grow 🚀🚀🚀🚀🚀🚀🚀🚀🚀🚀🚀🚀🚀🚀🚀🚀🚀🚀🚀🚀🚀🚀🚀🚀🚀",
    "combining": "Z" + "\u0301\u0316" * 60 + "algo",
    "mixed": "Q4 目標：ลูกค้า ＦＵＬＬ width 　 ideographic space",
    "long": "word " * 600,
    "unbroken": "x" * 3000,
}


def quoted(text: str) -> str:
    """A YAML scalar in double quotes, of characters and escapes that JSON and YAML share."""
    return json.dumps(text, ensure_ascii=False)


def plan(text: str) -> str:
    """A plan in which every text that the format has is this one."""
    said = quoted(text)
    return f"""\
cycles: [{{id: 2026-Q4, title: {said}}}]
people: [{{id: mai, name: {said}}}]
definitions: {{rate: {said}}}
cycle: 2026-Q4
objectives:
  - id: demand
    title: {said}
    owner: mai
    depends_on: [{{to: demand/launch, need: {said}, reason: {said}}}]
    key_results:
      - id: mql
        title: {said}
        unit: {said}
        metric: rate
        start: 20
        target: 30
        actions: [{{title: {said}}}]
        checkins: [{{date: 2026-11-03, value: 21, note: {said}, blocker: {said}}}]
      - {{id: calls, title: {said}, unit: {said}, target: 5, aggregate: sum, definition: {said}}}
      - {{id: launch, title: {said}, milestones: [{{id: beta, title: {said}}}]}}
      - {{id: parked, title: {said}, target: 3, state: paused, since: 2026-11-02, reason: {said}}}
"""
