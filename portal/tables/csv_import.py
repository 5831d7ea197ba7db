"""Read a table that somebody uploaded, whatever their spreadsheet made of it."""

import codecs
import contextlib
import csv
import io
import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import islice

from portal.tables.encodings import KEPT_AS, is_misread, keep
from portal.text.invisible import without_invisible

from .csv_export import plain_cell
from .footers import footer_at, not_rows

MOST_BYTES = 5 * 1024 * 1024
MOST_COLUMNS = 50
SEPARATORS = {",": "commas", ";": "semicolons", "\t": "tabs", "|": "vertical bars"}
_SHOWN = 3
_LONGEST_NAME = 100
_LONGEST_SHOWN = 60
_MOST_NUMBERED = 20
# Those of ASCII, where text is kept as its bytes.
_HOST = re.compile(r"\w@\w|(?<![\w.])[\w-]+(?:\.[\w-]+)*\.[A-Za-z]{2,}(?![\w.])")
_SPACES = " \t\r\n\f\v"
# A first line for Excel that names the separator; a spreadsheet that saved it may have added some.
_NAMED_SEPARATOR = re.compile(
    r'\s*"?sep=(.|\\t)"?(?:[,;|\t]|[^\S\r\n])*(?=[\r\n]|$)', re.IGNORECASE
)
# What no heading has; half of a Japanese letter may be an @.
_ADDRESS = re.compile(r"[^\s@]@[^\s@]+\.[A-Za-z]{2}|://")
# Typographic quotation marks quote nothing for a spreadsheet.
_CURLY = re.compile("[“”„«»]")
_OPEN = re.compile('[“„«"][^“”„«»"]*')
# The others may be a part of a letter, where text is kept as its bytes.
_OPEN_STRAIGHT = re.compile('"[^"]*')
# Where the header may be, below the titles of a report; where else it is looked for, to say so.
_MOST_TITLES = 20
_FURTHER = 300
_MOST_HEADER = 50_000
# ZIP, and what Excel wrote before.
_WORKBOOKS = (b"PK\x03\x04", b"\xd0\xcf\x11\xe0")
_EMPTY = "The file is empty. Choose a file with a header row and one row per customer."
SAVE_AS = "Save it as “CSV UTF-8” in your spreadsheet program, and upload that file."


class BadTable(Exception):
    """The file is no table that can be read; the text says why and what to do."""


@dataclass(frozen=True, slots=True)
class Table:
    """A header, and rows of as many cells with the line that a spreadsheet counts for each.

    `encoding` and `separator` say in words how the file was read, `left_out` what of it is no
    part of the table. Without an `encoding`, which is also where a program got it wrong before, all
    text is kept as bytes (portal.tables.encodings).
    """

    header: list[str]
    rows: list[tuple[int, list[str]]]
    encoding: str
    separator: str
    left_out: list[str] = field(default_factory=list)


