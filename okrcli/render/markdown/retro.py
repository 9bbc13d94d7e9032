"""`okr cycle retro` as a Markdown page in which no user text acts."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from okrcli.model.number_format import score_text
from okrcli.render.markdown.escape import code, escape_markdown, table
from okrcli.render.pages.retro import foresight_text, goalpost_text, promise_text, silence_text, verdict_counts
from okrcli.reports.retro import Retro
from okrcli.reports.score import GradeRow
from okrcli.scoring.grades import TypeLine
from okrcli.text import counted

_WHOLE = 2_000
"""Characters of what people wrote: it is to be read, not looked over."""


def retro_page(retro: Retro) -> str:
    """The page: facts, then questions with room for answers."""
    return "\n".join(_lines(retro)).rstrip("\n") + "\n"


def _lines(retro: Retro) -> Iterator[str]:
    title = f" {escape_markdown(retro.cycle.declared.title)}" if retro.cycle.declared.title else ""
    yield f"# {retro.cycle.id}{title}: looking back"
    yield from _section("What was reached", [*map(_type, retro.scores.types), "", *_grades(retro)])
    yield from _section(
        "Goalposts that moved",
        [f"- {code(str(m.ref))} {escape_markdown(goalpost_text(m), _WHOLE)}" for m in retro.moved],
    )
    yield from _section("Silence", [f"- {code(str(s.ref))} {escape_markdown(silence_text(s))}" for s in retro.silences])
    lines = [f"- {code(str(f.ref))} {escape_markdown(foresight_text(retro, f))}" for f in retro.foresights]
    yield from _section("Half-time and the end", lines)
    kept = [f"- {code(str(p.link.ref))} {escape_markdown(promise_text(p), _WHOLE)}" for p in retro.promises]
    yield from _section("Promises", kept)
    breached = [
        f"- {code(str(state.ref))} {escape_markdown(state.guardrail.title)}: beyond its limit in {state.breaches} times"
        for state in retro.breached
    ]
    yield from _section("Guardrails that were breached", breached)
    yield from _section("Wins", [f"- {escape_markdown(win.text, _WHOLE)} ({win.by}, {win.date})" for win in retro.wins])
    yield from _section("What was learned", list(_learnings(retro)))
    yield from _section(
        "Questions", [line for asked in retro.questions for line in _question(asked.question, asked.answer)]
    )


def _section(title: str, lines: Sequence[str]) -> Iterator[str]:
    if any(lines):
        yield from ("", f"## {title}", "", *lines)


def _type(line: TypeLine) -> str:
    average = "" if line.average is None else f"**{score_text(line.average)}** on average, "
    return f"- {line.type}: {average}{counted(line.graded, 'objective')}{verdict_counts(line)}"


def _grades(retro: Retro) -> list[str]:
    return table(("Score", "Verdict", "Decision", "What", "Title"), [_cells(retro, row) for row in retro.scores.rows])


def _cells(retro: Retro, row: GradeRow) -> tuple[str, ...]:
    grade, ref = row.grade, row.grade.ref
    score = grade.text
    if grade.override is not None:
        score += f" (computed {score_text(grade.computed)})"
    title = escape_markdown(row.thing.title)
    return (
        score,
        grade.verdict or (row.status or "–").replace("_", " "),
        (retro.decision(ref) or "–").replace("_", " "),
        code(str(ref)),
        title if ref.key_result else f"**{title}**",
    )


def _learnings(retro: Retro) -> Iterator[str]:
    for row in retro.scores.rows:
        own_score = row.thing.score
        for text in (own_score.reason, own_score.explanation, own_score.learnings) if own_score else ():
            if text:
                yield f"- {code(str(row.grade.ref))} {escape_markdown(text, _WHOLE)}"


def _question(question: str, answer: str | None) -> Iterator[str]:
    yield from (f"### {escape_markdown(question, _WHOLE)}", "", escape_markdown(answer, _WHOLE) if answer else "…", "")
