"""Reports as pages of headed sections, before they are laid out for a format.

In: frozen rows. Out: pages, sections and points with the words that every format shows.
It knows no width, no colour and no mark-up: `terminal`, `markdown` and `html` lay a page out."""