def read_table(
    data: bytes, *, most_rows: int, is_heading: Callable[[str], bool] = lambda text: False
) -> Table:
    """Return the table in a CSV file, separated by comma, semicolon, tab or vertical bar.

    `is_heading` tells headings that are known: the line with most of them is the header. Cells
    are stripped, lines without any text left out, and so are titles above the header, lines that
    repeat it, and the footer of a report. UTF-8 and UTF-16 are known by themselves; nobody can tell
    other encodings for sure, so those are not guessed, nor is text mended that came in damaged.
    Raises BadTable.
    """
    if len(data) > MOST_BYTES:
        raise BadTable(
            f"The file is {len(data) / 1024 / 1024:.1f} MB; the limit is "
            f"{MOST_BYTES // 1024 // 1024} MB. Remove columns you don't need, or split "
            "the file."
        )
    text, encoding = _decode(data)
    if not text.strip():
        raise BadTable(_EMPTY)
    separator = ""
    if named := _NAMED_SEPARATOR.match(text):
        # The line break stays, so that lines keep their numbers.
        text = text[named.end() :]
        sign = "\t" if named[1] == "\\t" else named[1]
        # A spreadsheet may have saved the file with another one since.
        separator = sign if sign in SEPARATORS and sign in text else ""
        if sign not in SEPARATORS and sign in text.strip().splitlines()[0]:
            raise BadTable(
                f"Row 1 says that “{sign}” separates the cells, but only "
                f"{', '.join(SEPARATORS.values())} can be read. {SAVE_AS}"
            )
    separator = separator or _separator(text, is_heading)
    _check_quotes(text, separator)
    spaces = None if encoding else _SPACES
    lines = list(_lines(text, separator, most=most_rows, spaces=spaces))
    if not lines:
        # An empty sheet is saved with its separators, and perhaps with the line that names them.
        raise BadTable(_EMPTY)
    if inner := _quoted_as_a_whole(lines, is_heading):
        separator = inner
        lines = [(number, _cells(cells[0], inner, spaces)) for number, cells in lines]
    beginning = [cells for _, cells in lines[:_MOST_TITLES]]
    if max(_known(beginning, is_heading)) < 2:
        _check_no_header_below(text, is_heading)
    start = _header_at(beginning, is_heading)
    number, header = lines[start]
    _check_header(header, number, is_known=any(map(is_heading, header)))
    header = [without_invisible(name)[:_LONGEST_NAME].strip() for name in header]
    left_out = []
    if start:
        left_out.append(f"Row {number} was read as the header; everything above it was skipped.")
    body = lines[start + 1 :]
    kept = body[: footer_at(body, columns=sum(map(bool, header)))]
    if len(kept) < len(body):
        left_out.append(_footer_skipped(*body[len(kept)]))
    between = not_rows(kept, lines[start][1])
    if between:
        kept = [line for line in kept if line[0] not in between]
        one = len(between) == 1
        left_out.append(
            f"{_numbered(between)} {'was' if one else 'were'} skipped: "
            f"{'it repeats' if one else 'they repeat'} the header, {'is' if one else 'are'} above "
            f"one, or {'is a subtotal' if one else 'are subtotals'}."
        )
    if len(kept) > most_rows:
        raise BadTable(f"The file has more than {most_rows:,} rows. Split it into several files.")
    rows: list[tuple[int, list[str]]] = []
    wrong: list[tuple[int, int]] = []
    is_open = _OPEN if encoding else _OPEN_STRAIGHT
    for number, cells in kept:
        if len(cells) > len(header) and any(cells[len(header) :]):
            wrong.append((number, len(cells)))
        if any(_has_swallowed(cell, cells, header) for cell in cells):
            raise BadTable(_never_closed(number))
        if len(cells) <= len(header) and (cell := next(filter(is_open.fullmatch, cells), "")):
            raise BadTable(
                f"Row {number} has a quotation mark that is never closed: {cell[:40]}. Close it, "
                "or remove it."
            )
        rows.append((number, (cells + [""] * len(header))[: len(header)]))
    if wrong:
        curly = any(_CURLY.match(cell) for number, cells in kept for cell in cells)
        raise BadTable(_too_many_cells(wrong, len(header), separator, curly=curly))
    if not rows:
        raise BadTable("The file has a header but no rows below it. Add one row per customer.")
    if encoding and is_misread(
        "\n".join([*header, *(cell for _, cells in rows for cell in cells)])
    ):
        encoding = ""
        header = list(map(keep, header))
        rows = [(number, list(map(keep, cells))) for number, cells in rows]
    return Table(header, rows, encoding, SEPARATORS[separator], left_out)


def _footer_skipped(number: int, cells: Sequence[str]) -> str:
    said = next(filter(None, cells), "")[:_LONGEST_SHOWN]
    return (
        f"Row {number} (“{said}”) and everything below were skipped as a report's footer. If it's "
        "a customer, fill in their email address, and upload the file again."
    )


def _numbered(rows: Sequence[int]) -> str:
    if len(rows) == 1:
        return f"Row {rows[0]}"
    shown, more = rows[:_MOST_NUMBERED], len(rows) - _MOST_NUMBERED
    last = f"{more:,} more" if more > 0 else str(shown[-1])
    return f"Rows {', '.join(map(str, shown if more > 0 else shown[:-1]))} and {last}"


def _decode(data: bytes) -> tuple[str, str]:
    if data.startswith(_WORKBOOKS):
        raise BadTable(f"This is an Excel workbook or a ZIP file, not CSV. {SAVE_AS}")
    if re.match(rb"(\xef\xbb\xbf)?\s*<(!doctype|html|table|\?xml)", data, re.IGNORECASE):
        raise BadTable(
            f"This is a web page or XML, not CSV; some systems call that an Excel export. {SAVE_AS}"
        )
    if re.match(rb"(\xef\xbb\xbf)?\s*(%PDF-|\{\\rtf|\[\s*[\[{]|\{\s*\")", data):
        raise BadTable(f"This is a PDF, JSON, or text document, not CSV. {SAVE_AS}")
    if utf_16 := _utf_16(data):
        try:
            text, encoding = data.decode(utf_16).removeprefix("\ufeff"), "UTF-16"
        except UnicodeDecodeError:
            raise BadTable(f"The file is damaged or isn't text. {SAVE_AS}") from None
    else:
        text, encoding = _decode_bytes(data)
    text = _without_end(text)
    if any(ord(letter) < 32 and letter not in "\t\r\n\f\v" for letter in text):
        raise BadTable(f"The file isn't text. {SAVE_AS}")
    return text, encoding


