"""Stories that were filed before their desk had stages join the first one."""

from django.db import migrations
from django.db.models import OuterRef, Subquery


def join_first_stage(apps, schema_editor):
    stages = apps.get_model("reviews", "Stage").objects
    first = stages.filter(desk=OuterRef("article__desk")).order_by("position").values("pk")[:1]
    waiting = apps.get_model("reviews", "Round").objects.filter(closed_at=None, stage=None)
    for round in waiting.annotate(first=Subquery(first)).exclude(first=None).iterator():
        round.stage_id = round.first
        round.save(update_fields=["stage"])


class Migration(migrations.Migration):

    dependencies = [
        ("reviews", "0020_deputies_are_named_aloud"),
    ]

    operations = [
        migrations.RunPython(join_first_stage, migrations.RunPython.noop),
    ]
