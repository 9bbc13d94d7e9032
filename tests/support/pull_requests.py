"""Pull requests on the example of a company: what each edits, and what its page must show.

An edit is a command of `okr`, or a text of a file and the text in its place. `python -m tests.support.pull_requests
FOLDER` writes the pages as HTML, to be looked at.
"""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path
from shutil import copytree
from tempfile import TemporaryDirectory
from typing import Final, NamedTuple

from tests.support.commands import okr

ROOT: Final = Path(__file__).parents[2]
DAY: Final = "2026-11-16"
CYCLE: Final = "okrs/2026-Q4"
Edit = tuple[str, ...]
"""`(path, old text, new text)`, or the words of a command behind `okr`."""


class PullRequest(NamedTuple):
    """A pull request."""

    name: str
    edits: tuple[Edit, ...]
    shows: tuple[str, ...]
    """Texts of its page, escaped as Markdown."""
    hides: tuple[str, ...] = ()
    """Texts that must not be there."""


def _in(name: str, old: str, new: str) -> Edit:
    return (f"{CYCLE}/{name}.yaml", old, new)


_BASELINE: Final = """{"schema_version": 1, "kind": "baseline", "findings": [
  {"path": "okrs.yaml", "code": "OKR204", "message": "unknown person mia", "fingerprint": "a"}]}
"""
_AARHUS: Final = "          - {id: aarhus, title: Aarhus on reminders that farmers answer, due: 2026-12-11}\n"

