"""Reports as Markdown, for pull requests, job summaries and mail.

In: frozen rows. Out: Markdown in which no text of a user can make a link, a mention or a heading.
It imports nothing but the escaping and the rows."""
