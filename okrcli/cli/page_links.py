"""The links of the page of a pull request: to lines of files, and to the form for check-ins."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING, Final

from okrcli.cli.form_address import form_address
from okrcli.git.identity import configured
from okrcli.git.web_address import web_address
from okrcli.workspace.sources import WorkingTree
from okrcli.yaml.document import Document

if TYPE_CHECKING:
    from okrcli.git.workspace_at import Checkout
    from okrcli.model.plan import Ref
    from okrcli.reports.diff import DiffReport
    from okrcli.scoring.results import KeyResultScore
    from okrcli.workspace.sources import Source

_MOST_FORMS: Final = 10
"""Links to the form on a page."""


def lines_of(
    report: DiffReport, checkout: Checkout, source: Source | None, commit: str | None
) -> Callable[[Ref], str | None]:
    """The addresses of the lines of objectives and key results in a commit, where the hosting service is known."""
    address = web_address(configured(checkout.root, "remote.origin.url"))
    if address is None or commit is None or source is None:
        return lambda _: None
    documents: dict[str, Document] = {}

    def link(ref: Ref) -> str | None:
        location = report.plan.locations.get(ref)
        if location is None:
            return None
        if location.path not in documents:
            documents[location.path] = Document(location.path, source.read(location.path))
        line = documents[location.path].locate(location.keys).line
        return address.lines_of(commit, f"{checkout.folder}/{location.path}".lstrip("/"), line)

    return link


def ways_in(report: DiffReport, checkout: Checkout) -> list[str]:
    """Links to the form for check-ins, filled for each key result that is overdue in an objective that changes.

    The form is looked for in the files here: a job has checked out the commit that it compares.
    """
    from okrcli.edit.checkin_form import form_link
    from okrcli.render.markdown.escape import code, escape_markdown

    address = form_address(WorkingTree(checkout.root), checkout.root)
    if address is None:
        return []
    return [
        f"- [{code(str(row.ref))}]({form_link(address, row.ref)})"
        f" {escape_markdown(report.plan.key_result(row.ref).title)}"
        for row in list(_overdue(report))[:_MOST_FORMS]
    ]


def _overdue(report: DiffReport) -> Iterator[KeyResultScore]:
    """The key results without a recent check-in, of the objectives that change."""
    from okrcli.scoring.score import score_plan

    changes = [*(post.difference for post in report.goalposts), *report.arrivals, *report.agreements, *report.others]
    refs = {*(change.ref.parent for change in changes if change.ref), *(row.ref.parent for row in report.checkins)}
    for cycle in sorted({ref.cycle for ref in refs}):
        for ref, score in score_plan(report.plan, report.day, cycle).items():
            if ref in refs:
                yield from (row for row in score.key_results if row.overdue)
