"""Bytes become data with positions, and edits become splices of the text.

In: the bytes of one file, or an edit of one value. Out: plain data, a position for every key, findings, new bytes.
It knows no record, no rule and no file system. The only package that imports PyYAML and ruamel.yaml."""