PULL_REQUESTS: Final = (
    PullRequest(
        "a target is lowered in silence",
        (_in("marketing", "target: 60", "target: 50"),),
        ("1 goalpost moved without a reason", "| `target` | 60 | 50 |", "**no reason given**", "demand "),
    ),
    PullRequest(
        "a target is lowered with a reason",
        (("set", "demo-requests", "target=50", "--reason", "Two fairs were cancelled"),),
        ("1 goalpost moved with a reason", "Two fairs were cancelled", "What it does to objectives"),
        ("**no reason given**",),
    ),
    PullRequest(
        "a target is lowered inside of a reformat",
        (
            _in(
                "marketing",
                "        target: 240\n        unit: guests\n        aggregate: sum                  # a check-in",
                '        unit: "guests"\n        target: 180\n        aggregate: sum # a check-in',
            ),
        ),
        ("| `target` | 240 | 180 |", "1 goalpost moved without a reason"),
        ("`unit`",),
    ),
    PullRequest(
        "weights make the mean better",
        (_in("marketing", "weight: 0.5", "weight: 3"),),
        ("| `weight` | 0.5 | 3 | demand ", "What it does to objectives"),
    ),
    PullRequest(
        "a key result gets another id and a lower target",
        (
            _in("marketing", "id: referrals", "id: word"),
            _in("marketing", "rise from 4 to 9 a month", "rise from 4 to 7 a month"),
            _in("marketing", "        start: 4\n        target: 9", "        start: 4\n        target: 7"),
        ),
        ("probably `word-of-mouth/referrals` with another id", "| `target` | 9 | 7 |"),
        ("removed key result",),
    ),
    PullRequest(
        "an objective goes",
        (
            _in("people", "  - id: good-start", "  - id: good-begin"),
            _in("people", "New colleagues do", "Colleagues do"),
        ),
        ("`good-start` removed objective", "`good-begin`", "new objective"),
    ),
    PullRequest(
        "check-ins of a Friday",
        (
            ("checkin", "demo-requests=49", "organic=39", "--by", "mai"),
            ("checkin", "clinics", "650", "6", "--by", "tomas"),
        ),
        ("progress only · 3 check-ins", "Mai Trần 2026-11-16", "What it does to objectives"),
        ("goalpost",),
    ),
    PullRequest(
        "an earlier check-in is altered",
        ((f"{CYCLE}/checkins/mai/2026-10-02-*.yaml", "value: ", "value: 1"),),
        ("earlier check-in", "#### Check-ins altered", "altered: value"),
    ),
    PullRequest(
        "a check-in for an earlier day",
        (("checkin", "demo-requests", "40", "--date", "2026-10-03", "--by", "mai"),),
        ("entered for 2026-10-03: 40 requests; a later day was known", "entered 2026-11-16"),
    ),
    PullRequest(
        "a correction",
        (("checkin", "--correct", "demo-requests", "44", "--by", "mai"),),
        ("corrects ", "`demand/demo-requests`"),
    ),
    PullRequest(
        "a guardrail is breached",
        (("checkin", "support-backlog", "31", "--by", "tomas"),),
        ("1 guardrail breached", "31 questions, must not exceed 25: breached"),
    ),
    PullRequest(
        "the limit of a guardrail is raised",
        (_in("company", "must_not_exceed: 25", "must_not_exceed: 90"),),
        ("1 goalpost moved without a reason", "must&#95;not&#95;exceed", "| 25 | 90 |"),
    ),
    PullRequest(
        "the end of the cycle moves",
        (("okrs.yaml", "    state: active\n", "    state: active\n    end: 2027-01-31\n"),),
        ("| cycle `2026-Q4` | `end` | 2026-12-31 | 2027-01-31 | time gone 51 % → 38 %",),
        ("cycle added",),
    ),
    PullRequest(
        "a grade is set",
        (_in("marketing", "id: organic\n", "id: organic\n        score: {override: 0.9, reason: We feel good}\n"),),
        ("| `score.override` | nothing | 0.9, computed ", "We feel good"),
        ("score.reason",),
    ),
    PullRequest(
        "rules are softened",
        (("okrs.yaml", "settings:\n", "settings:\n  rules: [{rule: OKR702, severity: off, reason: Too many}]\n"),),
        ("setting `rules` OKR702 off: Too many", "changes the plan"),
        ("RuleSetting", "paths"),
    ),
    PullRequest(
        "the pace is softened",
        (("okrs.yaml", "settings:\n", "settings:\n  pace: {aspirational: [0.3, 0.2]}\n"),),
        ("setting `pace.aspirational` 0.7, 0.4 → 0.3, 0.2", "What it does to objectives"),
    ),
    PullRequest(
        "a waiver hides a finding",
        (
            _in(
                "marketing",
                "owner: marketing\n        updater: mai\n        start: 142",
                "owner: nobody # okr: ignore[OKR204] joins in May\n        updater: mai\n        start: 142",
            ),
        ),
        ("1 finding hidden", "hides OKR204", "joins in May", "| `owner` | marketing | nobody |"),
    ),
    PullRequest(
        "a baseline hides findings",
        (("baseline.json", "", _BASELINE),),
        ("hides OKR204 okrs.yaml: unknown person mia", "changes the plan"),
    ),
    PullRequest(
        "a milestone is ticked",
        (("done", "uppsala"),),
        ("progress only · 1 other change", "milestone uppsala: done 2026-11-16"),
    ),
    PullRequest(
        "a step is ticked off no longer",
        (_in("marketing", "due: 2026-10-05, owner: mai, done: true}", "due: 2026-10-05, owner: mai}"),),
        ("changes the plan", "open again"),
    ),
    PullRequest(
        "a milestone goes",
        (
            _in(
                "marketing",
                "          - {id: aarhus, title: Aarhus on reminders that farmers answer, due: 2026-12-11}\n",
                "",
            ),
        ),
        ("1 goalpost moved without a reason", "Aarhus on reminders", "What it does to objectives"),
    ),
    PullRequest(
        "a key result is cancelled",
        (("set", "webinar-guests", "state=cancelled", "--reason", "The speaker left"),),
        ("| `state` | active | cancelled |", "The speaker left", "demand "),
        ("reason “",),
    ),
    PullRequest(
        "another owner",
        (("set", "organic", "owner=linh", "--reason", "Mai is on leave"),),
        ("| `owner` | mai | linh |", "Mai is on leave"),
    ),
    PullRequest(
        "an address of a person changes",
        (("okrs.yaml", "mai.tran@example.com", "evil@example.com"),),
        ("person `mai` email", "changes the plan"),
    ),
    PullRequest(
        "a link to another parent",
        (
            _in(
                "marketing",
                "contributes_to: [steady-growth/clinics]\n    key_results:\n      - id: demo",
                "contributes_to: [dependable]\n    key_results:\n      - id: demo",
            ),
        ),
        ("contributes to", "dependable", "What it does to objectives"),
    ),
    PullRequest(
        "a request is refused",
        (
            ("request", "add", "organic", "--to", "two-way", "A page about reminders"),
            ("request", "refuse", "organic", "--by", "priya", "--reason", "No capacity"),
        ),
        ("depends on calm-front-desk/two-way, refused",),
    ),
    PullRequest(
        "people agree to an objective",
        (
            ("agree", "demand", "--by", "anna", "--condition", "If the budget stays"),
            ("agree", "demand", "--by", "chidi", "--refuse", "--reason", "Too many leads"),
        ),
        ("1 answer that refuses · 1 agreement", "agreed by anna, condition “If the budget stays”", "refused by chidi"),
    ),
    PullRequest(
        "comments and order",
        (
            _in(
                "marketing",
                "    owner: mai\n    type: aspirational\n",
                "    type: aspirational   # as ever\n    owner: mai\n",
            ),
        ),
        ("### OKRs: no change in meaning", "`okrs/2026-Q4/marketing.yaml`"),
    ),
    PullRequest(
        "a new key result in three scripts",
        (
            (
                "add",
                "kr",
                "demand",
                "让 40 家诊所试用 · ทดลองใช้ · dùng thử",
                "id=trials",
                "start=0",
                "target=40",
                "owner=linh",
                "--reason",
                "A new way",
            ),
        ),
        ("让 40 家诊所试用", "A new way", "`demand/trials`"),
    ),
    PullRequest(
        "another long address",
        (("okrs.yaml", "mai.tran@example.com", "somebody.with.a.long.name@mail.elsewhere.example.org"),),
        ("elsewhere.example.org",),
    ),
    PullRequest(
        "a team, with its account",
        (("okrs.yaml", "teams:\n", "teams:\n  - {id: care, members: [mai, linh], github: fenja/care}\n"),),
        ("- team added: care (members mai, linh, github fenja/care)",),
    ),
    PullRequest(
        "a member leaves a team, and another one comes",
        (("okrs.yaml", "members: [mai, linh]", "members: [mai, ben]"),),
        ("members added: ben; removed: linh",),
    ),
    PullRequest(
        "a file cannot be read",
        (_in("sales", "objectives:\n", "objectives:\n  - {id: [\n"),),
        ("Not readable, left out", "1 file not readable"),
    ),
)


