"""The recipes of the page about scheduled jobs, played with stand-ins for a chat and for a mail server."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
import threading
from collections.abc import Iterator
from email import message_from_bytes
from email.policy import default
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from typing import Any, ClassVar

import pytest
import yaml

from okrcli import __version__
from tests.conftest import Work
from tests.support.commands import PLAN

ROOT = Path(__file__).parents[2]
PAGE = (ROOT / "docs/how-to/scheduled-jobs.md").read_text("utf-8")
WORKFLOWS = [yaml.safe_load(block) for block in re.findall(r"```yaml\n(name: .*?)```", PAGE, re.DOTALL)]
TEMPLATE = yaml.safe_load((ROOT / "templates/okr-scheduled.gitlab-ci.yml").read_text("utf-8"))
GITHUB = {name: job["steps"][-1]["run"] for workflow in WORKFLOWS for name, job in workflow["jobs"].items()}
GITLAB = {name.removeprefix("okr-"): job["script"][-1] for name, job in TEMPLATE.items() if "script" in job}
PEOPLE = PLAN.replace("people:\n", "people:\n  - {id: metrics, name: Metrics, email: metrics@example.com}\n").replace(
    "Grow inbound MQLs", "Grow <!channel> & MQLs 目标"
)


class Chat(BaseHTTPRequestHandler):
    """An incoming webhook."""

    messages: ClassVar[list[str]] = []

    def do_POST(self) -> None:
        self.messages.append(json.loads(self.rfile.read(int(self.headers["Content-Length"])))["text"])
        self.send_response(200)
        self.end_headers()

    def log_message(self, *_: Any) -> None:
        """Print nothing."""


@pytest.fixture
def chat(monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    monkeypatch.setattr(Chat, "messages", [])
    server = HTTPServer(("127.0.0.1", 0), Chat)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}/hook"
    server.shutdown()
    server.server_close()


@pytest.fixture
def team(work: Work, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Work:
    monkeypatch.setenv("OKR_TODAY", "2026-11-16")
    work.commit("plan", okrs_yaml=PEOPLE)
    programs = tmp_path / "bin"
    programs.mkdir()
    (programs / "okr").write_text(f'#!/bin/sh\nexec "{sys.executable}" -P -m okrcli "$@"\n')
    (programs / "okr").chmod(0o755)
    return work


def play(team: Work, script: str, **known: str) -> None:
    path = f"{team.path.parent / 'bin'}:{Path(sys.executable).parent}:/usr/bin:/bin"
    subprocess.run(
        ["bash", "--noprofile", "--norc", "-eo", "pipefail", "-c", script],
        cwd=team.path,
        env={**os.environ, "PATH": path, "NO_PROXY": "127.0.0.1", "RUNNER_TEMP": str(team.path.parent), **known},
        check=True,
    )


@pytest.mark.parametrize("scripts", [GITHUB, GITLAB], ids=["github", "gitlab"])
def test_reminders_go_to_one_chat(team: Work, chat: str, scripts: dict[str, str]) -> None:
    play(team, scripts["remind"], OKR_CHAT_WEBHOOK=chat)
    assert len(Chat.messages) == 1
    assert "Hi Mai Tran," in Chat.messages[0]
    assert "Hi Linh Vo," in Chat.messages[0]
    assert "Grow &lt;!channel&gt; &amp; MQLs 目标" in Chat.messages[0]


def test_nothing_due_sends_nothing(team: Work, chat: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("OKR_TODAY", "2026-10-01")
    play(team, GITHUB["remind"], OKR_CHAT_WEBHOOK=chat)
    assert Chat.messages == []


@pytest.mark.parametrize("scripts", [GITHUB, GITLAB], ids=["github", "gitlab"])
@pytest.mark.parametrize("is_protected", [False, True])
def test_metrics_are_checked_in(team: Work, tmp_path: Path, scripts: dict[str, str], is_protected: bool) -> None:
    hub = tmp_path / "server" / "team.git"
    subprocess.run(["git", "clone", "-q", "--bare", str(team.path), str(hub)], check=True)
    if is_protected:
        (hub / "hooks").mkdir(exist_ok=True)
        (hub / "hooks/pre-receive").write_text("#!/bin/sh\nread a b ref; [ $ref != refs/heads/main ]\n")
        (hub / "hooks/pre-receive").chmod(0o755)
    team.git("remote", "add", "origin", str(hub))
    team.write("metrics.sh", '#!/bin/sh\necho \'[{"kr": "demand/mql", "value": 24}]\'\n').chmod(0o755)
    server = {"CI_SERVER_URL": str(tmp_path / "server"), "CI_PROJECT_PATH": "team", "CI_DEFAULT_BRANCH": "main"}
    play(team, scripts["metrics"], **server)
    heads = team.git("ls-remote", "--heads", "origin")
    assert ("okr/metrics-" in heads) == is_protected
    assert team.head() in heads
    assert team.git("log", "-1", "--format=%an %ae", "--", "okrs").strip() == "metrics metrics@example.com"


SMTP = """
import os
class SMTP:
    def __init__(self, host, port, timeout): self.log = [host, port]
    def __enter__(self): return self
    def __exit__(self, *_): open(os.environ["SENT"] + ".log", "w").write(repr(self.log))
    def starttls(self): self.log.append("tls")
    def login(self, *who): self.log.append(who)
    def send_message(self, mail): open(os.environ["SENT"], "wb").write(mail.as_bytes())
"""
"""A stand-in for the module `smtplib`."""


@pytest.mark.parametrize("scripts", [GITHUB, GITLAB], ids=["github", "gitlab"])
def test_the_digest_goes_by_mail(team: Work, tmp_path: Path, scripts: dict[str, str]) -> None:
    (tmp_path / "modules").mkdir()
    (tmp_path / "modules/smtplib.py").write_text(SMTP)
    sent = tmp_path / "sent"
    known = {"MAIL_FROM": "a@example.com", "MAIL_TO": "b@example.com", "SMTP_HOST": "smtp.example.com"}
    secret = {"SMTP_USER": "u", "SMTP_PASSWORD": "p", "SENT": str(sent), "PYTHONPATH": str(tmp_path / "modules")}
    play(team, scripts["digest"], **known, **secret)
    mail = message_from_bytes(sent.read_bytes(), policy=default)
    assert (mail["To"], mail["Subject"]) == ("b@example.com", "Our OKRs this week")
    kinds = [part.get_content_type() for part in mail.walk()]
    assert kinds == ["multipart/alternative", "text/plain", "text/html"]
    assert Path(f"{sent}.log").read_text() == "['smtp.example.com', 587, 'tls', ('u', 'p')]"


def test_the_recipes_are_pinned_and_may_do_little() -> None:
    assert set(GITHUB) == set(GITLAB) == {"remind", "metrics", "digest"}
    texts = PAGE + (ROOT / "templates/okr-scheduled.gitlab-ci.yml").read_text("utf-8")
    assert set(re.findall(r"okrcli(?:/v|==)([0-9][\w.]*)|OKR_VERSION: \"(.*)\"", texts)) == {
        (__version__, ""),
        ("", __version__),
    }
    assert [workflow["permissions"] for workflow in WORKFLOWS] == [
        {"contents": "read"},
        {"contents": "write"},
        {"contents": "read"},
    ]
    assert not any("${{" in script for script in GITHUB.values())
