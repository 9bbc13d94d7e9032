"""`okr audit` over real git: what a history must not have done, and what it may. Each rule alone is in the gallery."""

from __future__ import annotations

import json
import re
import subprocess
from pathlib import Path
from typing import Any

import pytest

from okrcli.git.signatures import Signature
from tests.conftest import Work
from tests.support.commands import PLAN, Answer, okr, snapshot
from tests.support.histories import change, checkin
from tests.support.programs import path_of
from tests.support.report_schemas import closed_report_schema

MAIS = "okrs/2026-Q4/checkins/mai/a.yaml"


@pytest.fixture
def plan(empty_work: Work, monkeypatch: pytest.MonkeyPatch) -> Work:
    monkeypatch.setenv("OKR_TODAY", "2026-10-05")
    monkeypatch.setenv("OKR_USER", "mai")
    empty_work.write("okrs.yaml", PLAN)
    empty_work.commit("Our plan")
    return empty_work


def said(day: int = 5, **more: Any) -> str:
    return checkin(day=f"{day:02}", **more)


def codes(answer: Answer) -> list[str]:
    """The codes of the findings, in their order."""
    return re.findall(r"\[(OKR\d{3})\]", answer.out)


def audit(work: Work, *words: str) -> list[str]:
    return codes(okr(work.path, "audit", *words))


# ── Check-ins ─────────────────────────────────────────────────────────────────────────────────────────────────────


def test_an_honest_history_is_clean(plan: Work) -> None:
    plan.write(MAIS, said())
    plan.commit("a week")
    assert okr(plan.path, "checkin", "--correct", "mql", "23").code == 0
    assert okr(plan.path, "set", "mql", "target=28", "--reason", "The budget").code == 0
    assert okr(plan.path, "set", "mql", "id=leads").code == 0
    answer = okr(plan.path, "audit")
    assert (answer.code, answer.out) == (0, f"all good in 5 commits up to {plan.head()[:7]}\n")
    assert f"--since-hash {plan.head()[:12]}" in answer.err


def test_many_findings_of_one_kind_stand_together_below_the_errors(plan: Work) -> None:
    for number in range(6):
        plan.write(f"okrs/2026-Q4/checkins/linh/{number}.yaml", said(id=f"aaaaaaa{number}", by="linh"))
    plan.commit("by somebody else")
    change(plan, "target: 30", "target: 25")
    lines = okr(plan.path, "audit").out.splitlines()
    assert "error[OKR702]" in lines[0]
    start = lines.index("warning[OKR704]: checkin-by-stranger, 6 findings")
    assert all("check-in of demand/mql by linh" in line for line in lines[start + 1 : start + 7])
    assert lines[start + 7].startswith("   help: ")


def test_what_whoever_committed_it_takes_back_at_once_is_no_finding(plan: Work) -> None:
    assert okr(plan.path, "checkin", "mql", "22").code == 0
    assert okr(plan.path, "undo").code == 0
    assert audit(plan) == []


def test_what_is_taken_back_later_or_by_somebody_else_is_one(plan: Work) -> None:
    plan.write(MAIS, said())
    plan.commit("a week")
    (plan.path / MAIS).unlink()
    plan.git("add", "-A")
    plan.git("-c", "user.email=linh@example.com", "commit", "-qm", "by another")
    assert audit(plan) == ["OKR701"]
    plan.write(MAIS, said())
    plan.commit("again")
    change(plan, "Grow inbound MQLs", "Grow leads")
    change(plan, "value: 22", "value: 26", MAIS)
    assert audit(plan) == ["OKR701", "OKR701"]


def test_in_a_range_counts_what_was_there_before_it(plan: Work) -> None:
    plan.git("switch", "-qc", "branch")
    plan.write(MAIS, said())
    plan.commit("a week")
    change(plan, "Grow inbound MQLs", "Grow leads")
    change(plan, "value: 22", "value: 26", MAIS)
    assert audit(plan, "main..HEAD") == audit(plan, "main...HEAD") == []
    assert audit(plan, "main") == []
    assert audit(plan, "HEAD~1..HEAD") == ["OKR701"]
    assert audit(plan, "main..HEAD~1") == []