def played(pull_request: PullRequest, folder: Path) -> None:
    """Make the branch of a pull request in a new repository in `folder`, which has a remote on GitHub."""
    copytree(ROOT / "examples" / "company", folder)
    _git(folder, "init", "-q", "-b", "main")
    _git(folder, "add", ".")
    _git(folder, "commit", "-qm", "The fourth quarter", day="2026-09-28")
    _git(folder, "remote", "add", "origin", "https://github.com/fenja/okrs.git")
    _git(folder, "checkout", "-q", "-b", "branch")
    for edit in pull_request.edits:
        if len(edit) == 3 and ("/" in edit[0] or "." in edit[0]):
            path = next(iter(sorted(folder.glob(edit[0]))), folder / edit[0])
            text = path.read_text("utf-8") if path.exists() else ""
            assert edit[1] in text, edit
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text.replace(edit[1], edit[2], 1) if text else edit[2], "utf-8")
        else:
            answer = okr(folder, *edit)
            assert answer.code == 0, answer.err
    _git(folder, "add", ".")
    _git(folder, "commit", "-qm", pull_request.name, "--allow-empty", day=DAY)


def _git(folder: Path, *words: str, day: str = DAY) -> None:
    """Run git in a folder, as Mai and at ten in the morning of a day."""
    who = {"NAME": "Mai Trần", "EMAIL": "mai.tran@example.com", "DATE": f"{day}T10:00:00Z"}
    known = {f"GIT_{role}_{name}": text for role in ("AUTHOR", "COMMITTER") for name, text in who.items()}
    subprocess.run(["git", "-C", str(folder), *words], check=True, env={**os.environ, **known}, capture_output=True)


_PAGE: Final = """<!doctype html><meta charset="utf-8"><title>{title}</title><style>
body {{ font: 14px/1.5 -apple-system, "Segoe UI", "Noto Sans", Helvetica, Arial, sans-serif; margin: 2rem auto;
  width: 860px; color: #1f2328 }}
h3 {{ font-size: 1.25em; margin: 1.5em 0 1em }} h4 {{ font-size: 1em; margin: 1.5em 0 1em }} a {{ color: #0969da }}
table {{ border-collapse: collapse; display: block; overflow: auto }}
td, th {{ border: 1px solid #d1d9e0; padding: 6px 13px }} tr:nth-child(2n) td {{ background: #f6f8fa }}
code {{ background: #818b981f; border-radius: 6px; padding: .2em .4em; font: 85% ui-monospace, Menlo, monospace }}
</style><h2>{title}</h2>{body}"""


def page_of(pull_request: PullRequest, folder: Path) -> str:
    """The Markdown of the page of a pull request, played in `folder`."""
    played(pull_request, folder)
    return okr(folder, "diff", "main...HEAD", "--format", "md").out


def main(out: Path) -> None:
    """Write each page as HTML, in the style of a hosting service."""
    from markdown_it import MarkdownIt

    os.environ["OKR_TODAY"] = DAY
    out.mkdir(parents=True, exist_ok=True)
    for number, each in enumerate(PULL_REQUESTS, 1):
        with TemporaryDirectory() as folder:
            html = MarkdownIt("commonmark").enable("table").render(page_of(each, Path(folder) / "okrs"))
        (out / f"{number:02}.html").write_text(_PAGE.format(title=each.name, body=html), "utf-8")


if __name__ == "__main__":
    main(Path(sys.argv[1]))
