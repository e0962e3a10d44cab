from django.db import migrations, models


class Migration(migrations.Migration):
    """Every session has both times: the table was empty till the store that writes them."""

    dependencies = [("accounts", "0003_sessions_and_trusted_devices")]

    operations = [
        migrations.AlterField("session", "created_at", models.DateTimeField()),
        migrations.AlterField("session", "seen_at", models.DateTimeField()),
    ]