def _without_end(text: str) -> str:
    """DOS ended a text by a sign of its own."""
    stripped = text.rstrip("\x1a\r\n\t ")
    return stripped if text[len(stripped) :].lstrip("\r\n\t ").startswith("\x1a") else text


def _utf_16(data: bytes) -> str:
    """UTF-16 by its mark; without one, every other byte of a header is zero."""
    if data.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return "utf-16"
    first, second = data[:40:2], data[1:40:2]
    if not any(second) and all(first) and second:
        return "utf-16-le"
    if not any(first) and all(second) and first:
        return "utf-16-be"
    # Headings in other letters: lines and cells end in each way of writing by themselves.
    ends = {"utf-16-le": rb"[\r\n,;\t|]\0", "utf-16-be": rb"\0[\r\n,;\t|]"}
    found = {code: _ends(data, code, end) for code, end in ends.items() if b"\0" in data}
    best = max(found, key=lambda code: found[code], default="")
    return best if best and found[best] > 1 else ""


def _ends(data: bytes, code: str, end: bytes) -> int:
    """How many ends of lines and cells there are, at even places; none in what is not text."""
    try:
        text = data.decode(code)
    except UnicodeDecodeError:
        return 0
    if any(ord(letter) < 32 and letter not in "\t\r\n\f\v" for letter in text):
        return 0
    return sum(found.start() % 2 == 0 for found in re.finditer(end, data))


def _decode_bytes(data: bytes) -> tuple[str, str]:
    try:
        return data.decode("utf-8-sig"), "UTF-8"
    except UnicodeDecodeError:
        return data.removeprefix(codecs.BOM_UTF8).decode(KEPT_AS), ""


def _separator(text: str, is_heading: Callable[[str], bool]) -> str:
    """The sign by which most headings are known; else the one that the header has most of.

    That is outside quotes; a title may have one, too.
    """
    beginning = text[:_MOST_HEADER]
    known = {sign: max(_known(_first_lines(beginning, sign), is_heading)) for sign in SEPARATORS}
    # Of equals the first in the table above.
    best = max(SEPARATORS, key=lambda sign: known[sign])
    if known[best] > 1:
        return best
    bare = re.sub(r'"(?:[^"]|"")*"', "", beginning)
    counts = [
        Counter(one for one in line if one in SEPARATORS) for line in re.split("[\r\n]+", bare)
    ]
    some = [signs for signs in counts[:_MOST_TITLES] if signs]
    several = [signs for signs in some if max(signs.values()) > 1]
    signs = (several or some or [Counter()])[0]
    return max(SEPARATORS, key=lambda sign: signs[sign])


def _first_lines(text: str, separator: str) -> list[list[str]]:
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=separator)
    return [*islice((cells for cells in reader if any(map(str.strip, cells))), _MOST_TITLES)]


def _known(lines: Iterable[Sequence[str]], is_heading: Callable[[str], bool]) -> list[int]:
    """How many cells of each line are headings that are known."""
    return [sum(is_heading(cell) for cell in cells if cell) for cells in lines] or [0]


def _check_no_header_below(text: str, is_heading: Callable[[str], bool]) -> None:
    """Raise BadTable if a line with several headings that are known stands too far below."""
    for sign in SEPARATORS:
        reader = csv.reader(io.StringIO(text[: _MOST_HEADER * 2], newline=""), delimiter=sign)
        with contextlib.suppress(csv.Error):
            for number, cells in enumerate(islice(reader, _FURTHER), start=1):
                if sum(is_heading(cell.strip()) for cell in cells) > 1:
                    raise BadTable(
                        f"Row {number} looks like the header, but at most {_MOST_TITLES} rows "
                        "can be above it. Delete the rows above the header."
                    )


def _check_quotes(text: str, separator: str) -> None:
    """Raise BadTable for a quotation mark that is never closed: it takes in all that follows.

    The next one in the file closes it: in the middle of a cell, or behind lines of the table.
    """
    sign = re.escape(separator)
    quoted = re.compile(
        rf'(?:^|[\r\n{sign}]) *"([^"]*+(?:""[^"]*+)*+)("?)( *[^ \r\n{sign}])?',
    )
    # In prose and postal addresses a space or the end of the line follows; in tables seldom.
    separated = re.compile(rf"{sign}[^\s]")
    for cell in quoted.finditer(text):
        inside, closing, behind = cell.groups()
        lines = re.split(r"[\r\n]+", inside)
        swallowed = len(lines) > 1 and sum(bool(separated.search(one)) for one in lines) > 1
        # The rest of a row, and perhaps the beginning of the next: there are addresses in it.
        swallowed |= len(lines) > 1 and any(
            separated.search(one) and _HOST.search(one) for one in lines
        )
        if not closing or swallowed or (behind and len(lines) > 1):
            raise BadTable(_never_closed(_line_of(text, cell.start(1))))
        if behind and not behind.startswith(" "):
            raise BadTable(
                f"Row {_line_of(text, cell.start(1))} has text right after a closing "
                "quotation mark. Put the quotation marks around the whole cell, or "
                "remove them."
            )


