"""Answers that were computed before, kept in one SQLite file and found again by the content they were computed from.

In: a key, which is a hash of everything that an answer depends on. Out: the answer, or None.
It knows no command and no record of the format. A fault of the file (locked, damaged, a full disk) means that there is
no answer, and never an error. The only package that imports sqlite3."""
