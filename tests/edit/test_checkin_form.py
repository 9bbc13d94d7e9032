"""The form for check-ins, and its job on GitHub played with a stand-in for `gh` that keeps one issue."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import threading
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from typing import Any, ClassVar

import pytest
import yaml

from okrcli.edit.checkin_form import MOST_OPTIONS, form_link, form_text, read_answer
from okrcli.edit.checkin_form_jobs import job_text
from okrcli.errors import RefusedError
from okrcli.git.web_address import WebAddress
from okrcli.model.plan import Ref
from tests.conftest import Work
from tests.support.commands import PLAN, okr
from tests.support.workspaces import in_memory

PEOPLE = PLAN.replace("mai@example.com}", "mai@example.com, github: Mai-Tran, gitlab: mai}")
ANSWER = {"Key result": "demand/mql: Grow inbound MQLs", "Value": "22", "Confidence": "7", "Note": "It worked"}
HOSTILE = "$(touch evil) `touch evil` \"; touch evil; '\n### Value\n\n99\n``` @acme/all <script> ::error::x\n目标 ฟ ế"


def body(**fields: str) -> str:
    """The text of an issue as GitHub makes it from the answers of a form."""
    answers = ANSWER | {name.replace("_", " "): text for name, text in fields.items()}
    names = ("Key result", "Id of the key result", "Value", "Confidence", "Note", "Blocker")
    return "\n\n".join(f"### {name}\n\n{answers.get(name) or '_No response_'}" for name in names)


def event(text: str, author: str = "mai-tran", sender: str | None = None, number: int = 12) -> dict[str, Any]:
    """An `issues` event, with the fields of GitHub's documentation that are read."""
    issue = {"number": number, "state": "open", "body": text, "user": {"login": author}, "title": HOSTILE}
    return {"action": "opened", "issue": issue, "sender": {"login": sender or author}}


def gitlab_event(text: str, user: int = 5) -> dict[str, Any]:
    told = {"iid": 12, "author_id": 5, "description": text, "state": "opened", "action": "open"}
    return {"object_kind": "issue", "user": {"id": user, "username": "mai"}, "object_attributes": told}


def answered(document: Any) -> Any:
    plan = in_memory({"okrs.yaml": PEOPLE}).plan
    return json.loads(read_answer(json.dumps(document).encode(), plan).checkins)


def test_the_form_lists_the_key_results_that_run() -> None:
    workspace = in_memory(
        {
            "okrs.yaml": PEOPLE.replace("Fifty calls,", '"Gọi: \\"50\\" 目标",').replace(
                "It is out,", "x, state: paused,"
            )
        }
    )
    form = yaml.safe_load(form_text(workspace.plan, workspace.day, "github"))
    assert {"name", "description", "body"} <= set(form)
    chosen, typed, *_ = form["body"]
    assert (chosen["type"], typed["id"]) == ("dropdown", "key_result_id")
    options = chosen["attributes"]["options"]
    assert 'demand/calls: Gọi: "50" 目标' in options
    assert not any("launch" in option for option in options)
    assert all(isinstance(option, str) for option in options)
    assert len({field["id"] for field in form["body"]}) == len(form["body"]) == 6
    text = form_text(workspace.plan, workspace.day, "gitlab")
    assert "- growth/revenue: Revenue" in text
    assert "### Confidence" in text


def test_a_large_plan_has_a_form_without_a_list() -> None:
    many = "".join(f"      - {{id: k{number}, title: K, target: 3}}\n" for number in range(MOST_OPTIONS + 1))
    workspace = in_memory(
        {"okrs.yaml": f"cycle: 2026-Q4\nobjectives:\n  - id: o\n    title: O\n    key_results:\n{many}"}
    )
    form = yaml.safe_load(form_text(workspace.plan, workspace.day, "github"))
    assert [field["type"] for field in form["body"]][:2] == ["markdown", "input"]


def test_an_answer_becomes_a_check_in_of_the_account() -> None:
    entry = {"kr": "demand/mql", "value": 22, "confidence": 7, "note": "It worked"}
    assert answered(event(body())) == {"by": "mai", "checkins": [entry]}
    assert answered(gitlab_event(body())) == {"by": "mai", "checkins": [entry]}
    assert answered(event(body(Value="done")))["checkins"][0]["done"] is True
    launch = answered(event(body(Key_result="demand/launch: It is out", Value="beta, public")))
    assert launch["checkins"][0]["done"] == ["beta", "public"]
    assert answered(event(body(Value="22 MQL")))["checkins"][0]["value"] == "22 MQL"  # okr checkin says what is wrong
    assert "value" not in answered(event(body(Value="")))["checkins"][0]
    typed = answered(event(body(Key_result="", Id_of_the_key_result="growth/revenue")))
    assert typed["checkins"][0]["kr"] == "growth/revenue"


