"""Passing an academic year on to the next: classes move up, graduates leave, journals are made anew.

    found = actions.check(on)                  the dry run: None when no year has begun that isn't closed
    actions.roll_over(shown=found.fingerprint, by=…, at=…, progress=…)
    actions.take_back(run, by=…, at=…)

`state.load` (fixed number of queries) → `plan.make_plan` (pure) → the writer of imports. What the school decides is
kept in `RolloverDraft` (`choices`). docs/decisions/0020-year-rollover.md.
"""
