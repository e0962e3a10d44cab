from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("people", "0005_health_consents_apart")]
    operations = [migrations.RemoveField(model_name="consent", name="health")]
