"""The page of a pull request: would a reviewer have seen it?"""

from __future__ import annotations

from pathlib import Path

import pytest

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
