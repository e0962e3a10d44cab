"""Rules of the journal: pure functions over plain data."""
