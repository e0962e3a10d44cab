"""A roster read from files: what every reader produces and the import plan consumes.

Readers (`own_book`, `oneroster`) turn files into a `Roster` of plain rows and a list of `Problem`s. They know
neither the database nor Django. The plan (`parta.ops.importing`) compares a `Roster` with the school.
"""
