"""`okr setup completion`: scripts that complete commands, options, fields, values and names in a shell."""

from __future__ import annotations

from typing import Annotated, Final

import typer

from okrcli.errors import Exit, UsageError
from okrcli.render.terminal import streams

_BASH: Final = r"""# okr setup completion for bash. Load it with: source <(okr setup completion bash)
_okr() {
    local line
    COMPREPLY=()
    while IFS= read -r line; do
        case "$line" in
            :files) compopt +o nospace -o default 2>/dev/null ;;
            :folders) compopt +o nospace -o dirnames 2>/dev/null ;;
            *) COMPREPLY+=("$line") ;;
        esac
    done < <(command okr __complete bash "${COMP_LINE:0:COMP_POINT}" "$COMP_WORDBREAKS" 2>/dev/null)
}
complete -o nospace -o nosort -F _okr okr 2>/dev/null || complete -o nospace -F _okr okr
"""
_ZSH: Final = r"""#compdef okr
# okr setup completion for zsh. Load it with: source <(okr setup completion zsh)
_okr() {
    local line text
    local -i width=0
    local -a texts shown open_texts open_shown lines
    while IFS= read -r line; do
        text=${line%%$'\t'*}
        case $text in
            :files) _files; return ;;
            :folders) _files -/; return ;;
        esac
        lines+=("$line")
        (( ${#text} > width )) && width=${#text}
    done < <(command okr __complete zsh "${(@Q)words[2,CURRENT-1]}" "${(Q)PREFIX}" 2>/dev/null)
    for line in $lines; do
        text=${line%%$'\t'*} line=${line#*$'\t'}
        [[ -n $line ]] && line="${(r:width:)text} -- $line" || line=$text
        if [[ $text == *[:=] ]]; then
            open_texts+=("$text") open_shown+=("$line")
        else
            texts+=("$text") shown+=("$line")
        fi
    done
    compadd -Q -V okr -l -d shown -a texts
    compadd -Q -V okr-open -S '' -l -d open_shown -a open_texts
    (( ${#lines} ))
}
if [[ ${funcstack[1]} == _okr ]]; then
    _okr "$@"
else
    (( ${+functions[compdef]} )) || { autoload -Uz compinit && compinit -i }
    compdef _okr okr
fi
"""
_FISH: Final = r"""# okr setup completion for fish. Load it with: okr setup completion fish | source
function __okr_complete
    set -l words (commandline -opc)
    set -l current (string replace -r '^["\']' '' -- (commandline -ct))
    set -l lines (command okr __complete fish $words[2..-1] "$current" 2>/dev/null)
    switch "$lines[1]"
        case ":files*" ":folders*"
            __fish_complete_path "$current"
        case "*"
            string join -- \n $lines
    end
end
complete -c okr -f -k -a "(__okr_complete)"
"""
_SCRIPTS: Final = {"bash": _BASH, "zsh": _ZSH, "fish": _FISH}


def completion(shell: Annotated[str, typer.Argument(metavar="SHELL", help="bash, zsh or fish.")]) -> int:
    """Print a completion script for your shell.

    It completes commands, options and their values, fields, people, and the ids of the workspace in the current folder.

    \b
    source <(okr setup completion bash)
    source <(okr setup completion zsh)
    okr setup completion fish | source
    """
    if shell not in _SCRIPTS:
        raise UsageError(f"there is no completion for `{shell}`", "write bash, zsh or fish")
    streams.echo(_SCRIPTS[shell].rstrip("\n"))
    return Exit.OK
