"""Programs that only the tests marked `external` need."""

from __future__ import annotations

import shutil

import pytest


def path_of(program: str) -> str:
    """Return where a program lies. A test whose program is missing fails; it is not skipped."""
    path = shutil.which(program)
    if path is None:
        pytest.fail(f"{program} is not installed", pytrace=False)
    return path
