"""The movement of a key result since an earlier day, as a point of a page."""

from __future__ import annotations

from okrcli.model.number_format import moved_text
from okrcli.model.records import THRESHOLD_KINDS
from okrcli.render.labels import percent_of
from okrcli.render.pages.page import Point
from okrcli.render.status_words import MOODS, status_word
from okrcli.reports.movement import Movement


def move_point(move: Movement) -> Point:
    """From where to where a key result went."""
    row = move.row
    notes = [move.note] if move.note else []
    blocker = move.entries[-1].reading.blocker
    notes += [f"blocked: {blocker}"] if blocker else []
    mood = MOODS.get(row.score.status.shown or "", "")
    return Point(row.key_result.title, f"{row.ref}", row.owner or "", move_text(move), mood, tuple(notes))


def move_text(move: Movement) -> str:
    """`638 → 646 of 700 clinics, 30 % → 39 %, confidence 7 → 6, now at risk`; only what is not as it was."""
    then, now, key_result = move.before, move.row.score, move.row.key_result
    facts = []
    if now.current is not None and (now.current, now.has_data) != (then.current, then.has_data):
        facts.append(moved_text(move.key_result_before, then.current, key_result, now.current))
    before, after = percent_of(then), percent_of(now)
    facts += [f"{before} → {after}"] if before != after and key_result.measure not in THRESHOLD_KINDS else []
    if now.confidence is not None and now.confidence != then.confidence:
        earlier = now.confidence_before(then)
        before = f"{earlier} → " if earlier is not None else ""
        facts.append(f"confidence {before}{now.confidence}")
    if now.status.shown != then.status.shown:
        facts.append(f"now {status_word(now.status.shown)}")
    return ", ".join(facts)
