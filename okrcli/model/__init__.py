"""The records of the format, the plan that is built from them, and what is computed from plans alone.

In: plain data with positions. Out: validated records, a `Plan`, the difference of two plans, three plans merged.
It knows no file system, no git and no screen. The only package that imports pydantic."""
