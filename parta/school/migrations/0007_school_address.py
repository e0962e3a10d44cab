from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("school", "0006_final_marks_policy")]
    operations = [
        migrations.AddField(
            model_name="school",
            name="address",
            field=models.CharField(blank=True, default="", max_length=300, verbose_name="адрес"),
            preserve_default=False,
        ),
    ]
