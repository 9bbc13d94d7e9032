"""The signatures of commits, as git checked them."""

from __future__ import annotations

import re
from typing import Final, NamedTuple

from okrcli.git.process import BlobReader, stream
from okrcli.git.repository import Repository

UNCHECKED: Final = "E"
"""git's letter for a signature that cannot be checked."""
_HEAD_LIMIT: Final = 100_000


class Signature(NamedTuple):
    """The signature of a commit, as git checked it."""

    state: str
    """git's letter: G good, N none, B bad, U by an unknown key, X and Y expired, R revoked, E not to be checked."""
    signer: str

    @property
    def is_good(self) -> bool:
        """True if it is by a key that is known."""
        return self.state == "G"

    @property
    def address(self) -> str:
        """The e-mail address of the signer, in small letters: of a name with one, what stands in its angle brackets."""
        _, has_name, behind = self.signer.lower().rpartition("<")
        return behind.partition(">")[0] if has_name else self.signer.lower()

    @property
    def words(self) -> str:
        """The end of a sentence about the commit: `is signed by mai@example.com`, `is not signed` …"""
        return f"is signed by {self.signer or 'an unknown key'}" if self.is_good else _WORDS.get(self.state, "")


_WORDS: Final = {
    "N": "is not signed",
    "B": "has a bad signature",
    "U": "is signed by an untrusted key",
    "X": "has a signature that has expired",
    "Y": "is signed by a key that has expired",
    "R": "is signed by a key that was revoked",
    "E": "is signed, and its signature cannot be checked here",
}


def signatures_of(
    repository: Repository, start: str, until: str | None, allowed_signers: str | None
) -> dict[str, Signature]:
    """By hash, the signatures of the line of first parents, checked by the programs that git names by default.

    `allowed_signers` is a file of git's `gpg.ssh.allowedSignersFile`, from a place that the history cannot change.
    """
    programs = ("-c", "gpg.program=gpg", "-c", "gpg.ssh.program=ssh-keygen", "-c", "gpg.x509.program=gpgsm")
    signers = ("-c", f"gpg.ssh.allowedSignersFile={allowed_signers}") if allowed_signers else ()
    left_out = (f"^{until}",) if until else ()
    options = (
        "--first-parent",
        "-z",
        "--no-show-signature",
        "--no-color",
        "--encoding=UTF-8",
        "--format=tformat:%H%x00%G?%x00%GS",
    )
    parts = stream(repository.top, *programs, *signers, "log", *options, "--end-of-options", start, *left_out)
    states = {name: Signature(next(parts), next(parts)) for name in parts}
    contents = BlobReader(repository.top)
    return {
        name: signature._replace(state=UNCHECKED)
        if signature.state == "N" and _is_signed(contents.read(name, _HEAD_LIMIT))
        else signature
        for name, signature in states.items()
    }


def _is_signed(commit: bytes) -> bool:
    """True for a commit with a signature in its head, checked or not: git says N where it knows no keys at all."""
    return re.search(rb"^gpgsig", commit.partition(b"\n\n")[0], re.MULTILINE) is not None
