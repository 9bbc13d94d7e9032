"""A process that has `okr` loaded and forks for every command, so that a command costs no start of Python.

Each command runs in a process of its own, with the arguments, the environment, the folder and the streams that
`okr_client.py` sends over a Unix socket. The server ends when the process that started it ends.
"""

from __future__ import annotations

import atexit
import gc
import marshal
import os
import pkgutil
import selectors
import shlex
import shutil
import socket
import subprocess
import sys
import tempfile
import time
import traceback
from contextlib import suppress
from functools import cache
from importlib import import_module
from pathlib import Path
from typing import Final, NoReturn

_CLIENT: Final = Path(__file__).with_name("okr_client.py")
_STREAMS: Final = 3
"""The file descriptors 0, 1 and 2. The folder follows them in a request."""
_FIRST_COMMANDS: Final = (
    *("checkin mql 22 -c 6", "set mql target=31 --reason 'More readers'"),
    *("validate", "status", "show mql", "tree", "due", "agenda", "list --json", "report --format markdown"),
    *("trend mql", "explain mql", "log", "diff"),
)


@cache
def command() -> str:
    """The beginning of a shell command that is `okr`. The first call starts the server of this process."""
    folder = Path(tempfile.mkdtemp(prefix="okr-server-"))
    address = os.fspath(folder / "socket")
    listener = socket.socket(socket.AF_UNIX)
    listener.bind(address)
    listener.listen(64)
    server = subprocess.Popen(
        [sys.executable, "-P", os.fspath(__file__), str(listener.fileno())],
        cwd=Path(__file__).parents[2],
        env={"PATH": os.environ.get("PATH", os.defpath), "LC_ALL": "C.UTF-8"},
        stdin=subprocess.PIPE,
        stdout=subprocess.DEVNULL,
        pass_fds=[listener.fileno()],
        start_new_session=True,
    )
    listener.close()
    atexit.register(_stop, server, folder)
    return shlex.join([sys.executable, "-I", "-S", os.fspath(_CLIENT), address])


def _stop(server: subprocess.Popen[bytes], folder: Path) -> None:
    server.communicate()
    shutil.rmtree(folder, ignore_errors=True)


def serve(listener: socket.socket) -> None:
    """Answer requests until standard input ends."""
    import okrcli
    from okrcli.cli.app import program_of
    from okrcli.cli.command_table import COMMANDS

    for module in pkgutil.walk_packages(okrcli.__path__, "okrcli."):
        if not module.name.endswith("__main__"):
            import_module(module.name)
    for command in COMMANDS:
        program_of((command,))
    import_module("git.cmd")  # okr imports it only for the first call of git, which would be once in every command
    _warm_up()
    gc.freeze()
    with selectors.DefaultSelector() as waiting:
        waiting.register(0, selectors.EVENT_READ)
        waiting.register(listener, selectors.EVENT_READ)
        while all(key.fd != 0 for key, _ in waiting.select()):
            connection, _ = listener.accept()
            with connection:
                if os.fork() == 0:
                    _answer(connection)
            with suppress(ChildProcessError):
                while os.waitpid(-1, os.WNOHANG) != (0, 0):
                    pass


def _warm_up() -> None:
    """Run some commands, so that what is made at its first use (validators, patterns) is there in every fork."""
    sys.path.insert(0, os.fspath(Path(__file__).parents[2]))
    from tests.support.commands import PLAN, TODAY, okr, write

    before = dict(os.environ)
    with tempfile.TemporaryDirectory(prefix="okr-server-") as home:
        who = {
            f"GIT_{role}_{name}": "mai@example.com" for role in ("AUTHOR", "COMMITTER") for name in ("NAME", "EMAIL")
        }
        os.environ |= {"HOME": home, "OKR_TODAY": TODAY, "OKR_USER": "mai", **who}
        folder = write(Path(home) / "work", {"okrs.yaml": PLAN})
        for git in ("init -q", "add .", "commit -qm Plan"):
            subprocess.run(["git", "-C", os.fspath(folder), *git.split()], check=True)
        for words in _FIRST_COMMANDS:
            if (answer := okr(folder, *shlex.split(words))).code:
                raise AssertionError(f"okr {words}: {answer.err}")
    os.environ.clear()
    os.environ.update(before)


def _answer(connection: socket.socket) -> NoReturn:
    """Run the command of one request, send its exit code, and end this process."""
    code = 1
    try:
        _take_over(connection)
        code = _run()
    except BaseException:
        traceback.print_exc()
    finally:
        with suppress(OSError):
            connection.sendall(bytes([code & 255]))
        os._exit(code)


def _take_over(connection: socket.socket) -> None:
    """Become the process that asked: its streams, folder, environment and arguments."""
    length, handles, _, _ = socket.recv_fds(connection, 8, _STREAMS + 1)
    with connection.makefile("rb") as file:
        words, environment = marshal.loads(file.read(int.from_bytes(length, "big")))
    for number, handle in enumerate(handles[:_STREAMS]):
        os.dup2(handle, number)
    os.fchdir(handles[_STREAMS])
    for handle in handles:
        os.close(handle)
    os.environ.clear()
    os.environb.update(environment)
    time.tzset()
    sys.argv[1:] = [os.fsdecode(word) for word in words]
    sys.stdin = open(0, encoding="utf-8", errors="surrogateescape", closefd=False)  # noqa: SIM115
    sys.stdout = open(1, "w", encoding="utf-8", errors="surrogateescape", closefd=False)  # noqa: SIM115
    sys.stderr = open(2, "w", 1, encoding="utf-8", errors="backslashreplace", closefd=False)  # noqa: SIM115


def _run() -> int:
    from okrcli.__main__ import main

    try:
        main()
    except SystemExit as end:
        sys.stdout.flush()
        return end.code if isinstance(end.code, int) else int(end.code is not None)
    raise AssertionError("`main` ends the process")


if __name__ == "__main__":
    serve(socket.socket(fileno=int(sys.argv[1])))
