"""Makes the tables of articles and reviews in a new database at once.

They are as migrations 0001 to 0019 of articles and 0001 to 0035 of reviews leave them. One migration stands for those of
both apps, because they depend on each other: 0024 of reviews comes before 0008 of articles. So a database takes either all
of them by this one, or goes on with those it has not got yet. Their changes of rows are left out here: there are none.
"""

from django.conf import settings
from django.db import migrations

from articles.migrations._tables import TABLES as ARTICLES
from newsroom.models.tables import CreateModels
from reviews.migrations._search_index import drop_index, index_words
from reviews.migrations._tables import TABLES as REVIEWS


class Migration(migrations.Migration):

    initial = True

    replaces = [
        ("articles", "0001_initial"),
        ("articles", "0002_initial"),
        ("articles", "0003_revisions_keep_where_passages_stood"),
        ("articles", "0004_suggestions_have_rows"),
        ("articles", "0005_who_writes_together"),
        ("articles", "0006_passages_remember_what_went_after_them"),
        ("articles", "0007_the_log_is_compacted"),
        ("articles", "0008_batches_say_their_kind"),
        ("articles", "0009_recent_editors"),
        ("articles", "0010_suggestions_of_outsiders_are_named"),
        ("articles", "0011_labels_are_in_newsroom_english"),
        ("articles", "0012_names_that_newsrooms_use"),
        ("articles", "0013_uploads_wait_to_be_filed"),
        ("articles", "0014_images_are_kept"),
        ("articles", "0015_revisions_are_kept_for_what_is_sent"),
        ("articles", "0016_stories_have_a_target_length"),
        ("articles", "0017_versions_are_named"),
        ("articles", "0018_stories_are_planned"),
        ("articles", "0019_stories_are_planned_before_their_words"),
        ("reviews", "0001_initial"),
        ("reviews", "0002_find_mails_given_up_quickly"),
        ("reviews", "0003_items_of_an_inbox_are_seen"),
        ("reviews", "0004_what_left_before_the_inbox_counts_as_seen"),
        ("reviews", "0005_people_say_what_mail_they_want"),
        ("reviews", "0006_words_are_proposed_and_people_mentioned"),
        ("reviews", "0007_acts_that_follow_share_a_mail"),
        ("reviews", "0008_guests_are_invited"),
        ("reviews", "0009_queries_discuss_suggestions"),
        ("reviews", "0010_people_have_hours_and_the_clock_speaks_once"),
        ("reviews", "0011_answers_come_in_by_mail"),
        ("reviews", "0012_webhooks_are_told"),
        ("reviews", "0013_a_mail_judged_again_is_answered_again"),
        ("reviews", "0014_people_have_calendars"),
        ("reviews", "0015_answers_put_aside_are_found_quickly"),
        ("reviews", "0016_an_inbox_row_costs_few_indexes"),
        ("reviews", "0017_webhooks_told_are_found_quickly"),
        ("reviews", "0018_authors_of_suggestions_are_told"),
        ("reviews", "0019_deputies_hear_what_waits"),
        ("reviews", "0020_deputies_are_named_aloud"),
        ("reviews", "0021_open_rounds_are_at_a_stage"),
        ("reviews", "0022_answers_are_leased_like_mails"),
        ("reviews", "0023_webhooks_change_their_secret"),
        ("reviews", "0024_accepted_words_name_their_edit"),
        ("reviews", "0025_labels_are_in_newsroom_english"),
        ("reviews", "0026_names_that_newsrooms_use"),
        ("reviews", "0027_mail_comes_by_a_channel"),
        ("reviews", "0028_people_are_notified_and_endpoints_paused"),
        ("reviews", "0029_queries_close_with_their_suggestion"),
        ("reviews", "0030_stories_are_moved"),
        ("reviews", "0031_authors_are_notified"),
        ("reviews", "0032_queries_on_whole_stories_and_drafts"),
        ("reviews", "0033_views_of_the_list_are_saved"),
        ("reviews", "0034_stories_are_assigned"),
        ("reviews", "0035_stories_are_searched"),
    ]

    dependencies = [
        ("auth", "0012_alter_user_first_name_max_length"),
        ("newsroom", "0001_squashed_0013_desks_list_their_sections"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        CreateModels(articles=ARTICLES, reviews=REVIEWS),
        migrations.RunPython(index_words, drop_index),
    ]
