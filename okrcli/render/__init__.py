"""From reports to what a person or a program reads.

In: frozen rows. Out: lines for a terminal, JSON, Markdown, files for other programs, a web page.
It computes nothing: a number that is shown stands in a report."""
