"""What changes a plan: fields, check-ins, new items, renames, the end and the beginning of a cycle, fixes, templates.

In: a workspace and one request. Out: new bytes for some files, and what to say about them.
It asks no question, prints nothing and writes no file: `store` does."""
