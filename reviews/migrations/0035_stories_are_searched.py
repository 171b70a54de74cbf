import django.db.models.deletion
from django.db import migrations, models

from reviews.migrations._search_index import drop_index, index_words


class Migration(migrations.Migration):

    dependencies = [
        ("articles", "0017_versions_are_named"),
        ("reviews", "0034_stories_are_assigned"),
    ]

    operations = [
        migrations.CreateModel(
            name="SearchEntry",
            fields=[
                (
                    "article",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        primary_key=True,
                        related_name="search_entry",
                        serialize=False,
                        to="articles.article",
                    ),
                ),
                ("texts", models.JSONField(default=list)),
                ("folded", models.TextField()),
                ("changed_at", models.DateTimeField()),
                ("event", models.BigIntegerField(default=0)),
            ],
            options={"verbose_name": "search entry", "verbose_name_plural": "search entries"},
        ),
        migrations.RunPython(index_words, drop_index),
    ]
