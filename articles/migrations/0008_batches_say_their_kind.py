"""What made a batch of steps was told by what stood in place of a client: it gets a column of its own."""

from django.db import migrations, models
from django.db.models import Max, OuterRef, Subquery

ROWS = 5_000
"""Numbers of batches that one statement goes through."""
PAGES = {"decision": "decision", "notes-lifted": "lifted"}
ACCEPTED = r"^accepted-[0-9]+-[0-9]*$"


def _pieces(batches):
    newest = batches.aggregate(newest=Max("pk"))["newest"] or 0
    for last in range(0, newest, ROWS):
        yield batches.filter(pk__gt=last, pk__lte=last + ROWS)


def say_kinds(apps, schema_editor):
    """A batch without a client came from a file, from a revision, or took back that notes were made queries.

    The revision that was kept of what it led to says which.
    """
    revisions = apps.get_model("articles", "Revision").objects.using(schema_editor.connection.alias)
    kept = revisions.filter(
        article=OuterRef("document"),
        version=OuterRef("first_version") + OuterRef("count"),
        reason__in=["new_version", "restored"],
    )
    reason = Subquery(kept.order_by("number").values("reason")[:1])
    batches = apps.get_model("articles", "StepBatch").objects.using(schema_editor.connection.alias)
    for rows in _pieces(batches):
        without = rows.filter(kind="typed", client_id="").annotate(reason=reason)
        without.filter(reason="new_version").update(kind="filed")
        without.filter(reason="restored").update(kind="restored")
        rows.filter(kind="typed", client_id="").update(kind="lifted")
        for client, kind in PAGES.items():
            rows.filter(client_id=client).update(kind=kind, client_id="")
        rows.filter(client_id__regex=ACCEPTED).update(kind="accepted", client_id="")


def name_clients(apps, schema_editor):
    """Which query and which reply words were accepted of is added by the migration of those before this one."""
    batches = apps.get_model("articles", "StepBatch").objects.using(schema_editor.connection.alias)
    for rows in _pieces(batches):
        rows.filter(kind="decision").update(client_id="decision")
        rows.filter(kind="lifted", can_undo=True).update(client_id="notes-lifted")
        rows.filter(kind="accepted").update(client_id="accepted-0-")


class Migration(migrations.Migration):
    dependencies = [("articles", "0007_the_log_is_compacted")]

    operations = [
        migrations.AddField(
            model_name="stepbatch",
            name="kind",
            field=models.CharField(
                choices=[
                    ("typed", "typed"),
                    ("decision", "suggestions accepted or rejected"),
                    ("accepted", "proposed words accepted"),
                    ("lifted", "notes made queries"),
                    ("filed", "new version from a file"),
                    ("restored", "revision restored"),
                ],
                default="typed",
                max_length=10,
                verbose_name="kind",
            ),
        ),
        migrations.AlterField(
            model_name="stepbatch",
            name="client_id",
            field=models.CharField(blank=True, max_length=64),
        ),
        migrations.RunPython(say_kinds, name_clients),
        migrations.AddConstraint(
            model_name="stepbatch",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    kind__in=["typed", "decision", "accepted", "lifted", "filed", "restored"]
                ),
                name="a_batch_is_of_a_kind",
            ),
        ),
        migrations.AddConstraint(
            model_name="stepbatch",
            constraint=models.CheckConstraint(
                condition=(models.Q(kind="typed") & ~models.Q(client_id=""))
                | (~models.Q(kind="typed") & models.Q(client_id="")),
                name="only_typing_has_a_client",
            ),
        ),
    ]
