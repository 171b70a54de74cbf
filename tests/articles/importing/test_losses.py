"""What an import could not hold: one sentence for each kind of loss."""

from __future__ import annotations

from articles.importing.losses import Losses


def test_nothing_lost_says_nothing():
    assert Losses().sentences() == ()


def test_one_kind_of_loss_is_one_sentence_that_names_each_thing_once_in_order():
    losses = Losses()
    losses.add("Embedded content became its address", "video.mp4")
    losses.add("Page breaks were left out")
    losses.add("Embedded content became its address", "map.svg")
    losses.add("Embedded content became its address", "video.mp4")
    losses.add("Page breaks were left out")
    assert losses.sentences() == (
        "Embedded content became its address: video.mp4, map.svg.",
        "Page breaks were left out.",
    )
