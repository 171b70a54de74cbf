from django.db import migrations


class Migration(migrations.Migration):
    """Changes nothing. The migrations before this one can be squashed with those of reviews, where the squash is kept:
    without this one, a new database would have no migration of articles for later ones to follow.
    """

    dependencies = [
        ("articles", "0019_stories_are_planned_before_their_words"),
        ("reviews", "0035_stories_are_searched"),
    ]

    operations = []
