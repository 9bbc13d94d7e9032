"""`okr report`: what people read who do not run anything, as a page, a mail and a file for a browser."""

from __future__ import annotations

import json
import re
from base64 import b64encode
from collections.abc import Iterator
from hashlib import sha256
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import pytest
from rich.cells import cell_len

from okrcli.model.plan import Plan
from okrcli.reports.digest import AUDIENCES, Digest, digest
from tests.conftest import Work
from tests.support.commands import PLAN, TODAY, Answer, okr, write
from tests.support.hostile import ATTACKS, LIVE, MARKUP, SCRIPTS, quoted
from tests.support.hostile import plan as plan_of
from tests.support.markdown import HOSTILE, MENTION, rendered
from tests.support.plans import CYCLE, day, plan

COMPANY = Path(__file__).parents[2] / "examples" / "company"
EVIL = (
    "<script>alert(1)</script>",
    '"><img src=x onerror=alert(1)>',
    "' onmouseover='alert(1)",
    "</style><script>alert(1)</script>",
    "{{ 7 * 7 }} {% include '/etc/passwd' %}",
    "javascript:alert(1) https://evil.example/x @team #1",
    "&lt;b&gt; &#60;b&#62; <!-- <details open ontoggle=alert(1)>",
    "<svg/onload=alert(1)> <base href=//evil.example> <meta http-equiv=refresh content=0>",
)


@pytest.fixture(autouse=True)
def environment(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("OKR_TODAY", TODAY)
    for name in ("COLUMNS", "FORCE_COLOR", "CLICOLOR_FORCE"):
        monkeypatch.delenv(name, raising=False)


def seen(built: Plan, on: int = 50, audience: str = "team") -> Digest:
    return digest(built, built.cycles[CYCLE], day(on), AUDIENCES[audience], day(on - 7), None)


def of(**key_results: object) -> Digest:
    return seen(plan({"o": {"key_results": key_results}}))


# ── What it says ──────────────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("fields", "share"),
    [
        ({"target": 100, "checkins": [(50, 50)]}, 1),  # on the line
        ({"target": 100, "checkins": [(50, 25)]}, 0.5),
        ({"start": 100, "target": 0, "checkins": [(50, 75)]}, 0.5),  # downwards
        ({"target": 100, "checkins": [(50, 90)]}, 1.8),
        ({"target": 100}, None),  # nothing was measured
        ({"target": 100, "checkins": [(50, 25)], "state": "paused", "since": 9}, None),
        ({"kind": "at_most", "target": 3, "checkins": [(50, 2)]}, None),  # has no pace
        ({"target": None, "done": False, "checkins": [(50, {"confidence": 5})]}, None),
    ],
)
def test_where_it_leads_is_the_pace_so_far(fields: dict[str, Any], share: float | None) -> None:
    """Refused for kinds without a pace, and without data (docs/semantics.md, "Projections")."""
    found = of(k={"start": 0, **fields} if fields.get("target") else fields).projections
    assert [float(each.share) for each in found] == ([] if share is None else [share])


@pytest.mark.parametrize(
    ("objective", "fields", "kinds"),
    [
        ({}, {"checkins": [(50, {"value": 50, "blocker": "no key"})]}, ["help"]),
        ({}, {"checkins": [(49, {"value": 50, "blocker": "no key"}), (50, 51)]}, []),  # no longer said
        ({"type": "committed"}, {"checkins": [(50, 5)]}, ["promise"]),
        ({"type": "aspirational"}, {"checkins": [(50, 5)]}, []),
        ({}, {"checkins": [(30, 50)]}, ["silence"]),
        ({"state": "cancelled", "since": 40, "reason": "no"}, {"checkins": [(30, {"blocker": "x"})]}, []),
    ],
)
def test_what_is_needed(objective: dict[str, Any], fields: dict[str, Any], kinds: list[str]) -> None:
    built = plan({"o": {**objective, "key_results": {"k": {"start": 0, "target": 100, **fields}}}})
    assert [need.kind for need in seen(built).needs] == kinds


