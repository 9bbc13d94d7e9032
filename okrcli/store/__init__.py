"""The one write path: lock, journal, transaction, recovery, and the file of `--output`.

In: files to change, each with its old and its new bytes. Out: all of them written and committed, or none.
It does not read the meaning of the bytes."""
