"""`okr diff --format md`: what a pull request changes, for its reviewers."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import Final

from okrcli.model.assignments import value_text
from okrcli.model.diff_text import grouped_in_words
from okrcli.model.plan import Ref
from okrcli.model.plan_change import PlanChange, RecordedCheckin
from okrcli.render.diff_words import (
    NO_REASON,
    VERDICTS,
    baseline_texts,
    broken_lines,
    computed_text,
    confidence_text,
    delta_text,
    effects_of,
    objective_effect_texts,
    progress_text,
    remarks,
    value_cell,
    waiver_text,
)
from okrcli.render.markdown.escape import CELL, code, escape_markdown, table
from okrcli.render.markdown.sections import Section, in_pages
from okrcli.reports.diff import AlteredRecord, CheckinRow, DiffReport, Goalpost
from okrcli.reports.diff_counts import counts
from okrcli.reports.owners import name_of as name_of_person
from okrcli.text import counted

Link = Callable[[Ref], str | None]
"""The address of the page on the hosting service that shows an objective or key result; None where it is not known."""

_FOLDED_FROM: Final = 12
"""Lines above which a section is folded, if it has nothing that a reviewer must not miss."""
_SETTING: Final = 8_000
"""Characters of a change of settings or people, which stands whole; with every sign escaped less than a page."""
_TITLE: Final = 70
"""Characters of a title beside an id."""


def diff_page(report: DiffReport, link: Link = lambda _: None, ways_in: Sequence[str] = ()) -> str:
    """The text of the page, of several pages where it is long: what was agreed first, then what is new, then the rest.

    `ways_in` are lines of Markdown for its end.
    """
    return in_pages(
        f"### OKRs: {' · '.join((VERDICTS[report.verdict], *counts(report)))}",
        [section for section in _Page(report, link).sections(ways_in) if section.lines],
    )


class _Page:
    """The sections of the page of one report."""

    def __init__(self, report: DiffReport, link: Link) -> None:
        self._report = report
        self._link = link

    def sections(self, ways_in: Sequence[str]) -> Iterator[Section]:
        """All sections, the worst first; one without lines has nothing to say."""
        report = self._report
        broken = [f"- {code(name)} {escape_markdown(line)}" for name, line in broken_lines(report)]
        yield Section("Promises broken", tuple(broken))
        yield Section("Check-ins altered", tuple(self._altered()))
        yield _table(
            "Goalposts moved",
            ("What", "Field", "Before", "After", "Progress", "By", "Why"),
            map(self._goalpost_cells, report.goalposts),
        )
        yield Section("Findings hidden", tuple(self._hidden()))
        yield Section("Agreements", tuple(self._bullets(report.agreements)))
        yield _folded("New, removed, renamed", self._arrivals(), counted(len(report.arrivals), "item"))
        yield _folded("Other changes", self._bullets(report.others), counted(len(report.others), "change"))
        yield _table(
            "Check-ins",
            ("What", "Value", "Change", "Progress", "Confidence", "By", "Note"),
            map(self._checkin_cells, report.checkins),
            _count_of_checkins(report),
        )
        yield _table(
            "What it does to objectives",
            ("Objective", "Progress", "Status"),
            ((self._named(each.ref), *map(_whole_numbers, objective_effect_texts(each))) for each in report.effects),
            counted(len(report.effects), "objective"),
        )
        yield Section("Wins", tuple(self._win(change) for change in report.wins))
        quiet = [f"- {code(path)}" for path in report.quiet]
        yield _folded("No change in meaning", quiet, counted(len(report.quiet), "file"))
        yield Section("Not readable, left out", tuple(f"- {code(path)}" for path in report.unread))
        yield Section("Check in without a terminal", tuple(ways_in))

    # ── Names ─────────────────────────────────────────────────────────────────────────────────────────────────────

    def _id(self, ref: Ref) -> str:
        """A reference as code, with a link to its lines where they are known."""
        address = self._link(ref.holder)
        return f"[{code(str(ref))}]({address})" if address else code(str(ref))

    def _title(self, ref: Ref) -> str:
        """The title of an objective or key result; empty where it is in no plan."""
        plan = next((p for p in (self._report.plan, self._report.plan_before) if ref.holder in p.locations), None)
        return escape_markdown(plan.item(ref.holder).title, _TITLE) if plan else ""

    def _named(self, ref: Ref) -> str:
        """A reference with its title on the next line of a cell."""
        return "<br>".join(filter(None, (self._id(ref), self._title(ref))))

    def _name(self, change: PlanChange) -> str:
        if change.ref is None:
            return f"{change.noun} {code(change.item or change.field)}"
        return self._id(change.ref)

    # ── Lines and cells ───────────────────────────────────────────────────────────────────────────────────────────

    def _goalpost_cells(self, post: Goalpost) -> tuple[str, ...]:
        change = post.difference
        before, after = (_value(change, value) for value in change.sides)
        after = ", ".join(filter(None, (after, computed_text(post))))
        return (
            self._named(change.ref) if change.ref else self._name(change),
            code(change.field) if change.field and not (change.item and change.ref) else escape_markdown(_part(change)),
            escape_markdown(before),
            escape_markdown(after),
            _whole_numbers("<br>".join(effects_of(post, self._report))),
            self._by(post),
            escape_markdown(change.reason) if change.reason else f"**{NO_REASON}**",
        )

    def _by(self, row: Goalpost | AlteredRecord) -> str:
        if row.commit is None:
            return "not committed"
        person = name_of_person(self._report.plan, row.author) if row.author else row.commit.email
        return f"{escape_markdown(person)} {code(row.commit.hash[:7])}"

    def _altered(self) -> Iterator[str]:
        for row in self._report.altered:
            yield from (f"{line} ({self._by(row)})" for line in self._bullets([row.difference]))

    def _hidden(self) -> Iterator[str]:
        for waiver in self._report.waivers:
            yield f"- {code(waiver.path)} line {waiver.line} {escape_markdown(waiver_text(waiver))}"
        for baseline in self._report.baselines:
            yield from (f"- {code(baseline.path)} {escape_markdown(text)}" for text in baseline_texts(baseline))

    def _arrivals(self) -> Iterator[str]:
        """The items that are new, gone, renamed or moved; one that probably has another id now is one line."""
        replaced = self._report.replaced
        gone = set(replaced.values())
        for change in self._report.arrivals:
            if change.kind == "removed" and change.ref in gone:
                continue
            old = replaced.get(change.ref) if change.ref and change.kind == "added" else None
            also = f", probably {code(str(old))} with another id" if old else ""
            yield from (line + also for line in self._bullets([change], has_titles=False))

    def _bullets(self, changes: Sequence[PlanChange], *, has_titles: bool = True) -> Iterator[str]:
        for change, name, words in grouped_in_words(changes, lambda _: self._report.plan, None, is_whole=True):
            title = self._title(change.ref) if change.ref and has_titles else ""
            whose = self._name(change) if change.ref or change.kind == "changed" else escape_markdown(name)
            named = f"{whose} *{title}*:" if title else whose
            why = f": {escape_markdown(change.reason)}" if change.reason else ""
            yield f"- {named} {escape_markdown(words, CELL if change.ref else _SETTING)}{why}"

    def _win(self, change: PlanChange) -> str:
        person = change.after.by
        who = escape_markdown(name_of_person(self._report.plan, person) if person else "–")
        return f"- {who}: {escape_markdown(change.item)}"

    def _checkin_cells(self, row: CheckinRow) -> tuple[str, ...]:
        report, last = self._report, row.entries[-1]
        when = f"{last.date}" + (f", entered {last.entered}" if last.entered else "")
        count = f" ({len(row.entries)} check-ins)" if len(row.entries) > 1 else ""
        return (
            self._named(row.ref),
            escape_markdown(value_cell(row, report)),
            escape_markdown(delta_text(row)),
            _whole_numbers(progress_text(row)),
            escape_markdown(confidence_text(row)),
            f"{escape_markdown(name_of_person(report.plan, last.by) if last.by else '–')} {when}{count}",
            escape_markdown(" · ".join([*remarks(row, report), *_words_of(last)])),
        )


def _folded(title: str, lines: Iterator[str] | Sequence[str], count: str) -> Section:
    """A section that is folded behind its count where it is long."""
    kept = tuple(lines)
    return Section(title, kept, summary=count if len(kept) > _FOLDED_FROM else "")


def _table(title: str, heads: Sequence[str], rows: Iterator[tuple[str, ...]], count: str = "") -> Section:
    """A section with a table; with a `count` it is folded where it is long."""
    first, line, *body = table(heads, rows)
    return Section(title, tuple(body), (first, line), count if len(body) > _FOLDED_FROM else "")


def _whole_numbers(text: str) -> str:
    """The text with percentages that no line break takes apart."""
    return text.replace(" %", "\N{NO-BREAK SPACE}%")


def _part(change: PlanChange) -> str:
    """The item of a list that changed: `milestone beta weight`."""
    return f"{change.noun} {change.item if change.kind == 'changed' else ''} {change.field}".strip()


def _value(change: PlanChange, value: object) -> str:
    """A value in a cell; of an item that was added or removed its title or name."""
    if change.kind == "changed":
        return value_text(value)
    return "" if value is None else change.item if isinstance(value, str) else getattr(value, "title", change.item)


def _count_of_checkins(report: DiffReport) -> str:
    entries = sum(len(row.entries) for row in report.checkins)
    people = len({entry.by for row in report.checkins for entry in row.entries})
    return f"{counted(entries, 'check-in')} by {people} {'person' if people == 1 else 'people'}"


def _words_of(last: RecordedCheckin) -> list[str]:
    blocked = f"blocked: {last.reading.blocker}" if last.reading.blocker else ""
    return [text for text in (last.reading.note, blocked) if text]
