from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("articles", "0009_recent_editors")]

    operations = [
        migrations.AddField(
            model_name="suggestion",
            name="written_as",
            field=models.CharField(
                blank=True,
                help_text="who made it, as the file it came with says",
                max_length=120,
                verbose_name="written as",
            ),
        ),
    ]
