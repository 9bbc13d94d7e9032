"""Reports that a person wants in a file."""

from __future__ import annotations

import os
import tempfile
from contextlib import suppress
from pathlib import Path

from okrcli.errors import RefusedError
from okrcli.sanitize import visible


def write_report(place: Path, content: str) -> None:
    """Put a text into a file, all of it or nothing; a device or pipe (`/dev/stderr`) is written to as it is.

    Raises RefusedError when that cannot be done.
    """
    try:
        if place.exists() and not place.is_file():
            with place.open("w", encoding="utf-8", newline="\n") as opened:
                opened.write(content)
        else:
            _replace(place.resolve(), content.encode())
    except OSError as error:
        reason = (error.strerror or "unknown reason").lower()
        raise RefusedError(f"{visible(str(place))} cannot be written: {reason}") from None


def _replace(place: Path, content: bytes) -> None:
    handle, name = tempfile.mkstemp(prefix=f".{place.name}.", dir=place.parent)
    try:
        with os.fdopen(handle, "wb") as opened:
            opened.write(content)
            opened.flush()
            os.fsync(handle)
        Path(name).chmod(place.stat().st_mode & 0o7777 if place.exists() else 0o666 & ~_umask())
        Path(name).replace(place)
    except BaseException:
        with suppress(OSError):
            Path(name).unlink()
        raise


def _umask() -> int:
    mask = os.umask(0)
    os.umask(mask)
    return mask


def append_report(place: Path, content: str) -> None:
    """Add a text to a file that others add to as well. Raises RefusedError when that cannot be done."""
    try:
        with place.open("a", encoding="utf-8", newline="\n") as opened:
            opened.write(content)
    except OSError as error:
        reason = (error.strerror or "unknown reason").lower()
        raise RefusedError(f"{visible(str(place))} cannot be written: {reason}") from None
