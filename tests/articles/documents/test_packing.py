"""Columns of numbers come back as they were packed, each by itself or all of them."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from articles.documents.packing import Packed, pack, unpack

BITS = {"i": 31, "q": 62}


@pytest.mark.parametrize("plain", [False, True])
@pytest.mark.parametrize("code", BITS)
@given(data=st.data())
def test_columns_come_back(data, code, plain):
    most = 2 ** (BITS[code] - 1) - 1
    columns = data.draw(st.lists(st.lists(st.integers(-most, most)), max_size=4))
    packed = pack(*columns, plain=plain)
    assert [(column.typecode, column.tolist()) for column in unpack(packed, code)] == [
        (code, column) for column in columns
    ]
    one_by_one = Packed(packed, code)
    assert len(one_by_one) == len(columns)
    for number in reversed(range(len(columns))):
        assert one_by_one[number].tolist() == columns[number]