def test_a_branch_is_held_against_where_it_left(plan: Work) -> None:
    plan.git("switch", "-qc", "branch")
    change(plan, "Grow inbound MQLs", "Grow leads")
    plan.git("switch", "-q", "main")
    change(plan, "target: 30", "target: 25")
    assert audit(plan, "main...branch") == []
    assert audit(plan, "branch..main") == ["OKR702"]


# ── Goalposts ─────────────────────────────────────────────────────────────────────────────────────────────────────


def test_a_goalpost_may_be_explained_later(plan: Work) -> None:
    change(plan, "target: 30", "target: 25")
    assert audit(plan) == ["OKR702"]
    hint = re.search(r"`changes`: - (\{.*\})", okr(plan.path, "audit").out)
    assert hint
    record = hint[1].replace("…", "The budget was halved").replace(":", ": ").replace(":  ", ": ")
    change(plan, "target: 25", f"target: 25, changes: [{record}]")
    assert audit(plan) == []
    assert okr(plan.path, "validate").code == 0


def test_before_the_cycle_began_nothing_was_agreed(plan: Work) -> None:
    key_result = "{id: mql, title: Leads, target: 30}"
    plan.write(
        "okrs/2027-Q1/a.yaml", f"cycle: 2027-Q1\nobjectives: [{{id: a, title: A, key_results: [{key_result}]}}]\n"
    )
    plan.commit("the next one")
    change(plan, "target: 30", "target: 25", "okrs/2027-Q1/a.yaml")
    assert audit(plan) == []


# ── How much it matters ───────────────────────────────────────────────────────────────────────────────────────────


def test_severities_selection_and_exit_codes(plan: Work) -> None:
    plan.write("okrs/2026-Q4/checkins/omar/a.yaml", said(by="omar"))
    plan.commit("by omar")
    assert okr(plan.path, "audit").code == 0
    assert codes(okr(plan.path, "audit")) == ["OKR704"]
    assert okr(plan.path, "audit", "--strict").code == 1
    assert okr(plan.path, "audit", "--strict", "--exit-zero").code == 0
    assert audit(plan, "--ignore", "checkin-by-stranger") == audit(plan, "--select", "OKR701") == []
    plan.write("okrs.yaml", f"settings: {{rules: [{{rule: OKR704, severity: error}}]}}\n{PLAN}")
    plan.commit("it matters here")
    assert okr(plan.path, "audit").code == 1
    assert okr(plan.path, "validate").code == 0


def test_how_far_a_check_in_may_lie_from_its_day_is_a_setting(plan: Work) -> None:
    plan.write(MAIS, said(day=14))
    plan.commit("nine days ahead")
    assert audit(plan) == ["OKR705"]
    plan.write("okrs.yaml", f"settings: {{audit: {{days: 9}}}}\n{PLAN}")
    plan.commit("fine here")
    assert audit(plan) == ["OKR712"], "it is told that it asks for less now"


@pytest.mark.parametrize("format", ["full", "concise", "json", "github", "gitlab", "sarif", "junit"])
def test_every_format_has_the_finding_and_its_commit(plan: Work, format: str, tmp_path: Path) -> None:
    commit = change(plan, "target: 30", "target: 25")[:7]
    before = snapshot(plan.path)
    answer = okr(plan.path, "audit", "--format", format)
    assert answer.code == 1
    assert all(word in answer.out for word in ("OKR702", commit, "okrs.yaml"))
    assert okr(plan.path, "audit", "--format", format, "-o", str(tmp_path / "report")).code == 1
    assert "OKR702" in (tmp_path / "report").read_text()
    assert snapshot(plan.path) == before


def test_the_json_is_as_promised(plan: Work) -> None:
    change(plan, "target: 30", "target: 25")
    document = json.loads(okr(plan.path, "audit", "--json").out)
    assert (document["kind"], document["summary"]["commits"]) == ("audit", 2)
    assert list(closed_report_schema().iter_errors(document)) == []


# ── What was noted down ───────────────────────────────────────────────────────────────────────────────────────────


