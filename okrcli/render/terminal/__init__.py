"""Reports as lines of a terminal.

In: frozen rows and a width. Out: lines, with colour where the terminal shows it.
The only package that imports rich. `streams` is the only module that prints."""
