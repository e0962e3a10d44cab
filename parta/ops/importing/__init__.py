"""Comparing a roster with the school, writing the difference, taking it back.

Entry points: `state.load_state`, `plan.make_plan` (pure), `apply.check` and `apply.apply_roster`, `undo.undo_run`,
`queries.runs`. The roster comes from `parta.ops.roster`; README.md of the application has the rules.
"""