def test_types_stand_apart_and_only_ambitions_have_an_average() -> None:
    out = okr(COMPANY, "report").out
    leads = re.findall(r"^## (.+)\n\n(\d+ objectives?: .*)$", out, re.MULTILINE)
    assert [title for title, _ in leads] == ["Promises", "Ambitions", "What we want to learn"]
    assert ["on average" in lead for _, lead in leads] == [False, True, False]


def test_a_team_reads_every_key_result_and_others_what_is_not_green() -> None:
    few, many = (json.loads(okr(COMPANY, "report", "--for", whom, "--json").out) for whom in AUDIENCES)
    assert (few["since"], many["since"]) == ("2026-10-19", "2026-11-09")
    short, whole = (okr(COMPANY, "report", "--for", whom).out for whom in AUDIENCES)
    assert "Paying clinics grow from 612 to 700: 646 of 700 clinics" in whole
    assert "Paying clinics grow from 612 to 700: " not in short
    assert "Demos that end in a contract rise from 22 to 30 %: 23 of 30 %" in short


# ── History ───────────────────────────────────────────────────────────────────────────────────────────────────────


@pytest.fixture
def played(work: Work) -> Work:
    """A quarter in which a target was changed with a reason, one without, and a result was dropped."""
    work.commit("plan", okrs_yaml=PLAN)
    change = 'changes: [{date: 2026-10-05, field: target, from: 30, to: 25, reason: "The fair is off"}]'
    text = PLAN.replace("target: 30", f"target: 25, {change}").replace("target: 150", "target: 140")
    text = text.replace("      - {id: nps, title: Partners like us, target: 40}\n", "")
    work.git("commit", "--allow-empty", "-qm", "nothing")
    work.write("okrs.yaml", text)
    return work


def test_what_was_changed_comes_from_the_history_with_what_was_agreed_first(played: Work) -> None:
    document = json.loads(okr(played.path, "report", "--since", "HEAD", "--json").out)
    told = [(each["reference"].split("/", 1)[1], each["is_goalpost"], each["reason"]) for each in document["changes"]]
    assert told == [
        ("growth/nps", True, None),
        ("growth/revenue", True, None),
        ("demand/mql", True, "The fair is off"),
    ]
    out = okr(played.path, "report", "--since", "HEAD").out
    assert out.index("Partners like us") < out.index("target 150 → 140") < out.index("target 30 → 25")
    assert "The fair is off" in out
    assert "no reason given" in out


def test_the_history_is_told_from_the_day_of_the_commit(played: Work) -> None:
    document = json.loads(okr(played.path, "report", "--since", "HEAD", "--json").out)
    assert document["since"] == "2026-10-05"
    by_day = json.loads(okr(played.path, "report", "--since", "2026-10-05", "--json").out)
    assert by_day["changes"] == document["changes"]


@pytest.mark.parametrize(
    ("words", "code", "told"),
    [
        (["--since", "2026-12-01"], 2, "2026-12-01 is after 2026-11-16"),
        (["--since", "nowhere"], 3, "nowhere"),
        (["--since", "--output=/tmp/x"], 3, ""),
        (["--for", "leaders"], 2, "did you mean `leadership`?"),
        (["--format", "pdf"], 2, "there is no format `pdf`"),
        (["--output", "no/such/folder/x.html"], 3, "cannot be written"),
    ],
)
def test_what_cannot_be_told_says_why(played: Work, words: list[str], code: int, told: str) -> None:
    before = played.files()
    answer = okr(played.path, "report", *words)
    assert (answer.code, answer.out) == (code, "")
    assert told in answer.err
    assert played.files() == before


def test_without_a_history_the_rest_is_told(tmp_path: Path) -> None:
    write(tmp_path, {"okrs.yaml": PLAN})
    quiet, asked = okr(tmp_path, "report"), okr(tmp_path, "report", "--since", "2026-11-01")
    assert (quiet.code, quiet.err, asked.code) == (0, "", 0)
    assert "in no git repository" in asked.err
    assert "What we changed" not in quiet.out + asked.out
    assert okr(tmp_path, "report", "--since", "HEAD").code == 3