def test_a_history_that_was_written_anew_does_not_hold_the_hash_of_the_old_one(plan: Work) -> None:
    plan.write(MAIS, said())
    noted = plan.commit("a week")
    change(plan, "Grow inbound MQLs", "Grow leads")
    assert okr(plan.path, "audit", "--since-hash", noted).code == 0
    assert "1 commit up to" in okr(plan.path, "audit", "--since-hash", noted).out
    plan.git("reset", "-q", "--hard", "HEAD~2")
    plan.write(MAIS, said(value=29))
    plan.commit("a better week")
    answer = okr(plan.path, "audit", "--since-hash", noted)
    assert (answer.code, codes(answer)) == (1, ["OKR709"])
    assert codes(okr(plan.path, "audit", "--since-hash", "f" * 40)) == ["OKR709"]
    assert okr(plan.path, "audit").code == 0, "without the hash it cannot be seen"


def test_a_shallow_clone_is_refused(plan: Work, tmp_path: Path) -> None:
    change(plan, "Grow inbound MQLs", "Grow leads")
    subprocess.run(["git", "clone", "-q", "--depth", "1", f"file://{plan.path}", str(tmp_path / "clone")], check=True)
    answer = okr(tmp_path / "clone", "audit")
    assert (answer.code, answer.out) == (3, "")
    assert "fetch-depth: 0" in answer.err


@pytest.mark.parametrize("words", [["nowhere..HEAD"], ["HEAD..--output=x"], ["--since-hash", "--output=x"], ["a b"]])
def test_what_is_no_commit_is_refused_or_found(plan: Work, words: list[str]) -> None:
    answer = okr(plan.path, "audit", *words)
    assert answer.code in (1, 2, 3)
    assert not list(plan.path.glob("x"))


# ── Signatures ────────────────────────────────────────────────────────────────────────────────────────────────────


@pytest.fixture
def signed(plan: Work, tmp_path: Path) -> Work:
    """A workspace that asks for signatures; mai has a key, which lies outside of it."""
    key = tmp_path / "mai"
    subprocess.run([path_of("ssh-keygen"), "-q", "-t", "ed25519", "-N", "", "-f", str(key)], check=True)
    (tmp_path / "signers").write_text(f"mai@example.com {key.with_suffix('.pub').read_text()}")
    for name, value in (("gpg.format", "ssh"), ("user.signingKey", str(key)), ("commit.gpgSign", "true")):
        plan.git("config", name, value)
    plan.write("okrs.yaml", f"settings: {{audit: {{signatures: true}}}}\n{PLAN}")
    plan.commit("signed from here on")
    change(plan, "Grow inbound MQLs", "Grow leads")
    return plan


@pytest.mark.external
def test_signatures_are_checked_against_a_file_from_elsewhere(signed: Work, tmp_path: Path) -> None:
    signers = str(tmp_path / "signers")
    assert audit(signed, "HEAD~1..HEAD", "--allowed-signers", signers) == []
    assert audit(signed, "--allowed-signers", signers) == ["OKR706"], "the first commit was not signed"
    assert "not signed" in okr(signed.path, "audit", "--allowed-signers", signers).out
    (tmp_path / "nobody").write_text("")
    assert audit(signed, "HEAD~1..HEAD", "--allowed-signers", str(tmp_path / "nobody")) == ["OKR706"]
    assert okr(signed.path, "audit", "--allowed-signers", "gone").code == 3


@pytest.mark.external
def test_a_signature_that_cannot_be_checked_is_called_so(signed: Work) -> None:
    answer = okr(signed.path, "audit", "HEAD~1..HEAD")
    assert codes(answer) == ["OKR706"]
    assert "this commit is signed, and its signature cannot be checked here" in answer.out
    assert "--allowed-signers FILE" in answer.out
    assert "this commit is not signed" in okr(signed.path, "audit").out, "the first one is not"


@pytest.mark.external
def test_a_commit_in_the_name_of_somebody_else_is_told(signed: Work, tmp_path: Path) -> None:
    signed.git("commit", "-q", "--amend", "--author", "Linh <linh@example.com>", "--no-edit")
    assert audit(signed, "HEAD~1..HEAD", "--allowed-signers", str(tmp_path / "signers")) == ["OKR707"]


