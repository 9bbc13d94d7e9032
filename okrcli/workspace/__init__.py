"""From a folder or a commit to one plan: sources, files, references and selectors.

In: a source of files (work tree, commit, index, changes not written yet). Out: a `Workspace` with plan and findings.
It writes nothing and starts no git."""
