"""One module for each view: from a plan and a day to frozen rows.

In: a workspace and a day. Out: rows with exact values and nothing for the eye.
It knows no colour, no width and no language of a page; `render` does."""
