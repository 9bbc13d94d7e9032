"""`okr retro` as a Markdown page in which no text acts, and as JSON."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from okrcli.model.assignments import told
from okrcli.model.number_format import score_text
from okrcli.render.json.core import cycle_document, envelope, number
from okrcli.render.markdown.escape import code, inert, page, table
from okrcli.render.terminal.retro import foresight_text, moved_text, silence_text
from okrcli.reports.retro import Retro
from okrcli.reports.score import GradeRow
from okrcli.scoring.grades import TypeLine

_WHOLE = 2_000
"""Characters of what people wrote: it is to be read, not looked over."""


def retro_page(found: Retro) -> str:
    """The page: facts, then questions with room for answers."""
    return page(_lines(found))


def _lines(found: Retro) -> Iterator[str]:
    title = f" {inert(found.cycle.declared.title)}" if found.cycle.declared.title else ""
    yield f"# {found.cycle.id}{title}: looking back"
    yield from _section("What was reached", [*map(_type, found.scores.types), "", *_grades(found)])
    yield from _section(
        "Goalposts that moved", [f"- {code(str(m.ref))} {inert(moved_text(m), _WHOLE)}" for m in found.moved]
    )
    yield from _section("Silence", [f"- {code(str(s.ref))} {inert(silence_text(s))}" for s in found.silences])
    lines = [f"- {code(str(f.ref))} {inert(foresight_text(found, f))}" for f in found.foresights]
    yield from _section("Half-time and the end", lines)
    breached = [
        f"- {code(str(one.ref))} {inert(one.guardrail.title)}: beyond its limit in {one.breaches} times"
        for one in found.breached
    ]
    yield from _section("Guardrails that were breached", breached)
    yield from _section("Wins", [f"- {inert(win.text, _WHOLE)} ({win.by}, {win.date})" for win in found.wins])
    yield from _section("What was learned", list(_learnings(found)))
    yield from _section("Questions", [line for one in found.questions for line in _question(one.question, one.answer)])


def _section(title: str, lines: Sequence[str]) -> Iterator[str]:
    if any(lines):
        yield from ("", f"## {title}", "", *lines)


def _type(line: TypeLine) -> str:
    average = "" if line.average is None else f"**{score_text(line.average)}** on average, "
    return f"- {line.type}: {average}" + ", ".join(f"{count} {word}" for word, count in line.verdicts.items() if count)


def _grades(found: Retro) -> list[str]:
    return table(("Score", "Verdict", "Decision", "What", "Title"), [_cells(found, row) for row in found.scores.rows])


def _cells(found: Retro, row: GradeRow) -> tuple[str, ...]:
    grade, ref = row.grade, row.grade.ref
    score = "–" if grade.value is None else score_text(grade.value)
    if grade.override is not None:
        score += f" (computed {score_text(grade.computed)})"
    title = inert(row.thing.title)
    return (
        score,
        grade.verdict or (row.status or "–").replace("_", " "),
        (found.decision(ref) or "–").replace("_", " "),
        code(str(ref)),
        title if ref.key_result else f"**{title}**",
    )


def _learnings(found: Retro) -> Iterator[str]:
    for row in found.scores.rows:
        said = row.thing.score
        for text in (said.reason, said.explanation, said.learnings) if said else ():
            if text:
                yield f"- {code(str(row.grade.ref))} {inert(text, _WHOLE)}"


def _question(question: str, answer: str | None) -> Iterator[str]:
    yield from (f"### {inert(question, _WHOLE)}", "", inert(answer, _WHOLE) if answer else "…", "")


def retro_document(found: Retro, left_out: tuple[str, ...]) -> dict[str, Any]:
    """`okr retro --format json`."""
    return envelope(
        "retro",
        found.day,
        cycle=cycle_document(found.cycle),
        is_final=found.scores.is_final,
        grades=[_grade(found, row) for row in found.scores.rows],
        goalposts=[
            {
                "reference": one.ref.full,
                "field": one.field,
                "from": None if one.before is None else told(one.before),
                "to": None if one.after is None else told(one.after),
                "date": one.date.isoformat(),
                "by": one.by,
                "reason": one.reason,
            }
            for one in found.moved
        ],
        silences=[
            {
                "reference": one.ref.full,
                "overdue_days": one.overdue,
                "longest_days": one.longest,
                "from": one.first.isoformat(),
                "to": one.last.isoformat(),
            }
            for one in found.silences
        ],
        foresights=[
            {
                "reference": one.ref.full,
                "date": one.day.isoformat(),
                "projected": number(one.projected),
                "confidence": one.confidence,
                "outcome": number(one.outcome),
                "score": number(one.score),
            }
            for one in found.foresights
        ],
        guardrails=[
            {"reference": one.ref.full, "title": one.guardrail.title, "breaches": one.breaches, "state": one.state}
            for one in found.breached
        ],
        wins=[{"date": win.date.isoformat(), "by": win.by, "text": win.text} for win in found.wins],
        questions=[{"question": one.question, "answer": one.answer} for one in found.questions],
        left_out=list(left_out),
    )


def _grade(found: Retro, row: GradeRow) -> dict[str, Any]:
    said = row.thing.score
    return {
        "reference": row.grade.ref.full,
        "title": row.thing.title,
        "type": row.grade.type,
        "score": number(row.grade.value),
        "computed": number(row.grade.computed),
        "verdict": row.grade.verdict,
        "decision": found.decision(row.grade.ref),
        "reason": said.reason if said else None,
        "explanation": said.explanation if said else None,
        "learnings": said.learnings if said else None,
    }
