"""One file per command. A command takes parsed options, calls one or two nouns, shows a report, returns an exit code."""
