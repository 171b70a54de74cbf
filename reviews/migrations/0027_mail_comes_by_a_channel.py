from django.db import migrations, models


class Migration(migrations.Migration):
    """A better name for the attribute; the column keeps its own."""

    dependencies = [("reviews", "0026_names_that_newsrooms_use")]

    operations = [
        migrations.SeparateDatabaseAndState(
            state_operations=[
                migrations.RenameField("inboundmail", "door", "channel"),
                migrations.AlterField(
                    "inboundmail",
                    "channel",
                    models.CharField(
                        choices=[("webhook", "webhook"), ("imap", "IMAP"), ("pipe", "command line")],
                        db_column="door",
                        max_length=10,
                        verbose_name="received via",
                    ),
                ),
            ]
        )
    ]