# ── Ways out ──────────────────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("name", "begins"),
    [
        ("r.html", "<!doctype html>"),
        ("r.HTM", "<!doctype html>"),
        ("r.md", "# 2026-Q4"),
        ("r.txt", "2026-Q4 Last quarter"),
        ("r.json", "{"),
        ("r", "# 2026-Q4"),
    ],
)
def test_a_file_has_the_format_that_its_name_tells(tmp_path: Path, name: str, begins: str) -> None:
    answer = okr(COMPANY, "report", "--output", str(tmp_path / name))
    assert (answer.code, answer.out) == (0, "")
    assert (tmp_path / name).read_text("utf-8").startswith(begins)
    assert [place.name for place in tmp_path.iterdir()] == [name]


@pytest.mark.parametrize("name", ["company", "small-team", "vietnamese", "thai", "chinese", "two-weeks"])
@pytest.mark.parametrize("whom", AUDIENCES)
def test_a_mail_has_lines_of_72_cells_and_nothing_but_text(name: str, whom: str) -> None:
    answer = okr(COMPANY.parent / name, "--color", "always", "report", "--for", whom, "--format", "text", "--all")
    assert max(cell_len(line) for line in answer.out.splitlines()) <= 72
    assert not LIVE.search(answer.out)
    assert not any(line != line.rstrip() for line in answer.out.splitlines())


def test_reports_of_one_day_are_the_same_byte_for_byte() -> None:
    for format in ("markdown", "text", "html", "json"):
        assert okr(COMPANY, "report", "--format", format).out == okr(COMPANY, "report", "--format", format).out


# ── HTML ──────────────────────────────────────────────────────────────────────────────────────────────────────────

TAGS = {
    *("html", "head", "meta", "title", "style", "body", "main", "header", "footer", "section", "article"),
    *("h1", "h2", "h3", "p", "div", "span", "strong", "code", "ul", "li", "svg", "rect"),
}
ATTRIBUTES = {
    *("lang", "dir", "class", "charset", "name", "content", "http-equiv", "viewbox", "preserveaspectratio", "role"),
    *("aria-label", "width", "height", "x"),
}
EMPTY = {"meta"}


