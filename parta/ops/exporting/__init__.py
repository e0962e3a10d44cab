"""The school's roster as files: `school` reads it, `oneroster` writes the set, `actions` does both and notes it.

docs/decisions/0011-export.md says what goes out and under which ids.
"""
