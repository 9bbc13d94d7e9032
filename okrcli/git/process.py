"""Calls of git. No other module starts a git process.

It goes through GitPython's process runner, with an argument list that is spelt out here. GitPython is imported when git
is first called, for it costs more than all the rest of a short command.

`run_read_only` reads: no setting of the repository can make it run another program, use the network or wait for ever.
`run_as_user` is git as the user would run it, with hooks, signing, credentials and environment.
"""

from __future__ import annotations

import os
import re
import sys
import threading
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from errno import ENOENT
from pathlib import Path
from typing import IO, TYPE_CHECKING, Any, Final, NamedTuple, NoReturn

from okrcli import programs
from okrcli.errors import RefusedError
from okrcli.git.environment import network_variables
from okrcli.sanitize import visible

if TYPE_CHECKING:
    from subprocess import Popen

OUTPUT_LIMIT: Final = 64 * 1024 * 1024
"""Bytes of output beyond which git is stopped."""

SAY_AFTER: Final = 5.0
"""Seconds after which a message says that okr waits for git."""

_SILENCE: Final = 60.0
"""Seconds without output after which a running git is given up."""

DAMAGE_HINTS: Final = (
    "the repository lacks a part of its history: git fsck names what is missing or damaged",
    "get it again: git fetch --refetch, or make a new clone and copy your files into it",
)
"""The way out where git cannot read one of its own objects."""

_DAMAGE = re.compile(r"(?i)\bobject\b|unable to read|could not (read|parse)|cannot simplify|bad tree|inflate|packfile")

_READ_ONLY: Final = (
    *("-c", "core.fsmonitor=false", "-c", "core.hooksPath=/dev/null", "-c", "safe.bareRepository=explicit"),
    *("-c", "core.pager=cat", "-c", "core.quotePath=false", "-c", "protocol.allow=never"),
    *("--no-optional-locks", "--literal-pathspecs", "--no-replace-objects"),
)
_ALONE: Final = {"GIT_TERMINAL_PROMPT": "0", "GIT_NO_LAZY_FETCH": "1"}
_AS_THE_PERSON: Final = ("-c", "core.fsync=committed", "-c", "i18n.commitEncoding=UTF-8", "-c", "core.quotePath=false")


class GitResult(NamedTuple):
    """Exit status and output of git. A negative status is the signal that ended it."""

    status: int
    out: bytes
    errors: bytes

    def words(self, lines: int = 20) -> list[str]:
        """The messages of git and its hooks about a failure, safe to show, at most `lines` lines."""
        shown = [visible(line.rstrip()) for line in text(self.errors or self.out).splitlines() if line.strip()]
        return shown if len(shown) <= lines else [*shown[: lines - 1], f"… and {len(shown) - lines + 1} more lines"]

    def reason(self) -> str:
        """The one line that says why git failed."""
        lines = [line for line in self.words(lines=200) if not line.startswith(("hint:", "warning:"))]
        fatal = [line.removeprefix("fatal: ") for line in lines if line.startswith("fatal: ")]
        return (fatal or [line.removeprefix("error: ") for line in lines] or [f"it ended with {self.status}"])[0]


def text(raw: bytes) -> str:
    """Bytes from git as text that goes back to the same bytes (`os.fsencode`) when it names a file."""
    return raw.decode("utf-8", "surrogateescape")


def fields(raw: bytes) -> list[str]:
    """The parts of an answer in which every part ends with a NUL (`-z`)."""
    return [text(part) for part in raw.split(b"\0")[:-1]]


def run_read_only(
    top: Path,
    *arguments: str,
    given: bytes | None = None,
    expected: tuple[int, ...] = (0,),
    seconds: float = 60,
    environment: Mapping[str, str] | None = None,
) -> GitResult:
    """Read something from the repository at `top`. Raises RefusedError for any status that is not expected."""
    command = ["git", *_READ_ONLY, "-C", os.fspath(top), *arguments]
    process = _start(command, {**_ALONE, **(environment or {})}, given)
    try:
        answer = _listen(process, given, seconds)
    except TimeoutError as slow:
        raise RefusedError(f"git {arguments[0]} {slow}") from None
    if answer.status not in expected:
        raise _failed(arguments[0], answer)
    return answer