@pytest.mark.external
def test_the_log_tells_of_signatures_where_it_is_asked(signed: Work, tmp_path: Path) -> None:
    told = okr(signed.path, "log", "--allowed-signers", str(tmp_path / "signers")).out
    assert "this commit is signed by mai@example.com" in told
    assert "this commit is not signed" in told
    assert "this commit" not in okr(signed.path, "log").out
    document = json.loads(okr(signed.path, "log", "--signatures", "--json").out)
    assert [entry["signature"]["state"] for entry in document["entries"]][-1] == "N"
    assert list(closed_report_schema().iter_errors(document)) == []


@pytest.mark.external
def test_checking_signatures_runs_no_program_of_the_repository(signed: Work, tmp_path: Path) -> None:
    owned = tmp_path / "owned"
    script = signed.write(".git/evil", f"#!/bin/sh\ntouch {owned}\n")
    script.chmod(0o755)
    for name in ("gpg.program", "gpg.ssh.program", "gpg.x509.program", "gpg.ssh.defaultKeyCommand"):
        signed.git("config", name, str(script))
    assert audit(signed, "HEAD~1..HEAD", "--allowed-signers", str(tmp_path / "signers")) == []
    assert not owned.exists()


# ── What a branch cannot excuse ───────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    "settings",
    [
        'rules: [{rule: OKR701, severity: "off"}, {rule: OKR702, severity: "off"}, {rule: OKR705, severity: "off"}]',
        "audit: {days: 365}",
    ],
)
def test_a_branch_is_judged_by_the_settings_it_started_from(plan: Work, settings: str) -> None:
    plan.write(MAIS, said())
    plan.commit("a week")
    plan.git("switch", "-qc", "branch")
    change(plan, "value: 22", "value: 26", MAIS)
    change(plan, "target: 30", "target: 25")
    plan.write("okrs/2026-Q4/checkins/mai/b.yaml", said(day=24, id="bbbbbbbb"))
    plan.commit("far from its day")
    before = audit(plan, "main...HEAD")
    assert sorted(before) == ["OKR701", "OKR702", "OKR705"]
    plan.write("okrs.yaml", f"settings: {{{settings}}}\n{(plan.path / 'okrs.yaml').read_text()}")
    plan.commit("be quiet")
    assert sorted(set(audit(plan, "main...HEAD"))) == sorted([*before, "OKR712"])
    assert okr(plan.path, "audit", "main...HEAD").code == 1


def test_a_branch_cannot_make_itself_the_owner(plan: Work) -> None:
    plan.git("switch", "-qc", "branch")
    change(plan, "title: Grow inbound MQLs", "updater: omar, title: Grow inbound MQLs")
    plan.write("okrs/2026-Q4/checkins/omar/a.yaml", said(by="omar"))
    plan.commit("by omar")
    assert audit(plan, "main...HEAD") == ["OKR704"]
    assert audit(plan) == []


@pytest.mark.external
def test_a_branch_cannot_stop_asking_for_signatures(signed: Work, tmp_path: Path) -> None:
    signed.git("switch", "-qc", "branch")
    signed.git("config", "commit.gpgSign", "false")
    change(signed, "signatures: true", "signatures: false")
    assert audit(signed, "main...HEAD", "--allowed-signers", str(tmp_path / "signers")) == ["OKR706", "OKR712"]


@pytest.mark.parametrize(
    ("signer", "email", "is_theirs"),
    [
        ("mai@example.com", "mai@example.com", True),
        ("Mai Tran <Mai@Example.com>", "mai@example.com", True),
        ("joanna@example.com", "anna@example.com", False),
        ("anna@example.com <joanna@example.com>", "anna@example.com", False),
        ("mai@example.com", "", False),
    ],
)
def test_author_and_signer_are_one_by_their_whole_address(signer: str, email: str, is_theirs: bool) -> None:
    assert (Signature("G", signer).address == email) == is_theirs


def test_a_slip_in_a_hash_is_no_rewritten_history(plan: Work) -> None:
    assert okr(plan.path, "audit", "--since-hash", "nonsense").code == 2
