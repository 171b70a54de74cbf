"""Ideas are stories before anybody writes them."""

from __future__ import annotations

import pytest

from articles.models import Article
from newsroom.errors import NotAllowed
from reviews.lists import stories
from reviews.models import Event, Round
from reviews.planning import ideas
from reviews.planning.ideas import IdeaRefused
from reviews.workflow import signoff
from reviews.workflow.preflight import Code, preflight
from reviews.workflow.signoff import SignOffRefused
from tests.factories import NOW


def propose(room, by=None, **given):
    return ideas.propose(
        **{"desk": room.desk, "headline": "Who pays for the night ferry?", **given},
        by=by or room.colleague,
        now=NOW,
    )


@pytest.mark.parametrize("who", ["writer", "colleague", "editor"])
def test_whoever_may_file_proposes_one(room, who):
    idea = propose(room, getattr(room, who), brief=" Ask the harbour board. ")
    assert (idea.headline, idea.slug) == ("Who pays for the night ferry?", "who-pays-for-the-night-ferry")
    assert (idea.planning, idea.author, idea.brief) == ("idea", None, "Ask the harbour board.")
    assert idea.planning_label == "Idea"
    assert idea.history.first().planning == "idea"


@pytest.mark.parametrize("who", ["reader", "stranger"])
def test_others_do_not(room, who):
    with pytest.raises(NotAllowed):
        propose(room, getattr(room, who))
    assert Article.objects.count() == 1


@pytest.mark.parametrize("wrong", [{"headline": "  "}, {"brief": "x" * 10_001}])
def test_an_idea_has_a_headline_and_a_brief_of_bounded_length(room, wrong):
    with pytest.raises(IdeaRefused):
        propose(room, **wrong)


def test_it_is_in_the_lists_and_waits_for_no_signature(room):
    idea = propose(room)
    assert idea in stories.stories(room.editor, stories.Filters(), now=NOW)
    assert not Round.objects.waiting_for(room.editor).filter(article=idea).exists()
    assert not Event.objects.filter(article=idea).exists()


def test_nobody_signs_or_moves_it_and_preflight_says_why(room):
    idea = propose(room)
    first = room.desk.stages.order_by("position").first()
    sentence = "This story is an idea: no one is writing it yet."
    with pytest.raises(SignOffRefused, match=sentence):
        signoff.sign(article=idea, stage=first, by=room.editor, digest=idea.digest, now=NOW)
    with pytest.raises(SignOffRefused, match=sentence):
        signoff.pass_on(article=idea, stage=room.desk.stages.last(), by=room.editor, now=NOW)
    said = [finding.sentence for finding in preflight(idea, now=NOW) if finding.code is Code.PLANNED]
    assert said == [sentence]
