"""The command line: options, prompts, and one file for each command in `commands/`.

In: words that were typed. Out: an exit code; all that is printed goes through `render`.
It computes nothing that a web page or another program could need. The only package that imports Typer."""
