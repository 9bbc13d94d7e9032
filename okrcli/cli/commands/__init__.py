"""One file per command: it takes parsed options, calls one or two nouns, shows a report, returns an exit code."""
