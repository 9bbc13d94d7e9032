"""The jobs of GitHub and GitLab that record the answers of the form for check-ins.

What a person has typed reaches them in a file, and is never a part of a script.
"""

from __future__ import annotations

from typing import Final

from okrcli import __version__

PATHS: Final = {"github": ".github/workflows/okr-check-in.yml", "gitlab": ".gitlab/okr-check-in.gitlab-ci.yml"}
"""The file of the job, by service."""

_REPLY: Final = r"""
import json, re, sys
text = open("reply.txt", encoding="utf-8", errors="replace").read(20_000).strip()
fence = "`" * max(3, *(len(ticks) + 1 for ticks in re.findall("`+", text + "`")))
json.dump({"body": f"{sys.argv[1]}\n\n{fence}text\n{text}\n{fence}"}, open("reply.json", "w"))
"""

_GITHUB: Final = r"""# Made by `okr setup forms --write`.
# It records the answers of the form, replies, and closes the issue.
name: OKR check-in
on:
  issues:
    types: [opened, edited, reopened]
permissions: {}
concurrency:
  group: okr-check-in-${{ github.event.issue.number }}
jobs:
  record:
    if: >-
      ${{ github.event.issue.state == 'open' && (startsWith(github.event.issue.body, '### Key result')
      || startsWith(github.event.issue.body, '### Id of the key result')) }}
    runs-on: ubuntu-latest
    permissions:
      contents: write
      issues: write
    steps:
      - uses: actions/checkout@v5
        with:
          fetch-depth: 0
      - run: pipx install okrcli==@VERSION@
      - name: Record the answer
        env:
          ISSUE: repos/${{ github.repository }}/issues/${{ github.event.issue.number }}
          NUMBER: ${{ github.event.issue.number }}
          GH_TOKEN: ${{ github.token }}
        run: |
          cd "$(mktemp -d)"
          here="$PWD"
          export GIT_COMMITTER_NAME="github-actions[bot]"
          export GIT_COMMITTER_EMAIL="41898282+github-actions[bot]@users.noreply.github.com"
          reply() {
            python3 -c '@REPLY@' "$1"
            gh api --method POST "$ISSUE/comments" --input reply.json --silent
          }
          close() {
            gh api --method PATCH "$ISSUE" -f state=closed -f state_reason=completed --silent
          }
          cd "$GITHUB_WORKSPACE"
          if [ "$(gh api "$ISSUE" --jq .state)" != open ]; then
            echo "the issue is closed: it is recorded"
            exit 0
          fi
          known="$(git log --format=%h --max-count=1 --extended-regexp --grep "^Okr-Issue: $NUMBER\$")"
          if [ -n "$known" ] ||
            git ls-remote --quiet --exit-code origin "refs/heads/okr/issue-$NUMBER" > "$here/there"; then
            close
            exit 0
          fi
          if ! okr setup forms --read "$GITHUB_EVENT_PATH" -o "$here/checkin.json" \
            > "$here/author" 2> "$here/reply.txt"; then
            cd "$here" && reply "This was not recorded. Edit the issue, and it is read again."
            exit 0
          fi
          IFS= read -r author < "$here/author"
          export GIT_AUTHOR_NAME="${author% <*}" GIT_AUTHOR_EMAIL="${author##*<}"
          GIT_AUTHOR_EMAIL="${GIT_AUTHOR_EMAIL%>}"
          if ! okr checkin --from "$here/checkin.json" > "$here/reply.txt" 2>&1; then
            cd "$here" && reply "This was not recorded. Edit the issue, and it is read again."
            exit 0
          fi
          git commit --quiet --amend --no-edit --no-verify --trailer "Okr-Issue: $NUMBER"
          if ! okr sync > "$here/sync" 2>&1 && ! okr sync --branch "okr/issue-$NUMBER" > "$here/sync" 2>&1; then
            cat "$here/sync"
            cp "$here/sync" "$here/reply.txt"
            cd "$here" && reply "This was not recorded, because it cannot be pushed. Run the job again."
            exit 1
          fi
          cat "$here/sync" >> "$here/reply.txt"
          cd "$here" && reply "Recorded. To correct it, open the form again."
          close
"""

