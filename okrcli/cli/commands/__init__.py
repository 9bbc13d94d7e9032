"""One file for each command.

In: parsed options. Out: an exit code.
A command calls one or two functions of the packages on the left and prints their report."""