def _failed(command: str, answer: GitResult) -> RefusedError:
    """The error for a git that failed; in a partial clone that lacks what was asked for, it says so."""
    reason = answer.reason()
    if "promisor remote" in reason:
        return _left_out_by_filter()
    return RefusedError(f"git {command}: {reason}", *(DAMAGE_HINTS if _DAMAGE.search(reason) else ()))


def _left_out_by_filter() -> RefusedError:
    return RefusedError(
        "this is a partial clone: a part of the history is missing, and okr does not fetch it",
        "get the rest: git fetch --refetch --no-filter",
        "in CI: leave `filter` out of the checkout",
    )


def _is_partial(top: str) -> bool:
    """True in a clone with a filter (`git clone --filter=blob:none`), which may lack contents."""
    process = _start(["git", *_READ_ONLY, "-C", top, "config", "--get-regexp", r"^remote\..*\.promisor$"], _ALONE, None)
    return b" true" in _listen(process, None, 60).out


def stream(top: Path, *arguments: str, has_patterns: bool = False) -> Iterator[str]:
    """The parts of a long answer in which every part ends with a NUL (`-z`), as they come.

    With `has_patterns`, `:(literal)` and `:(exclude)` before a path have their meaning. git is stopped when no more
    parts are taken. Raises RefusedError when it fails or keeps silent.
    """
    options = (*_READ_ONLY, *(["--no-literal-pathspecs"] if has_patterns else []))
    process = _start(["git", *options, "-C", os.fspath(top), *arguments], _ALONE, None)
    errors: list[bytes] = []
    listener = threading.Thread(target=_collect, args=(process.stderr, errors), daemon=True)
    listener.start()
    try:
        waiting = b""
        while said := _next_of(process):
            *parts, waiting = (waiting + said).split(b"\0")
            yield from map(text, parts)
        if waiting:
            yield text(waiting)
        status = process.wait(timeout=_SILENCE)
    finally:
        _end(process)
    listener.join()
    if status:
        raise _failed(arguments[0], GitResult(status, b"", b"".join(errors)))


def _next_of(process: Popen[bytes]) -> bytes:
    """The next bytes of output; empty when git has ended. Raises RefusedError after `_SILENCE` seconds without any."""
    from select import select

    assert process.stdout
    handle = process.stdout.fileno()
    if not select([handle], [], [], _SILENCE)[0]:
        raise RefusedError(f"git printed nothing for {_SILENCE:g} seconds")
    return os.read(handle, 1 << 16)


_PORTION: Final = 500
"""Names of blobs that are written at once. They have room in a pipe, so that neither side waits for the other."""
_MOST_AHEAD: Final = 16 * 1024 * 1024
"""Bytes that are read ahead."""


