"""A roster read from files: what every reader produces and the import plan consumes.

Entry points: `read.read_upload`, `read.read_folder`, `read.read_consents`; `template.workbook`, `template.csv_zip`;
`consents.consent_list`, `consents.with_consents`. Parsing happens in a child process (`child`): `sources` makes
tables of files (`archive`, `csvfile`, `tables`), readers (`own_book`, `oneroster`, `sds`) turn tables into a
`Roster` of plain rows and `Problem`s. Nothing here knows the database or Django. The plan (`parta.ops.importing`)
compares a `Roster` with the school.
"""
