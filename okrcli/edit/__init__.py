"""Changes of a plan: fields, check-ins, new items, renames, the end and the start of a cycle, fixes, templates.

In: a workspace and a request. Out: new bytes for some files, and lines that report the change.
Nothing here asks, prints or writes a file: `cli` asks, `render` prints and `store` writes.
"""
