from django.db import migrations
from django.db.models.functions import Coalesce


def count_as_seen(apps, schema_editor):
    """Nobody comes to an inbox full of what they read as mail long ago."""
    Notification = apps.get_model("reviews", "Notification")
    Notification.objects.filter(seen_at=None, state__in=["sent", "dead"]).update(
        seen_at=Coalesce("sent_at", "created_at")
    )


class Migration(migrations.Migration):

    dependencies = [
        ('reviews', '0003_items_of_an_inbox_are_seen'),
    ]

    operations = [
        migrations.RunPython(count_as_seen, migrations.RunPython.noop),
    ]