class BlobReader:
    """The contents of a repository by their hashes, through one git that goes on running."""

    def __init__(self, top: Path) -> None:
        self._top = os.fspath(top)
        self._command = ["git", *_READ_ONLY, "-C", os.fspath(top), "cat-file", "--batch"]
        self._process: Popen[bytes] | None = None
        self._waiting = b""
        self._ready: dict[str, bytes] = {}
        """The contents that were read ahead."""

    def read_ahead(self, blobs: Collection[str], limit: int) -> None:
        """Read the contents of these blobs in portions, and forget others that were read ahead before.

        At most `_MOST_AHEAD` bytes are kept. One that git does not have is left out: `read` says so.
        """
        self._ready = {blob: self._ready[blob] for blob in blobs if blob in self._ready}
        room = _MOST_AHEAD - sum(map(len, self._ready.values()))
        missing = [blob for blob in dict.fromkeys(blobs) if blob not in self._ready]
        for first in range(0, len(missing), _PORTION):
            if room <= 0:
                return
            portion = missing[first : first + _PORTION]
            self._ask(portion)
            for position, blob in enumerate(portion):
                try:
                    content = self._answer(blob, limit)
                except FileNotFoundError:
                    continue
                room -= len(content)
                if room > 0:
                    self._ready[blob] = content
                if self._process is None:  # it was ended after a large blob: the others are asked for again
                    self._ask(portion[position + 1 :])

    def read(self, blob: str, limit: int) -> bytes:
        """The bytes of a blob, at most so many of them. Raises OSError for one that the repository does not have."""
        if blob in self._ready:
            return self._ready[blob][:limit]
        self._ask([blob])
        return self._answer(blob, limit)

    def _ask(self, blobs: Sequence[str]) -> None:
        """Write the names of blobs to git, which answers in their order."""
        if not blobs:
            return
        if self._process is None:
            self._process = _start(self._command, _ALONE, b"")
        assert self._process.stdin
        try:
            self._process.stdin.write("".join(f"{blob}\n" for blob in blobs).encode())
            self._process.stdin.flush()
        except BrokenPipeError:
            self._fail()

    def _fail(self) -> NoReturn:
        """Raise RefusedError after git has ended."""
        self.close()
        if _is_partial(self._top):
            raise _left_out_by_filter() from None
        raise RefusedError("git cat-file ended too early", *DAMAGE_HINTS) from None

    def _answer(self, blob: str, limit: int) -> bytes:
        """The next answer of git, which is about this blob. Raises FileNotFoundError if the repository has it not."""
        try:
            while b"\n" not in self._waiting:
                self._waiting += self._more()
            head, _, self._waiting = self._waiting.partition(b"\n")
            *_, size = head.split(b" ")
            if not size.isdigit():
                if _is_partial(self._top):
                    raise _left_out_by_filter()
                raise FileNotFoundError(ENOENT, "git does not have its content here", blob)
            wanted = int(size) + 1
            while len(self._waiting) < min(wanted, limit + 1):
                self._waiting += self._more()
        except BrokenPipeError:
            self._fail()
        content, self._waiting = self._waiting[: min(wanted - 1, limit)], self._waiting[wanted:]
        if wanted > limit + 1:
            self.close()  # the rest is not worth reading
        return content

    def __del__(self) -> None:
        with suppress(Exception):
            self.close()

    def _more(self) -> bytes:
        """The next bytes of output. Raises BrokenPipeError when git has ended or is silent for too long."""
        from select import select

        assert self._process and self._process.stdout
        handle = self._process.stdout.fileno()
        ready = select([handle], [], [], _SILENCE)[0]
        if said := os.read(handle, 1 << 20) if ready else b"":
            return said
        raise BrokenPipeError

    def close(self) -> None:
        """End git. Without this call it ends with the program."""
        process, self._process, self._waiting = self._process, None, b""
        if process:
            for stream in (process.stdin, process.stdout, process.stderr):
                with suppress(OSError):
                    stream.close()  # type: ignore[union-attr]
            _end(process)


def run_as_user(
    top: Path,
    *arguments: str,
    given: bytes | None = None,
    settings: tuple[str, ...] = (),
    environment: Mapping[str, str] | None = None,
    network: bool = False,
    started: Callable[[int], None] | None = None,
) -> GitResult:
    """Run git as the user would, without a time limit, and return its result whatever the status.

    The only options that git passes on to hooks through the environment are the harmless settings above.
    """
    options = [part for setting in settings for part in ("-c", setting)]
    command = ["git", *_AS_THE_PERSON, *options, "-C", os.fspath(top), *arguments]
    own = {name: os.environ.get(name, "") for name in ("LC_ALL", "LANGUAGE")}
    process = _start(command, {**own, **(network_variables if network else {}), **(environment or {})}, given)
    try:
        if started:
            started(process.pid)
    except BaseException:
        _end_without_input(process)
        raise
    with _saying_after(SAY_AFTER, f"still waiting for git {arguments[0]}: a hook, the signing agent or the network"):
        return _listen(process, given, None)