def test_hostile_text_stays_text() -> None:
    entry = answered(event(body(Note=HOSTILE)))["checkins"][0]
    assert entry["value"] == 22  # a heading inside a note begins no field
    assert entry["note"].startswith("$(touch evil) `touch evil`")
    assert "99" in entry["note"]


@pytest.mark.parametrize(
    ("document", "why"),
    [
        (event(body(), author="mallory"), "no person in `people:` has the GitHub account `mallory`"),
        (event(body(), sender="mallory"), "another person has edited this issue"),
        (gitlab_event(body(), user=6), "another person has edited this issue"),
        (event(body(Key_result="")), "the form names no key result"),
        (event(body(Id_of_the_key_result="growth/nps")), "the form names two key results"),
        (event(body(Value="", Confidence="", Note="")), "no value, no confidence and no note"),
        ({"issue": 3}, "not an event about an issue"),
        ([], "not an event about an issue"),
    ],
)
def test_what_is_not_recorded(document: Any, why: str) -> None:
    with pytest.raises(RefusedError) as refused:
        answered(document)
    assert why in refused.value.message


def test_links_fill_the_form() -> None:
    ref = Ref("2026-Q4", "demand", "mql")
    assert form_link(WebAddress("github", "https://github.com/a/b"), ref) == (
        "https://github.com/a/b/issues/new?template=okr-check-in.yml&key_result_id=demand%2Fmql"
    )
    link = form_link(WebAddress("gitlab", "https://gitlab.com/a/b"), ref)
    assert link.startswith("https://gitlab.com/a/b/-/issues/new?issue%5Btitle%5D=Check-in&issue%5Bdescription%5D=")
    assert "demand%2Fmql" in link


# ── The job of GitHub ─────────────────────────────────────────────────────────────────────────────────────────────

GH = """#!/bin/sh
printf '%s\\n' "$*" >> "$STATE/told"
case "$*" in
  *--jq*) cat "$STATE/state" ;;
  *comments*) cp reply.json "$STATE/reply.json" ;;
  *state=closed*) echo closed > "$STATE/state" ;;
esac
"""


