"""Conversations at the terminal: one way to ask, one set of keys, one kind of draft.

    from okrcli.cli.conversation import prompts
    from okrcli.cli.conversation.drafts import Draft
    from okrcli.cli.conversation.keys import Key, foot_of

    KEYS = (Key.HELP, Key.BACK, Key.SKIP, Key.REVIEW)
    draft = Draft(root, "new", person, cycle, "okr new")
    try:
        if text := draft.offered("3 answers"):      # "Draft of 3 answers from …. Continue? [Y/n]"
            …                                       # read the answers again, with the checks of typed ones
        prompts.show(prompts.heading(3, 47, "the question"))
        answer = prompts.answer("  > ", KEYS, foot=foot_of(KEYS), help=("lines of this conversation",))
        if answer is Key.BACK: …                    # `?` is answered by `answer` itself
        draft.save(text, "4 answers")               # after every answer
        …                                           # write through the write path
    finally:
        draft.report()                              # written: the draft goes; else "Draft of 4 answers kept. …"

- `prompts.ask` asks one question: with line editing, history and completion (prompt_toolkit) in a terminal, with
  `input()` for `OKR_FLAT=1` and `TERM=dumb`, and from standard input without a terminal. Labels, hints and lines go to
  standard error. `prompts.answer` asks for a text or one of the keys.
- `keys` has the keys of all conversations and their help. A conversation only says which of them apply.
- `drafts` keeps the answers so far, as a text that the conversation chooses. It writes nothing into the workspace.
- `okrcli.cli.text_editor.edited` opens the text editor for the key `e`.

In tests: replace `prompts.ask` by a function, play `LineEditor` over `create_pipe_input`, or type into
`tests.support.terminal.Terminal`.
"""
