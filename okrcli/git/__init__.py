"""The repository: its state, its trees, its history, and commits.

In: a folder, a revision or paths. Out: entries, blobs, commits with what each changed in meaning.
It knows no screen and writes no file of the workspace. The only package that imports GitPython."""
