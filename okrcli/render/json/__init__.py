"""Reports as JSON documents.

In: frozen rows. Out: documents with `schema_version` and `kind`, and the JSON Schema of each.
A field that is documented keeps its name and meaning."""
