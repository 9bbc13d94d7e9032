"""The `okr` of the pages: hands its arguments, environment, folder and streams to the server, and ends as it ends.

Run as `python -I -S okr_client.py SOCKET WORD…`. It imports no module written in Python, so that it starts in
milliseconds.
"""

import _socket
import array
import marshal
import os
import sys


def main() -> int:
    """Return the exit code of the command. Raises SystemExit when the server ended without one."""
    folder = os.open(".", os.O_RDONLY)
    request = marshal.dumps(([os.fsencode(word) for word in sys.argv[2:]], dict(os.environb)))
    connection = _socket.socket(_socket.AF_UNIX, _socket.SOCK_STREAM)
    connection.connect(sys.argv[1])
    handles = array.array("i", [0, 1, 2, folder])
    connection.sendmsg([len(request).to_bytes(8, "big")], [(_socket.SOL_SOCKET, _socket.SCM_RIGHTS, handles)])
    connection.sendall(request)
    code = connection.recv(1)
    if not code:
        raise SystemExit("okr ended without an exit code")
    return code[0]


sys.exit(main())
