"""Tables as CSV files that a spreadsheet opens and does not execute."""

import csv
import re
from collections.abc import Iterable, Iterator, Sequence
from datetime import UTC, datetime
from typing import Any

from django.http import StreamingHttpResponse

# What makes Excel, LibreOffice and Google Sheets compute a cell, in their wide forms too.
# https://owasp.org/www-community/attacks/CSV_Injection
_FORMULA = tuple("=+-@\t\r\n＝＋－＠")
_TEXT_FORMULA = re.compile(r'="((?:[^"]|"")*)"')
_WITHIN = re.compile(r"(;\s*|(?<=\S)[\t\r\n]\s*)([=+\-@＝＋－＠])")
_MARKED = re.compile(_WITHIN.pattern.replace(")(", ")'("))


def csv_response(
    name: str, header: Sequence[str], rows: Iterable[Sequence[Any]]
) -> StreamingHttpResponse:
    """Answer with a table to download, sent row by row, so that a long one needs no memory.

    `name` is the file's, with its ending; rows hold text, numbers, aware datetimes (written in
    UTC) and None. Read them with `queryset.iterator()`.
    """
    return StreamingHttpResponse(
        _lines(header, rows),
        content_type="text/csv; charset=utf-8",
        headers={
            "Content-Disposition": f'attachment; filename="{name}"',
            "Cache-Control": "no-store",
            "X-Content-Type-Options": "nosniff",
        },
    )


def safe_cell(value: Any) -> str:
    """Return a value as the text of a cell that no spreadsheet takes for a formula.

    Text that would be one gets an apostrophe in front, which spreadsheets read as "this is text",
    and so does what stands within it behind a semicolon or a line break.
    """
    if value is None:
        return ""
    if isinstance(value, datetime):
        return value.astimezone(UTC).strftime("%Y-%m-%d %H:%M:%SZ")
    text = str(value)
    if isinstance(value, int | float):
        return text
    # Where a spreadsheet separates by semicolons, what follows one is a cell of its own.
    text = _WITHIN.sub(r"\1'\2", text)
    # Some strip spaces before they look.
    if text.startswith(_FORMULA) or text.lstrip().startswith(_FORMULA):
        return f"'{text}"
    return text


def plain_cell(text: str) -> str:
    """Return the value of a cell that `safe_cell` wrote, or that is a formula of nothing but a
    text: ="0042", by which exports keep the zeros of an ID.
    """
    if formula := _TEXT_FORMULA.fullmatch(text):
        return formula[1].replace('""', '"')
    bare = _MARKED.sub(r"\1\2", text).removeprefix("'")
    return bare if safe_cell(bare) == text else text


class _Echo:
    """A file that hands back what is written to it."""

    def write(self, text: str) -> str:
        return text


def _lines(header: Sequence[str], rows: Iterable[Sequence[Any]]) -> Iterator[str]:
    writer = csv.writer(_Echo())
    # Excel takes a file for UTF-8 only with this mark.
    yield "\ufeff"
    yield writer.writerow([safe_cell(cell) for cell in header])
    for row in rows:
        yield writer.writerow([safe_cell(cell) for cell in row])
