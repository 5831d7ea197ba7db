"""Read a table that somebody uploaded, whatever their spreadsheet made of it."""

import csv
import io
import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass

from portal.csv import plain_cell

MOST_BYTES = 5 * 1024 * 1024
MOST_COLUMNS = 50
SEPARATORS = {",": "commas", ";": "semicolons", "\t": "tabs"}
_SHOWN = 3
_LONGEST_NAME = 100
_SAVE_AS = "Save it as “CSV UTF-8” in your spreadsheet, and upload that."


class BadTable(Exception):
    """The file is no table that can be read; the text says why and what to do."""


@dataclass(frozen=True, slots=True)
class Table:
    """A header, and rows of as many cells with the line that a spreadsheet counts for each.

    `encoding` and `separator` say in words how the file was read.
    """

    header: list[str]
    rows: list[tuple[int, list[str]]]
    encoding: str
    separator: str


def read_table(data: bytes, *, most_rows: int) -> Table:
    """Return the table in a CSV file: in UTF-8, UTF-16 or Western European, separated by comma,
    semicolon or tab.

    Cells are stripped, lines without any text left out. Raises BadTable.
    """
    if len(data) > MOST_BYTES:
        raise BadTable(
            f"The file has {len(data) / 1024 / 1024:.1f} MB; {MOST_BYTES // 1024 // 1024} MB can "
            "be read. Leave out columns that are not needed, or split it."
        )
    text, encoding = _decode(data)
    if not text.strip():
        raise BadTable("The file is empty. Choose a file with a header and a line per customer.")
    separator = _separator(text)
    lines = _lines(text, separator)
    number, header = next(lines, (0, []))
    _check_header(header)
    header = [name[:_LONGEST_NAME] for name in header]
    rows: list[tuple[int, list[str]]] = []
    wrong: list[tuple[int, int]] = []
    for number, cells in lines:
        if len(rows) == most_rows:
            raise BadTable(
                f"The file has more than {most_rows:,} lines. Split it into several files."
            )
        if len(cells) > len(header) and any(cells[len(header) :]):
            wrong.append((number, len(cells)))
        rows.append((number, (cells + [""] * len(header))[: len(header)]))
    if wrong:
        raise BadTable(_too_many_cells(wrong, len(header), separator))
    if not rows:
        raise BadTable("The file has a header but no line below it. Add a line per customer.")
    return Table(header, rows, encoding, SEPARATORS[separator])


def _decode(data: bytes) -> tuple[str, str]:
    if data.startswith(b"PK\x03\x04"):
        raise BadTable(f"This is an Excel workbook or a ZIP file, not CSV. {_SAVE_AS}")
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        try:
            text, encoding = data.decode("utf-16"), "UTF-16"
        except UnicodeDecodeError:
            raise BadTable(f"The file is damaged or not text. {_SAVE_AS}") from None
    else:
        text, encoding = _decode_bytes(data)
    if any(ord(letter) < 32 and letter not in "\t\r\n\f\v" for letter in text):
        raise BadTable(f"The file is not text. {_SAVE_AS}")
    return text, encoding


def _decode_bytes(data: bytes) -> tuple[str, str]:
    try:
        return data.decode("utf-8-sig"), "UTF-8"
    except UnicodeDecodeError:
        pass
    try:
        return data.decode("cp1252"), "Western European (Windows-1252)"
    except UnicodeDecodeError:
        return data.decode("latin-1"), "Western European (ISO 8859-1)"


def _separator(text: str) -> str:
    """The sign that the header has most of, outside quotes."""
    outside = text.lstrip("\r\n").split('"')[::2]
    signs: Counter[str] = Counter()
    for part in outside:
        line, *more = re.split(r"[\r\n]", part, maxsplit=1)
        signs.update(sign for sign in line if sign in SEPARATORS)
        if more:
            break
    # Of equals the first in the table above.
    return max(SEPARATORS, key=lambda sign: signs[sign])


def _lines(text: str, separator: str) -> Iterator[tuple[int, list[str]]]:
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=separator)
    try:
        # A spreadsheet counts rows, not lines: text in quotes may go over several of these.
        for number, cells in enumerate(reader, start=1):
            stripped = [plain_cell(cell.strip()) for cell in cells]
            if any(stripped):
                yield number, stripped
    except csv.Error as error:
        raise BadTable(
            f"Line {reader.line_num} cannot be read ({error}). Look for a quotation mark that "
            "is never closed."
        ) from None


def _check_header(header: list[str]) -> None:
    if len(header) > MOST_COLUMNS:
        raise BadTable(
            f"The file has {len(header)} columns; {MOST_COLUMNS} can be read. Leave out those "
            "that are not needed."
        )


def _too_many_cells(wrong: list[tuple[int, int]], wanted: int, separator: str) -> str:
    told = ", ".join(f"line {number} has {cells}" for number, cells in wrong[:_SHOWN])
    more = f" and {len(wrong) - _SHOWN} more lines have too many" if len(wrong) > _SHOWN else ""
    return (
        f"The header has {wanted} cells, but {told}{more}. Text that contains "
        f"{SEPARATORS[separator]} must stand in quotation marks."
    )
