"""Fields are called by what they hold. Columns keep their names, so no table changes."""

from django.db import migrations, models

RENAMED = {
    ("hours", "deputy_told_at"): (
        "deputy_notified_at",
        models.DateTimeField(
            null=True,
            blank=True,
            editable=False,
            db_column="deputy_told_at",
            help_text="when the deputy was notified of this absence",
        ),
    ),
    ("endpoint", "resting_until"): (
        "paused_until",
        models.DateTimeField("paused until", null=True, blank=True, db_column="resting_until"),
    ),
    ("signoff", "stale_told_at"): (
        "stale_notified_at",
        models.DateTimeField("notified as out of date", null=True, blank=True, db_column="stale_told_at"),
    ),
}


class Migration(migrations.Migration):
    dependencies = [("reviews", "0027_mail_comes_by_a_channel")]

    operations = [
        operation
        for (model, old), (new, field) in RENAMED.items()
        for operation in (
            migrations.AlterField(model, old, field),
            migrations.RenameField(model, old, new),
        )
    ]
