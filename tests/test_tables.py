import pytest

from portal.tables import MOST_BYTES, BadTable, read_table


def read(data: bytes, most_rows: int = 100):
    return read_table(data, most_rows=most_rows)


@pytest.mark.parametrize(
    ("encoding", "told"),
    [
        ("utf-8", "UTF-8"),
        ("utf-8-sig", "UTF-8"),
        ("utf-16", "UTF-16"),
        ("cp1252", "Western European (Windows-1252)"),
        ("latin-1", "Western European (Windows-1252)"),
    ],
)
def test_reads_what_spreadsheets_write(encoding: str, told: str) -> None:
    table = read("Name;Domain\r\nMüller & Söhne;müller.de\r\n".encode(encoding))

    assert table.header == ["Name", "Domain"]
    assert table.rows == [(2, ["Müller & Söhne", "müller.de"])]
    assert (table.encoding, table.separator) == (told, "semicolons")


@pytest.mark.parametrize(("sign", "told"), [(",", "commas"), (";", "semicolons"), ("\t", "tabs")])
def test_finds_the_separator_outside_quotes(sign: str, told: str) -> None:
    lines = [f'"a,b;c\td;,\t,;"{sign}second', f'1{sign}"2,,;;\t\t"']

    assert read("\n".join(lines).encode()).separator == told


def test_counts_lines_as_a_spreadsheet_does() -> None:
    table = read(b'Name,Note\nAcme,"two\nlines"\n\n , \nGlobex,x\n')

    assert [(number, cells[0]) for number, cells in table.rows] == [(2, "Acme"), (5, "Globex")]


def test_fills_up_short_lines_and_drops_empty_cells_beyond_the_header() -> None:
    assert read(b"a,b\n1\n1,2,,\n").rows == [(2, ["1", ""]), (3, ["1", "2"])]


def test_reads_a_single_column() -> None:
    assert read(b"Name\nAcme\n").rows == [(2, ["Acme"])]


def test_takes_back_the_apostrophe_of_our_own_exports() -> None:
    assert read(b"Name\n'=1+1\n'quoted'\n").rows == [(2, ["=1+1"]), (3, ["'quoted'"])]


@pytest.mark.parametrize(
    ("data", "told"),
    [
        (b"", "empty"),
        (b"\xef\xbb\xbf \r\n\t\n", "empty"),
        (b"Name,Domain\n", "no line below"),
        (b"PK\x03\x04 a workbook", "Excel workbook"),
        (b"\x89PNG\r\n\x1a\n\x00\x00", "not text"),
        (b"\xff\xfeN\x00a", "damaged"),
        (b'Name\n"Acme' + b"x" * 200_000, "cannot be read"),
        (b"Name\n" + b"x" * (MOST_BYTES + 1), "5 MB can be read"),
        (b"Name\n" + b"Acme\n" * 100_000, "more than 100 lines"),
        (b"a," * 51 + b"\nx\n", "52 columns"),
        (b"a,b\n1,2,3\n4,5,6\n7,8,9\n1,1,1\n", "line 2 has 3, line 3 has 3, line 4 has 3 and 1 mo"),
    ],
)
def test_says_what_is_wrong_with_a_file(data: bytes, told: str) -> None:
    with pytest.raises(BadTable, match=told):
        read(data)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16"])
def test_refuses_what_no_database_holds(encoding: str) -> None:
    with pytest.raises(BadTable, match="not text"):
        read("Name\r\nAc\0me\r\n".encode(encoding))