class Service:
    """A repository with the job, and the state of one issue."""

    def __init__(self, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        self.folder, self.monkeypatch = folder, monkeypatch
        self.hub, self.state = folder / "hub.git", folder / "state"
        subprocess.run(["git", "init", "-q", "--bare", "-b", "main", str(self.hub)], check=True)
        author = self.clone("author")
        author.commit("plan", okrs_yaml=PEOPLE)
        author.git("push", "-q", "origin", "main")
        self.author = author
        programs = folder / "bin"
        programs.mkdir()
        for name, text in {"gh": GH, "okr": f'#!/bin/sh\nexec "{sys.executable}" -P -m okrcli "$@"\n'}.items():
            (programs / name).write_text(text)
            (programs / name).chmod(0o755)
        (self.state).mkdir()
        (self.state / "state").write_text("open\n")
        self.runs = 0

    def clone(self, name: str) -> Work:
        subprocess.run(
            ["git", "clone", "-q", str(self.hub), str(self.folder / name)], check=True, stderr=subprocess.DEVNULL
        )
        return Work(self.folder / name, self.monkeypatch)

    def play(self, document: dict[str, Any]) -> str:
        """Run the job for an event, in a checkout of its own; the reply."""
        self.runs += 1
        place = self.clone(f"run{self.runs}").path
        (self.state / "event.json").write_text(json.dumps(document))
        (self.state / "reply.json").unlink(missing_ok=True)
        job = yaml.safe_load(job_text("github"))["jobs"]["record"]
        step = job["steps"][-1]
        environment = {
            **os.environ,
            "PATH": f"{self.folder / 'bin'}:{Path(sys.executable).parent}:/usr/bin:/bin",
            "STATE": str(self.state),
            "GITHUB_EVENT_PATH": str(self.state / "event.json"),
            "GITHUB_WORKSPACE": str(place),
            "ISSUE": "repos/a/b/issues/12",
            "NUMBER": "12",
        }
        for name in ("GIT_AUTHOR_NAME", "GIT_AUTHOR_EMAIL"):
            environment.pop(name, None)
        command = ["bash", "--noprofile", "--norc", "-eo", "pipefail", "-c", step["run"]]
        subprocess.run(command, cwd=place, env=environment, check=False)
        assert not list(self.folder.rglob("evil"))
        reply = self.state / "reply.json"
        return str(json.loads(reply.read_text())["body"]) if reply.exists() else ""

    def recorded(self) -> list[str]:
        """Author and subject of the commits of check-ins on main."""
        lines = self.author.git("ls-remote", "origin", "main") and self.author.git("pull", "-q", "origin", "main")
        return self.author.git("log", "--format=%an <%ae>", "--", "okrs").splitlines() if lines == "" else []

    def is_open(self) -> bool:
        return (self.state / "state").read_text() == "open\n"


@pytest.fixture
def service(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Service:
    monkeypatch.setenv("OKR_TODAY", "2026-11-16")
    return Service(tmp_path, monkeypatch)


def test_the_job_has_no_text_of_the_issue_in_its_script() -> None:
    job = yaml.safe_load(job_text("github"))
    record = job["jobs"]["record"]
    assert job["permissions"] == {}
    assert record["permissions"] == {"contents": "write", "issues": "write"}
    assert all("${{" not in step.get("run", "") for step in record["steps"])
    assert not any(word in str(record["steps"]) for word in ("issue.body", "issue.title", "issue.user"))
    assert "cancel-in-progress" not in job["concurrency"]
    other = yaml.safe_load(job_text("gitlab"))["okr-check-in"]
    compile(other["script"][-1].partition("<<'END'\n")[2].rpartition("END")[0], "job", "exec")


def test_an_answer_is_recorded_once(service: Service) -> None:
    reply = service.play(event(body(Note=HOSTILE)))
    assert reply.startswith("Recorded.")
    assert "demand/mql 20 → 22 of 30" in reply
    assert service.recorded() == ["Mai Tran <mai@example.com>"]
    assert not service.is_open()
    service.play(event(body(Note=HOSTILE)))  # replayed: the event says that the issue is open
    (service.state / "state").write_text("open\n")  # reopened, or the job has ended before it closed
    service.play(event(body(Value="23")))
    assert len(service.recorded()) == 1
    assert not service.is_open()


def test_a_wrong_answer_is_corrected_by_an_edit(service: Service) -> None:
    reply = service.play(event(body(Value="22 MQL")))
    assert reply.startswith("This was not recorded. Edit the issue")
    assert "`22 MQL` is not a plain number" in reply
    assert "demand/gone" in service.play(event(body(Key_result="demand/gone: Gone")))
    assert "account `mallory`" in service.play(event(body(), author="mallory"))
    assert service.recorded() == []
    assert service.is_open()
    assert service.play(event(body(Value="22"))).startswith("Recorded.")


def test_a_reply_does_not_leave_its_fence(service: Service) -> None:
    reply = service.play(event(body(Value="x``` @acme/all")))
    lines = reply.splitlines()
    assert lines[2] == "````text"
    assert lines[-1] == "````"
    assert lines.count("````") == 1


def test_a_protected_branch_gets_a_branch(service: Service) -> None:
    hook = service.hub / "hooks/pre-receive"
    hook.parent.mkdir(exist_ok=True)
    hook.write_text("#!/bin/sh\nread a b ref; [ $ref != refs/heads/main ] || { echo GH006; exit 1; }\n")
    hook.chmod(0o755)
    reply = service.play(event(body()))
    assert "to the branch okr/issue-12 of origin" in reply
    (service.state / "state").write_text("open\n")
    before = service.author.git("ls-remote", "origin")
    service.play(event(body()))
    assert service.author.git("ls-remote", "origin") == before


def test_setup_says_when_the_form_is_stale(work: Work, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("OKR_TODAY", "2026-11-16")
    work.commit("plan", okrs_yaml=PEOPLE)
    assert "okr-check-in" not in okr(work.path, "setup").out
    answer = okr(work.path, "setup", "forms", "--write")
    assert (answer.code, answer.err) == (0, "")
    assert "Wrote .github/ISSUE_TEMPLATE/okr-check-in.yml, .github/workflows/okr-check-in.yml" in answer.out
    assert "up to date" in okr(work.path, "setup", "forms", "--write").out
    assert "does not fit" not in okr(work.path, "setup").out
    assert okr(work.path, "set", "mql", "title=Another", "--reason", "x").code == 0
    assert "okr setup forms --service github --write" in okr(work.path, "setup").out


class GitLab(BaseHTTPRequestHandler):
    """The API of GitLab for one issue."""

    issue: ClassVar[dict[str, Any]] = {}
    notes: ClassVar[list[str]] = []

    def answer(self) -> None:
        assert self.headers["PRIVATE-TOKEN"] == "secret"
        assert self.path.startswith("/projects/3/issues/12")
        body = json.loads(self.rfile.read(int(self.headers.get("Content-Length") or 0)) or b"{}")
        if self.command == "POST":
            self.notes.append(body["body"])
        if self.command == "PUT":
            assert body == {"state_event": "close"}
            self.issue["state"] = "closed"
        self.send_response(200)
        self.end_headers()
        self.wfile.write(json.dumps(self.issue).encode())

    do_GET = do_POST = do_PUT = answer  # noqa: N815

    def log_message(self, *_: Any) -> None:
        """Print nothing."""


def test_the_job_of_gitlab(service: Service, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(GitLab, "notes", [])
    server = HTTPServer(("127.0.0.1", 0), GitLab)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    script = yaml.safe_load(job_text("gitlab"))["okr-check-in"]["script"][-1]
    script = script.replace("/tmp/okr/bin/okr", str(tmp_path / "bin/okr")).replace(
        "/tmp/checkin.json", str(tmp_path / "c.json")
    )
    environment = {
        **os.environ,
        "PATH": f"{Path(sys.executable).parent}:/usr/bin:/bin",
        "NO_PROXY": "127.0.0.1",
        "OKR_TOKEN": "secret",
        "TRIGGER_PAYLOAD": str(tmp_path / "payload"),
        "CI_API_V4_URL": f"http://127.0.0.1:{server.server_port}",
        "CI_PROJECT_ID": "3",
        "CI_SERVER_HOST": "gitlab.example.com",
        "CI_SERVER_URL": str(tmp_path),
        "CI_PROJECT_PATH": "hub",
        "CI_DEFAULT_BRANCH": "main",
    }

    def play(name: str, text: str, told: str | None = None) -> None:
        monkeypatch.setattr(GitLab, "issue", {"state": "opened", "description": text, "author": {"id": 5}})
        (tmp_path / "payload").write_text(json.dumps(gitlab_event(told or text)))
        place = service.clone(name).path
        subprocess.run(["git", "checkout", "-q", "--detach"], cwd=place, check=True)
        subprocess.run(["bash", "-eo", "pipefail", "-c", script], cwd=place, env=environment, check=False)

    try:
        play("forged", body(), told=body(Value="99"))
        assert GitLab.notes == []
        play("wrong", body(Value="many"))
        assert "`many` is not a plain number" in GitLab.notes.pop()
        assert GitLab.issue["state"] == "opened"
        play("good", body(Note=HOSTILE))
        assert GitLab.notes.pop().startswith("Recorded.")
        assert GitLab.issue["state"] == "closed"
        play("again", body(Note=HOSTILE))
        assert GitLab.notes == []
    finally:
        server.shutdown()
        server.server_close()
    assert service.recorded() == ["Mai Tran <mai@example.com>"]
    assert not list(tmp_path.rglob("evil"))


@pytest.mark.parametrize("words", [("--format", "text"), ("--format", "markdown"), ("--json",)])
def test_reminders_have_a_link_where_there_is_a_form(
    work: Work, monkeypatch: pytest.MonkeyPatch, words: tuple[str, ...]
) -> None:
    monkeypatch.setenv("OKR_TODAY", "2026-11-16")
    work.commit("plan", okrs_yaml=PEOPLE)
    link = "https://github.com/acme/okrs/issues/new?template=okr-check-in.yml&key_result_id=demand%2Fmql"
    work.git("remote", "add", "origin", "https://mai:secret@github.com/acme/okrs.git")
    assert "github.com" not in okr(work.path, "remind", *words).out
    assert okr(work.path, "setup", "forms", "--write").code == 0
    assert link in okr(work.path, "remind", *words).out
    work.git("remote", "set-url", "origin", "/srv/okrs.git")
    assert "issues/new" not in okr(work.path, "remind", *words).out
