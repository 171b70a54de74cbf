from __future__ import annotations

import pytest

from reviews.lists.stage_order import in_order


@pytest.mark.parametrize(
    ("workflows", "expected"),
    [
        ([], ""),
        (["ABC"], "ABC"),
        (["ABC", "ABC"], "ABC"),
        (["ACD", "ABD"], "ACBD"),
        (["AD", "ABCD"], "ABCD"),
        (["CD", "ABC"], "ABCD"),
        (["ABC", "XYZ"], "AXBYCZ"),
    ],
)
def test_every_desk_keeps_its_own_order(workflows, expected):
    assert "".join(in_order(workflows)) == expected


def test_desks_that_contradict_one_another_have_each_name_once():
    assert sorted(in_order(["ABC", "CBA"])) == ["A", "B", "C"]