_GITLAB: Final = r"""# Made by `okr setup forms --service gitlab --write`.
# It records the answers of the form, replies, and closes the issue. A webhook for issue events starts it.
# OKR_TOKEN is a project access token with the scopes `api` and `write_repository`, saved as a masked variable.
okr-check-in:
  image: python:3.13
  resource_group: okr-check-in
  variables:
    GIT_DEPTH: "0"
  rules:
    - if: $CI_PIPELINE_SOURCE == "trigger"
  script:
    - python -m venv /tmp/okr
    - /tmp/okr/bin/pip install --quiet --disable-pip-version-check okrcli==@VERSION@
    - |
      python - <<'END'
      import json, os, re, subprocess, urllib.request

      token = os.environ['OKR_TOKEN']

      event = json.load(open(os.environ["TRIGGER_PAYLOAD"], encoding="utf-8"))
      if event.get("object_kind") != "issue":
          raise SystemExit("this is no event about an issue")
      number = int(event["object_attributes"]["iid"])
      api = "{CI_API_V4_URL}/projects/{CI_PROJECT_ID}/issues/".format(**os.environ) + str(number)

      def call(method, url, **data):
          headers = {"PRIVATE-TOKEN": token, "Content-Type": "application/json"}
          request = urllib.request.Request(url, json.dumps(data).encode() if data else None, headers, method=method)
          with urllib.request.urlopen(request, timeout=60) as answer:
              return json.load(answer)

      def run(*words):
          done = subprocess.run(words, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, errors="replace")
          print(done.stdout)
          return done.returncode == 0, done.stdout

      def reply(sentence, text):
          fence = "`" * max(3, *(len(ticks) + 1 for ticks in re.findall("`+", text + "`")))
          call("POST", api + "/notes", body=f"{sentence}\n\n{fence}text\n{text[:20_000].strip()}\n{fence}")

      issue = call("GET", api)
      text = issue["description"] or ""
      told = event["object_attributes"]
      same = (issue["author"]["id"], text) == (told["author_id"], told["description"])
      if issue["state"] != "opened" or "### Key result" not in text or not same:
          raise SystemExit(0)
      okr = "/tmp/okr/bin/okr"
      secret = '!f() { echo username=okr; echo "password=$OKR_TOKEN"; }; f'
      os.environ |= {"GIT_CONFIG_COUNT": "1", "GIT_CONFIG_KEY_0": "credential.helper", "GIT_CONFIG_VALUE_0": secret}
      os.environ |= {"GIT_COMMITTER_NAME": "okr", "GIT_COMMITTER_EMAIL": "okr@noreply." + os.environ["CI_SERVER_HOST"]}
      main = os.environ["CI_DEFAULT_BRANCH"]
      run("git", "remote", "set-url", "origin", "{CI_SERVER_URL}/{CI_PROJECT_PATH}.git".format(**os.environ))
      run("git", "fetch", "--quiet", "origin", f"+refs/heads/{main}:refs/remotes/origin/{main}")
      run("git", "switch", "--quiet", "-C", main, "--track", f"origin/{main}")
      pattern = f"^Okr-Issue: {number}$"
      _, there = run("git", "log", "--format=%h", "--max-count=1", "--extended-regexp", "--grep", pattern)
      if there or run("git", "ls-remote", "--exit-code", "origin", f"refs/heads/okr/issue-{number}")[0]:
          call("PUT", api, state_event="close")
          raise SystemExit(0)
      wrong = "This was not recorded. Edit the issue, and it is read again."
      good, author = run(okr, "setup", "forms", "--read", os.environ["TRIGGER_PAYLOAD"], "-o", "/tmp/checkin.json")
      if not good:
          reply(wrong, author)
          raise SystemExit(0)
      name, _, address = author.strip().splitlines()[-1].rpartition(" <")
      os.environ |= {"GIT_AUTHOR_NAME": name, "GIT_AUTHOR_EMAIL": address.rstrip(">")}
      good, recorded = run(okr, "checkin", "--from", "/tmp/checkin.json")
      if not good:
          reply(wrong, recorded)
          raise SystemExit(0)
      run("git", "commit", "--quiet", "--amend", "--no-edit", "--no-verify", "--trailer", f"Okr-Issue: {number}")
      good, shared = run(okr, "sync")
      if not good:
          good, shared = run(okr, "sync", "--branch", f"okr/issue-{number}")
      if not good:
          reply("This was not recorded, because it cannot be pushed. Run the job again.", shared)
          raise SystemExit(1)
      reply("Recorded. To correct it, open the form again.", recorded + shared)
      call("PUT", api, state_event="close")
      END
"""


def job_text(service: str) -> str:
    """The file of the job."""
    indented = _REPLY.strip().replace("\n", "\n          ")
    text = _GITHUB if service == "github" else _GITLAB
    return text.replace("@REPLY@", f"\n          {indented}").replace("@VERSION@", __version__)
