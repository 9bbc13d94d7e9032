"""Reports in the formats of other programs: SARIF, JUnit, GitLab, GitHub, iCalendar, CSV, SVG, Mermaid and DOT.

In: frozen rows or findings. Out: the text of one file.
Each module follows one public format."""
