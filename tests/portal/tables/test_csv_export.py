import csv
import io
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta, timezone
from typing import Any

import pytest

from portal.tables.csv_export import csv_response, plain_cell, safe_cell


def read(response: Any) -> list[list[str]]:
    text = b"".join(response.streaming_content).decode("utf-8-sig")
    return list(csv.reader(io.StringIO(text, newline="")))


@pytest.mark.parametrize(
    "text",
    [
        "=1+1",
        "+49 30 1234",
        "-1",
        "@SUM(A1)",
        "\t=1",
        "\r=1",
        "\n=1",
        "  =cmd|' /C calc'!A0",
        '=HYPERLINK("http://evil.example","look")',
        "＝1+1",
    ],
)
def test_no_text_becomes_a_formula(text: str) -> None:
    assert safe_cell(text) == f"'{text}"
    assert plain_cell(safe_cell(text)) == text


@pytest.mark.parametrize(
    ("text", "written"),
    [
        ("named Bob;=cmd|' /C calc'!A0;x", "named Bob;'=cmd|' /C calc'!A0;x"),
        (";=1", ";'=1"),
        ("=1; -2", "'=1; '-2"),
        ("two\n+lines", "two\n'+lines"),
    ],
)
def test_no_part_of_a_text_becomes_a_formula(text: str, written: str) -> None:
    assert safe_cell(text) == written
    assert plain_cell(written) == text


@pytest.mark.parametrize("text", ["", "Acme", "a=b", "O'Neill", "'quoted'", "3-1", "'s-Gravenhage"])
def test_other_text_stays_as_it_is(text: str) -> None:
    assert safe_cell(text) == text
    assert plain_cell(text) == text


def test_numbers_times_and_nothing_are_written_as_such() -> None:
    berlin = datetime(2026, 3, 1, 1, 30, tzinfo=timezone(timedelta(hours=1)))

    assert [safe_cell(one) for one in (-5, 0.5, True, None, berlin)] == [
        "-5",
        "0.5",
        "True",
        "",
        "2026-03-01 00:30:00Z",
    ]


def test_a_table_comes_back_as_it_was() -> None:
    rows = [["Müller & Söhne, Inc.", 'the "best"'], ["two\nlines", "日本"]]

    response = csv_response("customers.csv", ["Name", "Words; or so"], rows)

    assert response["Content-Type"] == "text/csv; charset=utf-8"
    assert response["Content-Disposition"] == 'attachment; filename="customers.csv"'
    assert read(response) == [["Name", "Words; or so"], *rows]


def test_a_table_without_rows_has_its_header() -> None:
    assert read(csv_response("none.csv", ["Name"], [])) == [["Name"]]


def test_rows_are_read_only_as_they_are_sent() -> None:
    taken: list[int] = []

    def rows() -> Iterator[list[Any]]:
        for number in range(3):
            taken.append(number)
            yield [number, datetime(2026, 1, 1, tzinfo=UTC)]

    content = iter(csv_response("long.csv", ["No.", "At"], rows()))
    next(content), next(content)
    assert taken == []
    next(content)
    assert taken == [0]
