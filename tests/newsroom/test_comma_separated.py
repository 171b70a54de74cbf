from __future__ import annotations

import csv
import io

import pytest

from newsroom.comma_separated import as_csv


def read(text):
    return list(csv.reader(io.StringIO(text, newline="")))


def test_rows_are_read_as_they_were_written():
    rows = [["ä, b", 'said "no"'], ["two\nlines", ""]]
    assert read(as_csv(rows)) == rows


@pytest.mark.parametrize("cell", ["=1+1", "+1", "-1", "@SUM(A1)", "\tx", "\rx", "  =1"])
def test_no_cell_is_a_formula(cell):
    assert read(as_csv([[cell]])) == [[f"'{cell}"]]
