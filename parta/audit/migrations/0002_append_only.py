"""The history can only grow: the database itself refuses to alter or delete its rows.

The one exception is erasing what a row tells about a person: `payload` and `salt` may become NULL.
"""

from django.db import migrations

KEPT = ("seq", "at", "actor", "action", "model", "object_id", "payload_digest", "digest")
REFUSAL = "audit_change is append-only"

SQLITE = [
    f"""
    CREATE TRIGGER audit_change_no_delete BEFORE DELETE ON audit_change
    BEGIN SELECT RAISE(ABORT, '{REFUSAL}'); END
    """,
    f"""
    CREATE TRIGGER audit_change_no_update BEFORE UPDATE ON audit_change
    WHEN {" OR ".join(f"OLD.{name} IS NOT NEW.{name}" for name in KEPT)}
      OR NEW.payload IS NOT NULL OR NEW.salt IS NOT NULL
    BEGIN SELECT RAISE(ABORT, '{REFUSAL}'); END
    """,
]
POSTGRESQL = [
    f"""
    CREATE FUNCTION audit_change_append_only() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
      IF TG_OP = 'UPDATE' AND NEW.payload IS NULL AND NEW.salt IS NULL
         AND ({", ".join(f"OLD.{name}" for name in KEPT)})
             IS NOT DISTINCT FROM ({", ".join(f"NEW.{name}" for name in KEPT)}) THEN
        RETURN NEW;
      END IF;
      RAISE EXCEPTION '{REFUSAL}';
    END $$
    """,
    """
    CREATE TRIGGER audit_change_append_only BEFORE UPDATE OR DELETE ON audit_change
    FOR EACH ROW EXECUTE FUNCTION audit_change_append_only()
    """,
    """
    CREATE TRIGGER audit_change_no_truncate BEFORE TRUNCATE ON audit_change
    FOR EACH STATEMENT EXECUTE FUNCTION audit_change_append_only()
    """,
]


def install(apps, schema_editor):
    statements = SQLITE if schema_editor.connection.vendor == "sqlite" else POSTGRESQL
    for statement in statements:
        schema_editor.execute(statement)


class Migration(migrations.Migration):
    dependencies = [("audit", "0001_initial")]
    operations = [migrations.RunPython(install, migrations.RunPython.noop)]