class Reader(HTMLParser):
    """Every tag with its attributes, the texts, and whether all that was opened was closed."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.text = ""
        self._open: list[str] = []
        self.feed(text)
        self.close()
        assert self._open == []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))
        if tag not in EMPTY:
            self._open.append(tag)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))

    def handle_endtag(self, tag: str) -> None:
        assert self._open.pop() == tag

    def handle_data(self, data: str) -> None:
        self.text += data


def read(text: str) -> Reader:
    found = Reader(text)
    assert {tag for tag, _ in found.tags} <= TAGS
    assert {name for _, attributes in found.tags for name in attributes} <= ATTRIBUTES
    return found


def of_text(folder: Path, text: str) -> Iterator[tuple[str, Answer]]:
    write(folder, {"okrs.yaml": plan_of(text)})
    for whom in AUDIENCES:
        for format in ("html", "markdown", "text", "terminal", "json"):
            yield format, okr(folder, "report", "--for", whom, "--format", format, "--all")


@pytest.mark.parametrize("text", EVIL)
def test_hostile_titles_are_text_and_nothing_else(tmp_path: Path, text: str) -> None:
    for format, answer in of_text(tmp_path, text):
        assert (answer.code, answer.err) == (0, ""), (format, answer)
        if format == "html":
            assert text.replace(" %", "\u00a0%") in read(answer.out).text
        elif format == "markdown":
            html = rendered(answer.out)
            assert set(re.findall(r"<(\w+)", html)) <= {"h1", "h2", "p", "ul", "li", "strong", "code"}, html
            assert not MENTION.search(re.sub(r"<code>.*?</code>|<[^>]*>", "", html))


PAGES = (
    "agenda --format markdown --all",
    "agenda --format foursquare --all",
    "agenda --format ppp --all",
    "remind --format markdown",
    "remind --discipline --format markdown",
)


@pytest.mark.parametrize("words", PAGES)
@pytest.mark.parametrize(
    "text", [*filter(str.isprintable, HOSTILE), *EVIL, "- a", "1. b", "+ c", "# d", "[x] e", "> f"]
)
def test_a_page_of_hostile_texts_has_no_link_no_mention_and_no_list_of_its_own(
    tmp_path: Path, text: str, words: str
) -> None:
    pages = []
    for number, said in enumerate((text, "plain words")):
        write(tmp_path / str(number), {"okrs.yaml": plan_of(said)})
        answer = okr(tmp_path / str(number), *words.split())
        assert answer.code == 0, answer
        pages.append(rendered(answer.out))
    evil, plain = ([tag for tag in re.findall(r"</?\w+", page) if "code" not in tag] for page in pages)
    assert evil == plain
    assert not MENTION.search(re.sub(r"<code>.*?</code>|<[^>]*>", "", pages[0]))


@pytest.mark.parametrize("name", [*MARKUP, *SCRIPTS])
def test_titles_in_every_script_come_out_whole(tmp_path: Path, name: str) -> None:
    text = {**MARKUP, **SCRIPTS}[name]
    for format, answer in of_text(tmp_path, text):
        assert answer.code == 0
        if format == "html":
            assert " ".join(text.split()) in " ".join(read(answer.out).text.split())


@pytest.mark.parametrize("name", ATTACKS)
def test_what_acts_is_written_out_even_where_the_reader_of_files_would_let_it_in(name: str) -> None:
    from okrcli.render.html.page import web_page

    made = plan({"o": {"title": ATTACKS[name], "owner": "mai", "key_results": {"k": {"title": ATTACKS[name]}}}})
    page = web_page(seen(made), made, None)
    assert not LIVE.search(page.replace("\n", "")), name
    read(page)


def test_the_page_runs_nothing_and_asks_nobody() -> None:
    page = okr(COMPANY, "report", "--for", "team", "--format", "html", "--all").out
    found = read(page)
    assert not re.search(r"https?:|//|url\(|@import|<script|<link|<img|\son\w+=|style=", page.partition("<body>")[2])
    style = page.partition("<style>")[2].partition("</style>")[0]
    assert not re.search(r"https?:|url\(|@import", style)
    policy = next(a["content"] for _, a in found.tags if a.get("http-equiv") == "Content-Security-Policy")
    digest_of_style = b64encode(sha256(style.encode()).digest()).decode()
    assert policy == (f"default-src 'none'; style-src 'sha256-{digest_of_style}'; base-uri 'none'; form-action 'none'")


def test_bars_are_no_wider_than_their_track(tmp_path: Path) -> None:
    made = plan({"o": {"key_results": {"k": {"start": 0, "target": 10, "checkins": [(5, 99)]}}}})
    from okrcli.render.html.page import web_page

    for page in (web_page(seen(made), made, None), okr(COMPANY, "report", "--format", "html").out):
        widths = [float(a["width"] or 0) for tag, a in read(page).tags if tag == "rect"]
        assert widths and all(0 <= width <= 100 for width in widths)


@pytest.mark.parametrize(
    ("text", "attribute"),
    [
        ("ลูกค้าซื้อซ้ำ", 'lang="th"'),
        ("客户再次下单", 'lang="zh"'),
        ("Khách hàng quay lại", 'lang="vi"'),
        ("Vets hear about us", 'dir="auto">Vets'),
    ],
)
def test_a_browser_is_told_the_language_of_a_title(tmp_path: Path, text: str, attribute: str) -> None:
    write(tmp_path, {"okrs.yaml": f"cycle: 2026-Q4\nobjectives: [{{id: a, title: {quoted(text)}}}]\n"})
    page = okr(tmp_path, "report", "--format", "html").out
    assert attribute in page
    assert '<html lang="en">' in page


def test_the_package_has_the_parts_of_the_page() -> None:
    from importlib.resources import files

    assert {"webpage.html", "webpage.css"} <= {place.name for place in files("okrcli.render.html").iterdir()}
