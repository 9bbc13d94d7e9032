"""Reports as one HTML file that runs no script and loads nothing.

In: frozen rows. Out: the text of the page. The only package that imports Jinja2.
A template escapes every text."""
