from django.db import migrations, models
from django.db.models import F


def mark(apps, schema_editor):
    """Those that closed with their suggestion were resolved at the same moment."""
    queries = apps.get_model("reviews", "Query").objects.using(schema_editor.connection.alias)
    closed = queries.filter(state="resolved", resolved_at=F("suggestion__decided_at"))
    queries.filter(pk__in=list(closed.values_list("pk", flat=True))).update(closed_with_suggestion=True)


class Migration(migrations.Migration):
    dependencies = [
        ("reviews", "0028_people_are_notified_and_endpoints_paused"),
    ]

    operations = [
        migrations.AddField(
            model_name="query",
            name="closed_with_suggestion",
            field=models.BooleanField(
                default=False,
                editable=False,
                help_text="resolved because the suggestion that it discusses was decided on or withdrawn",
            ),
        ),
        migrations.RunPython(mark, migrations.RunPython.noop),
    ]
