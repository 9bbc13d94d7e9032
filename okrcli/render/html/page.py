"""`okr report --format html`: one self-contained file without scripts and without requests to a host.

Texts of people come in through two gates, whatever template prints them: `visible` writes out what acts on a reader
(control and direction characters), and the template engine escapes what acts on a browser.
"""

from __future__ import annotations

import re
from base64 import b64encode
from fractions import Fraction
from hashlib import sha256
from typing import Any, Final

from okrcli.model.number_format import percent_text, value_text
from okrcli.model.plan import Plan
from okrcli.render.html.template import load_template, template_file
from okrcli.render.labels import day_text, percent_of, when_text
from okrcli.render.pages.digest import (
    TYPES,
    objective_facts,
    other_sections,
    reason_text,
    shown_key_results,
    title_of,
    type_text,
)
from okrcli.render.status_words import MOODS, status_word
from okrcli.reports.digest import Digest
from okrcli.reports.status import KeyResultRow, ObjectiveRow
from okrcli.sanitize import visible
from okrcli.scoring.guardrails import guardrail_text
from okrcli.scoring.results import KeyResultScore, ObjectiveScore
from okrcli.scoring.tripwires import tripwire_text

_LANGUAGES: Final = (
    ("th", re.compile("[\u0e00-\u0e7f]")),
    ("ja", re.compile("[\u3040-\u30ff]")),
    ("ko", re.compile("[\uac00-\ud7af]")),
    ("zh", re.compile("[\u3400-\u9fff]")),
    ("vi", re.compile("[ăâđêôơưĂÂĐÊÔƠƯ\u1ea0-\u1ef9]")),
)
"""Languages by what only they are written with: enough for a browser to choose a font, and where to break a line."""


def web_page(digest: Digest, plan: Plan, longest: int | None) -> str:
    """The text of the file."""
    from markupsafe import Markup

    style = template_file("webpage.css")
    template = load_template("webpage.html", _clean)
    text = template.render(
        **_content(digest, plan, longest),
        style=Markup(style),  # noqa: S704  (our own file, with no text of a user in it)
        style_hash=f"sha256-{b64encode(sha256(style.encode()).digest()).decode()}",
        lang=lambda text: Markup(' dir="auto"{}').format(Markup(_lang(text))),  # noqa: S704  (one of our own words)
    )
    return f"{text}\n"


def _clean(text: str) -> str:
    """The text with control and direction characters written out, and each number on one line with its percent sign."""
    return visible(text).replace(" %", "\u00a0%")


def _lang(text: str) -> str:
    """The attribute for the language that a text is in, where its letters tell it."""
    return next((f' lang="{name}"' for name, letters in _LANGUAGES if letters.search(text)), "")


def _content(digest: Digest, plan: Plan, longest: int | None) -> dict[str, Any]:
    start, end = digest.cycle.period
    share = percent_text(digest.status.time_gone)
    return {
        "title": title_of(digest),
        "name": digest.whose or digest.cycle.declared.title or digest.cycle.id,
        "span": f"{digest.cycle.id}, {day_text(start)} to {day_text(end)}",
        "when": f"Where we stand on {day_text(digest.day)}, {when_text(digest.cycle.period, digest.day)}",
        "time_gone": _width(digest.status.time_gone),
        "time_label": f"{share} of the time is gone",
        "alerts": [
            *({"title": f"tripwire of {s.ref}", "fact": tripwire_text(s)} for s in digest.status.tripwires),
            *({"title": s.guardrail.title, "fact": guardrail_text(s)} for s in digest.status.breached),
        ],
        "types": [
            {
                "title": TYPES.get(line.type, line.type),
                "lead": type_text(line),
                "rows": [_objective(row, digest) for row in digest.status.objectives if row.type == line.type],
            }
            for line in digest.types
        ],
        "sections": other_sections(digest, plan, longest),
    }


def _objective(row: ObjectiveRow, digest: Digest) -> dict[str, Any]:
    return {
        "title": row.objective.title,
        "name": row.ref.objective,
        "owner": row.objective.owner or "",
        "fact": ", ".join(objective_facts(row, digest)),
        "reason": reason_text(row, digest),
        "key_results": [_key_result(each) for each in shown_key_results(row, digest)],
        **_bar(row.score),
    }


def _key_result(row: KeyResultRow) -> dict[str, Any]:
    score = row.score
    value = value_text(row.key_result, score.current) if score.has_data and score.current is not None else ""
    facts = [value, score.status.reason or "" if score.status.shown not in ("on_track", "achieved") else ""]
    fact = ", ".join(each for each in [*facts, row.owner or ""] if each)
    return {"title": row.key_result.title, "fact": fact, **_bar(score)}


def _bar(score: ObjectiveScore | KeyResultScore) -> dict[str, Any]:
    """Status, and progress beside what is expected, in percent of the width."""
    has_mark = score.expected is not None and 0 < score.expected < 1
    return {
        "mood": MOODS.get(score.status.shown or "", "none"),
        "status": status_word(score.status.shown),
        "progress": None if score.progress is None else _width(score.progress),
        "expected": _width(score.expected) if has_mark and score.expected is not None else "",
        "percent": percent_of(score),
        "label": f"{percent_of(score)} done, {percent_text(score.expected)} expected",
    }


def _width(share: Fraction) -> str:
    """A share of 1 as a number of percent that SVG understands, with one place."""
    return f"{float(min(max(share, Fraction(0)), Fraction(1)) * 100):.1f}"
