"""`okr setup completion`: scripts that complete commands, options and ids in a shell."""

from __future__ import annotations

from typing import Annotated, Final

import typer

from okrcli.cli.command_table import VISIBLE
from okrcli.errors import Exit, UsageError
from okrcli.render.terminal import streams

_WITH_IDS: Final = frozenset(
    [
        *(
            "checkin",
            "show",
            "status",
            "log",
            "blame",
            "add",
            "set",
            "edit",
            "done",
        ),
        *("move", "remove"),
    ]
)
"""The commands whose arguments are ids."""

_BASH: Final = """\
# okr setup completion for bash. Load it with: source <(okr setup completion bash)
_okr() {
    local word="${COMP_WORDS[COMP_CWORD]}" command="" i
    for ((i = 1; i < COMP_CWORD; i++)); do
        case "${COMP_WORDS[i]}" in
            -C|--color) ((i++)) ;;
            -*) ;;
            *) command="${COMP_WORDS[i]}"; break ;;
        esac
    done
    case "$command" in
        "") COMPREPLY=($(compgen -W "@COMMANDS@ @GLOBAL@" -- "$word")) ;;
@CASES@
    esac
}
complete -F _okr okr
"""
_BASH_CASE: Final = """\
        @NAME@)
            if [[ "$word" == -* ]]; then COMPREPLY=($(compgen -W "@OPTIONS@" -- "$word"))
            else @OTHERS@; fi ;;"""
_ZSH: Final = """\
#compdef okr
# okr setup completion for zsh. Load it with: source <(okr setup completion zsh)
autoload -Uz bashcompinit && bashcompinit
"""
_FISH: Final = """\
# okr setup completion for fish. Load it with: okr setup completion fish | source
complete -c okr -f
"""


def completion(
    ctx: typer.Context,
    shell: Annotated[str, typer.Argument(metavar="SHELL", help="bash, zsh or fish.")],
) -> int:
    """Print a completion script for your shell.

    It completes commands, options, and the ids of the workspace you stand in.

    \b
    source <(okr setup completion bash)
    source <(okr setup completion zsh)
    okr setup completion fish | source
    """
    scripts = {"bash": _bash, "zsh": lambda c: _ZSH + _bash(c), "fish": _fish}
    if shell not in scripts:
        raise UsageError(f"there is no completion for `{shell}`", "write bash, zsh or fish")
    streams.echo(scripts[shell](ctx.find_root()).rstrip("\n"))
    return Exit.OK


def _commands(root: typer.Context) -> dict[str, tuple[str, list[str]]]:
    """The first line of the help and the long options of each command."""
    commands = {}
    known = root.command.commands  # type: ignore[attr-defined]
    for name, command in ((name, known[name]) for name in VISIBLE):
        options = sorted(
            {option for parameter in command.params for option in parameter.opts if option.startswith("--")}
        )
        commands[name] = ((command.help or "").split("\n")[0], [*options, "--help"])
    return commands


def _bash(root: typer.Context) -> str:
    commands = _commands(root)
    cases = [
        _BASH_CASE.replace("@NAME@", name)
        .replace("@OPTIONS@", " ".join(options))
        .replace("@OTHERS@", 'COMPREPLY=($(okr __names "$word" 2>/dev/null))' if name in _WITH_IDS else "COMPREPLY=()")
        for name, (_, options) in commands.items()
    ]
    script = _BASH.replace("@COMMANDS@", " ".join(commands)).replace("@CASES@", "\n".join(cases))
    return script.replace("@GLOBAL@", "--help --version --color --no-input --debug -C")


def _fish(root: typer.Context) -> str:
    lines = [_FISH.rstrip("\n")]
    commands = _commands(root)
    unused = f"not __fish_seen_subcommand_from {' '.join(commands)}"
    for name, (summary, options) in commands.items():
        text = summary.replace("'", "\\'")
        lines.append(f"complete -c okr -n '{unused}' -a {name} -d '{text}'")
        condition = f"__fish_seen_subcommand_from {name}"
        lines.extend(f"complete -c okr -n '{condition}' -l {option[2:]}" for option in options)
        if name in _WITH_IDS:
            lines.append(f"complete -c okr -n '{condition}' -a '(okr __names (commandline -ct) 2>/dev/null)'")
    return "\n".join(lines) + "\n"