def tell(sentence: str) -> None:
    """Write a sentence to stderr while the work goes on."""
    with suppress(OSError, ValueError):
        sys.stderr.write(f"okr: {sentence}\n")
        sys.stderr.flush()


@contextmanager
def _saying_after(seconds: float, sentence: str) -> Iterator[None]:
    timer = threading.Timer(seconds, tell, (sentence,))
    timer.daemon = True
    timer.start()
    try:
        yield
    finally:
        timer.cancel()


def _start(command: list[str], environment: Mapping[str, str], given: bytes | None) -> Popen[bytes]:
    """The running process, as GitPython starts it. Raises RefusedError when there is no git."""
    from subprocess import PIPE

    programs.started.append("git")
    git, missing = _library()
    try:
        held = git().execute(command, as_process=True, env=environment, istream=None if given is None else PIPE)
        process: Popen[bytes] = held.proc
        held.proc = None  # it is ours to end, not the garbage collector's
        return process
    except missing:
        raise RefusedError("git is not installed, or not on the PATH", "install it: https://git-scm.com") from None
    except (OSError, ValueError) as error:
        raise RefusedError(f"git cannot be started: {getattr(error, 'strerror', None) or error}") from None


def _library() -> tuple[Any, type[Exception]]:
    # Without these the import runs git twice for its version, and fails where there is no git.
    os.environ |= {"GIT_PYTHON_REFRESH": "quiet", "GIT_PYTHON_GIT_EXECUTABLE": os.devnull}
    try:
        from git.cmd import Git
        from git.exc import GitCommandNotFound
    finally:
        del os.environ["GIT_PYTHON_REFRESH"], os.environ["GIT_PYTHON_GIT_EXECUTABLE"]
    return Git, GitCommandNotFound


def _listen(process: Popen[bytes], given: bytes | None, seconds: float | None) -> GitResult:
    """Send the input, collect the output, wait for the end. Raises TimeoutError, with a sentence, after `seconds`."""
    errors: list[bytes] = []
    helpers = [threading.Thread(target=_collect, args=(process.stderr, errors), daemon=True)]
    if given is not None:
        helpers.append(threading.Thread(target=_feed, args=(process.stdin, given), daemon=True))
    late = threading.Event()

    def stop() -> None:
        late.set()
        process.kill()

    clock = threading.Timer(seconds or 0, stop)
    clock.daemon = True
    try:
        for helper in helpers:
            helper.start()
        if seconds:
            clock.start()
        out = process.stdout.read(OUTPUT_LIMIT + 1) if process.stdout else b""
        if len(out) > OUTPUT_LIMIT:
            process.kill()
        for helper in helpers:
            helper.join()
        status = process.wait()
    except BaseException:
        _end(process)
        raise
    finally:
        clock.cancel()
    if late.is_set():
        raise TimeoutError(f"did not answer within {seconds:g} seconds")
    if len(out) > OUTPUT_LIMIT:
        raise RefusedError(f"git answered with more than {OUTPUT_LIMIT // 1024 // 1024} MB")
    return GitResult(status, out, b"".join(errors))


def _collect(stderr: IO[bytes], errors: list[bytes]) -> None:
    with suppress(OSError, ValueError):
        errors.append(stderr.read())


def _feed(stdin: IO[bytes], given: bytes) -> None:
    with suppress(OSError, ValueError):
        stdin.write(given)
    with suppress(OSError, ValueError):
        stdin.close()


def _end(process: Popen[bytes]) -> None:
    """Stop git in a way that lets it remove its locks, and wait for its end."""
    with suppress(OSError):
        process.terminate()
    with suppress(Exception):
        process.wait(timeout=10)


def _end_without_input(process: Popen[bytes]) -> None:
    """Let a git that waits for its input give up: a signal in its first moments would leave a lock without an owner."""
    if process.stdin:
        with suppress(Exception):
            process.stdin.close()
            process.wait(timeout=10)
    _end(process)