def _has_swallowed(cell: str, cells: Sequence[str], header: Sequence[str]) -> bool:
    """Whether a cell goes over several lines, and takes the place of other cells."""
    if "\n" not in cell and "\r" not in cell:
        return False
    return len(header) == 1 or len(cells) < len(header)


def _never_closed(line: int) -> str:
    return (
        f"A quotation mark in row {line} is never closed, so all rows below would be read "
        "as one cell. Close it, or remove it."
    )


def _line_of(text: str, place: int) -> int:
    """Each of the three ways to end a line counts once."""
    return len(re.findall(r"\r\n|\r|\n", text[:place])) + 1


def _lines(
    text: str, separator: str, *, most: int, spaces: str | None
) -> Iterator[tuple[int, list[str]]]:
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=separator, skipinitialspace=True)
    found = 0
    try:
        # A spreadsheet counts rows, not lines: text in quotes may go over several of these.
        for number, cells in enumerate(reader, start=1):
            stripped = [plain_cell(cell.strip(spaces)) for cell in cells]
            if any(stripped):
                found += 1
                if found > most + _MOST_TITLES:
                    raise BadTable(
                        f"The file has more than {most:,} rows. Split it into several files."
                    )
                yield number, stripped
    except csv.Error as error:
        raise BadTable(
            f"Row {reader.line_num} can't be read ({error}). Check for a quotation mark "
            "that is never closed."
        ) from None


def _quoted_as_a_whole(
    lines: Sequence[tuple[int, list[str]]], is_heading: Callable[[str], bool]
) -> str:
    """Return what separates the cells within lines that a program quoted as one cell each."""
    if not lines or any(any(cells[1:]) for _, cells in lines):
        return ""
    for sign in SEPARATORS:
        if sum(is_heading(cell) for cell in _cells(lines[0][1][0], sign, None)) > 1:
            return sign
    return ""


def _cells(line: str, separator: str, spaces: str | None) -> list[str]:
    reader = csv.reader(io.StringIO(line, newline=""), delimiter=separator, skipinitialspace=True)
    return [plain_cell(cell.strip(spaces)) for cell in next(reader, [])]


def _header_at(lines: list[list[str]], is_heading: Callable[[str], bool]) -> int:
    """Where the header is among the first lines: a report has titles above it.

    It is the line with most headings that are known. Else titles fill fewer cells than the table
    below them.
    """
    known = _known(lines, is_heading)
    if max(known) > 1:
        return known.index(max(known))
    filled = [sum(map(bool, cells)) for cells in lines]
    if max(known) == 1 and max(filled[: known.index(1)], default=0) < filled[known.index(1)]:
        return known.index(1)
    widest = max(filled, default=0)
    if widest < 2 or filled[0] * 2 > widest:
        return 0
    for place, (count, cells) in enumerate(zip(filled, lines, strict=True)):
        is_data = any(map(_ADDRESS.search, cells))
        if count * 2 > widest and count > 1 and not is_data:
            return place
    return 0


def _check_header(header: list[str], number: int, *, is_known: bool) -> None:
    if len(header) > MOST_COLUMNS:
        raise BadTable(
            f"The file has {len(header)} columns; the limit is {MOST_COLUMNS}. Remove the "
            "ones you don't need."
        )
    if not is_known and any(map(_ADDRESS.search, header)):
        raise BadTable(
            f"Row {number} looks like a customer, not a header. Add a header row above it "
            "that names the columns, such as Customer and Email."
        )


def _too_many_cells(
    wrong: list[tuple[int, int]], wanted: int, separator: str, *, curly: bool
) -> str:
    listed = ", ".join(f"row {number} has {cells}" for number, cells in wrong[:_SHOWN])
    more = f" and {len(wrong) - _SHOWN} more rows have too many" if len(wrong) > _SHOWN else ""
    return (
        f"The header has {wanted} cells, but {listed}{more}. Put text that contains "
        f"{SEPARATORS[separator]} in {'straight ' if curly else ''}quotation marks"
        + (' ("), not in typographic ones.' if curly else ".")
    )
