"""The page of a pull request: would a reviewer have seen it?"""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.conftest import Work
from tests.support.commands import okr
from tests.support.pull_requests import DAY, PULL_REQUESTS, PullRequest, page_of


@pytest.mark.parametrize("pull_request", PULL_REQUESTS, ids=lambda each: each.name)
def test_the_page_shows_what_a_reviewer_must_not_miss(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, pull_request: PullRequest
) -> None:
    monkeypatch.setenv("OKR_TODAY", DAY)
    monkeypatch.setenv("OKR_USER", "mai")
    page = page_of(pull_request, tmp_path / "okrs").replace("\N{NO-BREAK SPACE}", " ")
    assert [text for text in pull_request.shows if text not in page] == [], page
    assert [text for text in pull_request.hides if text in page] == [], page


@pytest.mark.parametrize(
    ("remote", "lines"),
    [
        ("https://github.com/a/okrs.git", "https://github.com/a/okrs/blob/{}/o%20k/okrs.yaml#L4"),
        ("git@gitlab.com:a/b/okrs.git", "https://gitlab.com/a/b/okrs/-/blob/{}/o%20k/okrs.yaml#L4"),
        ("https://codeberg.org/a/okrs", "https://codeberg.org/a/okrs/src/commit/{}/o%20k/okrs.yaml#L4"),
        ("https://bitbucket.org/a/okrs", "https://bitbucket.org/a/okrs/src/{}/o%20k/okrs.yaml#lines-4"),
        ("/srv/git/okrs.git", None),
    ],
)
def test_an_id_leads_to_its_line_in_the_commit(
    work: Work, monkeypatch: pytest.MonkeyPatch, remote: str, lines: str | None
) -> None:
    monkeypatch.setenv("OKR_TODAY", DAY)
    plan = "cycle: 2026-Q4\nobjectives:\n\n  - id: demand\n    title: Demand\n"
    work.write("o k/okrs.yaml", plan)
    work.commit("plan")
    work.git("remote", "add", "origin", remote)
    work.write("o k/okrs.yaml", plan.replace("Demand", "Requests"))
    work.commit("title")
    page = okr(work.path / "o k", "diff", "HEAD~1..HEAD", "--format", "md").out
    link = f"[`demand`]({lines.format(work.head())})" if lines else "`demand` *"
    assert link in page, page
    assert "](" not in okr(work.path / "o k", "diff", "HEAD~1", "--format", "md").out  # the files are in no commit


def test_the_page_has_the_form_filled_for_what_is_overdue(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("OKR_TODAY", "2026-11-30")
    monkeypatch.setenv("OKR_USER", "mai")
    form = (".github/ISSUE_TEMPLATE/okr-check-in.yml", "", "name: OKR check-in\n")
    lowered = PULL_REQUESTS[0]
    page = page_of(PullRequest("a form", (form, *lowered.edits), ()), tmp_path / "okrs")
    assert "#### Check in without a terminal" in page
    assert "/issues/new?template=okr-check-in.yml&key_result_id=demand%2F" in page
    assert "terminal" not in page_of(lowered, tmp_path / "others")
