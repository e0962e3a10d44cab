"""Comparing a roster with the school, writing the difference, taking it back.

    plan = apply.check(roster, rights, on)                          the dry run; writes nothing
    run = apply.apply_roster(roster, rights, title=…, shown=plan.fingerprint, by=…, at=…, progress=…)
    undo.undo_run(run, by=…, at=…)                                  or undo.blockers(run): why not
    queries.runs(), queries.run(pk)

`apply_roster` raises `apply.PlanChanged` when applying would do something else than `shown`, `Refused` when there is
nothing to write or another import is running. The roster comes from `parta.ops.roster`; README.md of the
application has the rules. `plan.make_plan` is pure over a `Roster` and a `State` (`state.load_state`).
"""
