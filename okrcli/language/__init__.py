"""The wording of titles in four languages: numbers, dates, verbs, and questions about a text.

In: a title or a line of text. Out: a proposed measure, or advice about the wording.
It knows no plan and no screen. Its words stand in `lexicons/`, one file for each language."""
