"""Programs for those who change okr. They are not part of the package that people install."""
