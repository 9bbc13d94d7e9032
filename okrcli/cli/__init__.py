"""The command line: options, prompts, and a module for each command in `commands/`.

In: typed words. Out: an exit code. Everything that is printed goes through `render`.
Nothing is computed here that another program could need. It is the only package that imports Typer.
"""
