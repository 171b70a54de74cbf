from django.db import migrations, models


class Migration(migrations.Migration):
    """A better name for the attribute; the column keeps its own."""

    dependencies = [("articles", "0008_batches_say_their_kind")]

    operations = [
        migrations.SeparateDatabaseAndState(
            state_operations=[
                migrations.RenameField("document", "hands", "recent_editors"),
                migrations.AlterField(
                    "document", "recent_editors", models.JSONField(db_column="hands", default=dict)
                ),
            ]
        )
    ]
