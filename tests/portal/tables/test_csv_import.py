import pytest

from portal.tables import encodings
from portal.tables.csv_import import MOST_BYTES, BadTable, read_table

HEADINGS = {"Customer", "Domain", "E-mail", "Name", "Email", "Website", "Account"}


def read(data: bytes, most_rows: int = 100):
    return read_table(data, most_rows=most_rows, is_heading=HEADINGS.__contains__)


@pytest.mark.parametrize(
    ("encoding", "told"),
    [
        ("utf-8", "UTF-8"),
        ("utf-8-sig", "UTF-8"),
        ("utf-16", "UTF-16"),
        ("utf-16-le", "UTF-16"),
        ("utf-16-be", "UTF-16"),
    ],
)
def test_reads_what_spreadsheets_write(encoding: str, told: str) -> None:
    table = read("Name;Domain\r\nMüller & Söhne;müller.de\r\n".encode(encoding))

    assert table.header == ["Name", "Domain"]
    assert table.rows == [(2, ["Müller & Söhne", "müller.de"])]
    assert (table.encoding, table.separator) == (told, "semicolons")


@pytest.mark.parametrize("encoding", ["utf-16-le", "utf-16-be"])
def test_knows_utf_16_without_a_mark_by_its_line_ends(encoding: str) -> None:
    table = read("会社名,ドメイン\r\n株式会社表,acme.jp\r\n".encode(encoding))

    assert (table.header, table.encoding) == (["会社名", "ドメイン"], "UTF-16")


@pytest.mark.parametrize(
    ("data", "told"),
    [
        ('"Acme,acme.com,a@a.com\nGlobex",globex.com,b@b.com\n', "row 2 is never closed"),
        ('Acme,"acme.com,a@a.com\nGlobex",b@b.com\n', "row 2 is never closed"),
        ('"Acme\nGlobex\nInitech"\n', "row 2 is never closed"),
        ('Acme, "acme.com,a@a.com\nGlobex,globex.com,b@b.com\n', "row 2 is never closed"),
        ("“Acme,acme.com,a@a.com\n", "Row 2 has a quotation mark that is never closed: “Acme."),
        ('"""Acme"" Ltd,acme.com,a@a.com\n', "row 2 is never closed"),
        ("“Acme, Inc”,acme.com,a@a.com\n", 'in straight quotation marks (")'),
    ],
)
def test_refuses_quotation_marks_that_hide_rows(data: str, told: str) -> None:
    with pytest.raises(BadTable) as error:
        read(f"Name,Domain,Email\n{data}".encode())

    assert told in str(error.value)


def test_keeps_what_somebody_wrote_over_several_lines() -> None:
    address = "Hauptstr. 5,\n12345 Berlin"

    table = read(f'Name,Address,Email\nAcme,"{address}",a@a.com\n'.encode())

    assert table.rows == [(2, ["Acme", address, "a@a.com"])]


def test_takes_no_byte_of_a_letter_for_a_quotation_mark() -> None:
    table = read("Name,Email\nлес,a@a.com\n".encode("cp866"))

    assert table.rows[0][1][1] == "a@a.com"


@pytest.mark.parametrize(
    "data",
    [
        '"Name,Email"\n"Acme,a@a.com"\n',
        '"Name;Email"\n"""Acme"";a@a.com"\n',
        'Name, "Email"\nAcme, "a@a.com"\n',
    ],
)
def test_reads_lines_that_are_quoted_as_a_whole_or_behind_spaces(data: str) -> None:
    table = read(data.encode())

    assert (table.header, table.rows) == (["Name", "Email"], [(2, ["Acme", "a@a.com"])])


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
        (b",,,\r\n,,,\r\n", "empty"),
        (b"sep=;\r\n", "empty"),
        (b"sep=;\r\n;;\r\n", "empty"),
        (b'"",""\n', "empty"),
        (b"Name,Domain\n", "no rows below"),
        (b"PK\x03\x04 a workbook", "Excel workbook"),
        (b"\xd0\xcf\x11\xe0 an older workbook", "Excel workbook"),
        (b"\r\n<HTML><table><tr><td>Name", "web page"),
        (b'Name,Email\n"Open Ltd\nGlobex,y"\nInitech,z\n', "row 2 is never closed"),
        (b"Fuchs,a.de,a@a.de\nIgel,b.de,b@b.de\n", "Row 1 looks like a customer"),
        (b'Name\n"Open\nGlobex"\nInitech\n', "row 2 is never closed"),
        (b"\x89PNG\r\n\x1a\n\x00\x00", "text. "),
        (b"\xff\xfeN\x00a", "damaged"),
        (b"Name\nAc\x1ame\n", "text. "),
        (b"\x1a", "empty"),
        (b'Name\n"Acme' + b"x" * 200_000, "row 2 is never closed"),
        (b'Name\n"' + b"x" * 200_000 + b'"\n', "can't be read"),
        (b'a,b\r\n"Open Ltd,x\r\nGlobex,y\r\n', "row 2 is never closed"),
        (b'a,b\r"Open Ltd,x\r"Globex, Inc",y\r', "row 2 is never closed"),
        (b'a,b\nOne,"1\n2"\n"Open Ltd,x\nGlobex,5" pipe\n', "row 4 is never closed"),
        (b'a,b\nOne,1\n"Open Ltd,x\nGlobex,y\nInitech,z"\n', "row 3 is never closed"),
        (b'a,b\n"Open Ltd,x\nGlobex,y\nInitech,"z",1\n', "row 2 is never closed"),
        (b'a;b;c\r\n1;"Open Ltd;x\r\nGlobex;;y"\r\n', "row 2 is never closed"),
        (b'a,b\nOne,1\n"Open Ltd,"a@a.example"\n', "Row 3 has text right after"),
        (b"Name\n" + b"x" * (MOST_BYTES + 1), "limit is 5 MB"),
        (b"Name\n" + b"Acme\n" * 100_000, "more than 100 rows"),
        (b"a," * 51 + b"\nx\n", "52 columns"),
        (b"sep=^\nName^Email\nAcme^a@a.example\n", "Row 1 says that “\\^” separates"),
        (b"Title\n" * 30 + b"Name;Email\nAcme;a@a.example\n", "Row 31 looks like the header"),
        (b"a,b\n1,2,3\n4,5,6\n7,8,9\n1,1,1\n", "row 2 has 3, row 3 has 3, row 4 has 3 and 1 mo"),
    ],
)
def test_says_what_is_wrong_with_a_file(data: bytes, told: str) -> None:
    with pytest.raises(BadTable, match=told):
        read(data)


@pytest.mark.parametrize(
    "cell",
    [
        "Main St 5, Floor 2\nBerlin, Germany",
        "Dear Sam,\nplease call, soon,\r\nthanks, Kim",
        "a,b\nc",
        "one\n\ntwo",
        'the ""best"", they say\nof all, so far',
    ],
)
def test_keeps_a_cell_of_several_lines(cell: str) -> None:
    table = read(f'Name,Note,E-mail\nAcme,"{cell}",a@a.example\n'.encode())

    assert [cells for _, cells in table.rows] == [["Acme", cell.replace('""', '"'), "a@a.example"]]


@pytest.mark.parametrize("end", ["\x1a", "\x1a\x1a\r\n", "\r\n\x1a"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-16"])
def test_takes_the_sign_that_dos_ended_files_by(end: str, encoding: str) -> None:
    assert read(f"Name\r\nAcme{end}".encode(encoding)).rows == [(2, ["Acme"])]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16"])
def test_refuses_what_no_database_holds(encoding: str) -> None:
    with pytest.raises(BadTable, match="text"):
        read("Name\r\nAc\0me\r\n".encode(encoding))


CSV = "Customer;Domain;E-mail\r\nMüller;müller.de;a@müller.de\r\n"


@pytest.mark.parametrize(
    ("text", "header", "separator"),
    [
        ("sep=;\r\n" + CSV, 2, "semicolons"),
        ("\ufeffSEP=;\r\n" + CSV, 2, "semicolons"),
        ('"sep=;"\r\n' + CSV, 2, "semicolons"),
        ("sep=|\r\n" + CSV.replace(";", "|"), 2, "vertical bars"),
        ("sep=\t\r\n" + CSV.replace(";", "\t"), 2, "tabs"),
        ("Customer export, 2026-11-29\r\n\r\n" + CSV, 3, "semicolons"),
        ("Report;;\r\nAs of;;\r\n\r\n" + CSV, 4, "semicolons"),
        ("Report;Customers\r\nAs of;2026-11-29\r\n" + CSV, 3, "semicolons"),
        ("Report, all, of, us\r\n" + CSV, 2, "semicolons"),
        ("sep=,\r\nReport\r\n" + CSV, 3, "semicolons"),
        ("sep=\\t\r\n" + CSV.replace(";", "\t"), 2, "tabs"),
        ("sep=;,,\r\n" + CSV, 2, "semicolons"),
        (CSV, 1, "semicolons"),
    ],
)
def test_finds_the_header(text: str, header: int, separator: str) -> None:
    table = read(text.encode())

    assert table.header == ["Customer", "Domain", "E-mail"]
    assert table.rows == [(header + 1, ["Müller", "müller.de", "a@müller.de"])]
    assert table.separator == separator
    titled = "port" in text
    assert table.left_out == (
        [f"Row {header} was read as the header; everything above it was skipped."] if titled else []
    )


FOOTERS = {
    "salesforce": "\n\nAccounts for SSO\nCopyright (c) 2026 x, inc.\nGenerated By: Sam\nAcme\n",
    "totals": "Grand Totals (2 records),,\n",
    "total with a number": "Total,2,\n",
    "no gap": "Exported by Sam\n",
    "sum in German": "Summe:,,2\n",
    "who and when": "Generated by:,Sam\nExport date,2026-11-29\n",
    "unquoted": "Copyright (c) 2026 x, inc. All rights reserved.\n",
    "rows": "\n(2 rows)\n",
    "date of the export": "Exportdatum,29.11.2026\n",
    "page": "Seite 1 von 2,,\n",
    "one line": "\nConfidential Information - Do Not Distribute\n",
}


ENDS = [
    "As of 2026-11-29 19:31:00 Central European Time/CET • Generated by Sam Support",
    *("Total Records,2", "Total Records: 2", "Total: 2 records", "Rows returned: 2", "2 row(s)"),
    *("(2 rows affected)", "Showing 1 to 2 of 2 entries", "2 of 2 records", "Record count,2"),
    "Filtered By\n   Show: All accounts\n   Date Field: Created Date",
    *("Show: All accounts", "Total customers,,2", "2 accounts", "(2 row(s) affected)"),
    *("Export created 2026-11-29 by Sam", "Exported: 2026-11-29", "Created: 11/29/2026"),
    *(
        "Created:,2026-11-29",
        "Downloaded: Sam",
        "Report generated 29.11.2026",
        "Generado: 29/11/2026",
    ),
    *("Stand: 29.11.2026", "Stand:,29.11.2026", "Stand: 29. November 2026", "Erstellt: Sam"),
    *("Gedruckt: 29.11.26 10:00", "Anzahl Datensätze: 2", "Anzahl Datensätze,2"),
    *("Gesamt: 2 Einträge", "Total de registros: 2", "2 lignes"),
    *("Bericht erstellt von Anna", "Ausgeführt von Anna", "Rapport généré par SAP,,"),
    *("Exécuté par Jean", "Informe generado por SAP", "Ejecutado por Ana", "Prepared by: Jane"),
    *("Powered by Zoho", "Report ID: 12345", "Datenquelle: SAP", "User: sam@x.com"),
    *("© Acme 2026", "(c) Acme GmbH 2026", "Copyright by Acme GmbH", "Hinweis: vertraulich"),
    *("Private & Confidential", "Proprietary and confidential", "Nur für internen Gebrauch"),
    *("Document confidentiel", "Estrictamente confidencial", "Usage interne", "Uso interno"),
    *("This report contains confidential information", "Dieser Bericht ist vertraulich"),
    *("Ce document est confidentiel", "Este documento es confidencial", "Sensitivity: Internal"),
    *("Nombre d'enregistrements : 2", "Zeilenanzahl: 2", "Ergebnis: 2 Treffer", "Sum: 2"),
    *("1-2 of 2", "Displaying 1 - 2 of 2", "1 / 1", "Query returned 2 rows", "Average,3"),
    *("Gesamtergebnis,2", "Résultat : 2 lignes", "Resultado: 2 filas", "Moyenne,3"),
    *("Contains 2 rows", "This table contains 2 rows", "Total count: 2", "Grand total = 2"),
    *("There are 2 accounts", "Rows 1 to 2", "2 of 2", "Showing all 2 records"),
    *("Enthält 2 Zeilen", "Es sind 2 Zeilen", "Anzahl gesamt: 2", "2 Unternehmen"),
    *("Contient 2 lignes", "Il y a 2 lignes", "Nombre total : 2", "2 entreprises"),
    *("Contiene 2 filas", "Hay 2 filas", "Recuento: 2", "2 empresas", "2行", "合計件数: 2"),
    *("For internal use", "Internal only", "Zum internen Gebrauch", "Nur intern", "Do not share"),
    *("Pour usage interne", "Ne pas diffuser", "No distribuir", "社内用", "取扱注意", "以上"),
    *("END OF DATA", "End of export", "--- End of table ---", "Ende der Daten", "Dateiende"),
    *("Fin des données", "Fin de los datos", "データ終わり", "No more records"),
    *("Keine weiteren Daten", "No hay más filas"),
    *("Generated Nov 29, 2026", "November 29, 2026", "Sunday, November 29, 2026"),
    *("29. November 2026", "Sonntag, 29. November 2026", "Letzte Aktualisierung: 29. Nov. 2026"),
    *("29 novembre 2026", "État au 1er décembre 2026", "29 de noviembre de 2026", "29-Nov-2026"),
    *("Run date: Nov 29, 2026", "As of November 29, 2026 10:32 AM", "10:32 AM", "FY 2026"),
    *("Download date,2026-11-29", "Creation date: 2026-11-29", "Date exported: 2026-11-29"),
    *("Ersteller: Sam", "Bearbeiter: Sam", "Report owner: Sam", "View: All companies"),
    *("Filterkriterien: aktiv", "Selektion: aktiv", "Time zone: CET", "Generated with HubSpot"),
    *('"Angewendete Filter:\nStatus ist Aktiv"', '"Filtres appliqués :\nActif est Oui"'),
    *("Filtros aplicados: Activo", "適用されたフィルター:", "Filter Logic: 1 AND 2"),
    *("Report: Accounts for SSO", "Bericht: Kunden", "1/1 ページ"),
    *("Strictly private & confidential", "Strictly private and confidential"),
    *("*** END ***", "EOF", "[EOF]", "-- end --", "全2件", "2026年11月29日 出力", "EOF,"),
]


@pytest.mark.parametrize("footer", [*FOOTERS.values(), *ENDS], ids=[*FOOTERS, *ENDS])
def test_leaves_out_the_footer_of_a_report(footer: str) -> None:
    table = read(f"Account,Website,Email\nFuchs,a.de,a@a.de\nIgel,b.de,b@b.de\n{footer}".encode())

    assert [cells[0] for _, cells in table.rows] == ["Fuchs", "Igel"]
    assert "report's footer" in table.left_out[0]


@pytest.mark.parametrize(
    "text",
    [
        "Name\nFuchs\n\nIgel\n",
        "Name,Email\nFuchs,\n\nIgel,\n",
        "Name,Email\nFuchs,a@a.de\nIgel,\n",
        "Name,Email\nFuchs,a@a.de\n\nIgel,b@b.de\n",
        "Name,Email\nFuchs,a@a.de\nTotal Igel AG,\n",
        "Name,Email\nFuchs,a@a.de\nTotal (France),\n",
        "Name,Email\nFuchs,a@a.de\nTotal,t@t.fr\n",
        "Name,Email\nFuchs,a@a.de\n\nBeta Ltd,\n",
        "Name,Email\nFuchs,a@a.de\nCopyright Clearance Center,\n",
        "Name,Email\nFuchs,a@a.de\nConfidential Records Inc,\n",
        "Name\nFuchs\nTotal\n",
        "Name,ID\nFuchs,1000\nTotal,1001\n",
        "Name,ID\nFuchs,C-7\nCount,8\n",
        *(
            f"Name,Email\nFuchs,a@a.de\n{name},\n"
            for name in (
                *(
                    "3 Suisses",
                    "20 Minuten",
                    "Customer 1",
                    "Kunde 2",
                    "7-Eleven",
                    "1&1",
                    "Club 18-30",
                ),
                *("500 Startups", "Records Ltd", "Route 66", "Fin", "END", "Ende", "Stand Up Ltd"),
                *("Summe Bau GmbH", "Generated Media", "Exported Goods Ltd", "Uso Moda SA"),
                *("User Interviews", "Prepared Foods Inc", "Powered by People Inc", "Sum Up"),
                *("Note Technologies", "Average Joe's Gym", "Moyenne Entreprise", "Report Co"),
                *("Private Bank", "Internal Revenue", "Date Palm Farms", "Data Source Solutions"),
                *(
                    "Total Energies",
                    "Contains Ltd",
                    "Contains",
                    "END Clothing",
                    "End of Line Studios",
                ),
                *("Total 3 GmbH", "3 Rows Ltd", "Enthält GmbH", "Contiene SA", "End Data Systems"),
                *("29 November Ltd", "November Five", "Mai & Söhne", "Mars", "Nov 29", "May"),
                *("Calle 29 de Noviembre SA", "Internal Use Labs", "Intern GmbH", "No More Ltd"),
                *("Fin de Siècle GmbH", "1. FC Union Berlin 1966", "Sonntag GmbH", "Row 3", "2026"),
                *("Created With Love Ltd", "Report Bericht AG", "Filter Logic Ltd"),
                *("Studio: 54", "Client 12", "As of Now Ltd", "1-2-2020.example", "9.9.99"),
            )
        ),
        "Name,Site,Created\nFuchs,a.de,2026-11-29\nIgel,,2026-11-30\n",
        "Name,Created\nFuchs,29 Nov 2026\nIgel,30 Nov 2026\n",
        'Name,Created\nFuchs,"Nov 29, 2026"\nIgel,"Nov 30, 2026"\n',
        "Name,Users\nFuchs,3 accounts\nIgel,2 accounts\n",
        "Name,Month,Year\nFuchs,Nov 29,2026\nIgel,Nov 30,2026\n",
        "Name,Site,Email\nFuchs,a.de,a@a.de\nConfidential.io,confidential.io,\n",
        *(
            f"Name,ID,Site\nFuchs,{known},a.de\n{name},{its},\n"
            for name, known, its in (
                ("Created by Humans", "C-9", "C-77"),
                ("Powered by Tomorrow", "0015g00000AbCdE", "0015g000009bC1E"),
                ("Confidential", "K1001", "K1002"),
                ("7/11", "C-1", "C-2"),
                ("3 Records", "a#1", "b#2"),
            )
        ),
        *(
            f"Name,Site\nFuchs,a.de\n{name},\n"
            for name in ("Vertraulich GmbH", "This Report Ltd", "These Data AG", "機密株式会社")
        ),
    ],
)
def test_takes_no_customer_for_a_footer(text: str) -> None:
    table = read(text.encode())

    assert (len(table.rows), table.left_out) == (2, [])


@pytest.mark.parametrize(
    "footer",
    ["Export date,2026-11-30", "Created by,anna.a1", "Confidential,Fuchs GmbH", "Total,C-9"],
)
def test_takes_no_footer_for_a_customer_with_an_id(footer: str) -> None:
    ids = read(f"Name,ID\nFuchs,C-8\nIgel,C-9\n{footer}\n".encode())
    dates = read(f"Name,Since\nFuchs,2026-11-28\nIgel,2026-11-29\n{footer}\n".encode())

    assert len(ids.rows) == len(dates.rows) == 2 + footer.startswith("Total")


@pytest.mark.parametrize("text", ["total" + " " * 100_000 + "x", "(" * 40_000, "1" * 100_000])
def test_is_not_kept_busy_by_long_cells(text: str) -> None:
    assert len(read(f"Name,Email\nFuchs,a@a.de\n{text},\n".encode()).rows) == 2


def test_keeps_a_customer_between_the_table_and_the_footer() -> None:
    table = read(b"Name,Email\nFuchs,a@a.de\n\nBeta Ltd,\n\nTitle\nCopyright (c) 2026 x\nOrg\n")

    assert [cells[0] for _, cells in table.rows] == ["Fuchs", "Beta Ltd"]
    assert table.left_out == [
        "Row 6 (“Title”) and everything below were skipped as a report's footer. If it's a "
        "customer, fill in their email address, and upload the file again."
    ]


@pytest.mark.parametrize(
    ("between", "left_out"),
    [
        ("Name,Email\n", "Row 3 was skipped"),
        (
            "Page 1 of 2,\nName,Email\n",
            "Rows 3 and 4 were skipped: they repeat the header, are above one, or are subtotals.",
        ),
        ("\nTable 2,\nName,Email\n", "Rows 4 and 5 were skipped"),
        ("Name,Email\n" * 3, "Rows 3, 4 and 5 were skipped"),
        ("Name,Email\n" * 30, "21, 22 and 10 more were skipped"),
        (
            "Subtotal,1\n",
            "Row 3 was skipped: it repeats the header, is above one, or is a subtotal.",
        ),
    ],
)
def test_leaves_out_what_stands_between_the_parts_of_a_table(between: str, left_out: str) -> None:
    table = read(f"Name,Email\nFuchs,a@a.de\n{between}Igel,b@b.de\n".encode())

    assert [cells[0] for _, cells in table.rows] == ["Fuchs", "Igel"]
    assert left_out in table.left_out[0]


def test_reads_headers_without_invisible_characters() -> None:
    assert read("\ufeff\u200bName\u00ad,E\u2011mail\nAcme,x\n".encode()).header[0] == "Name"


@pytest.mark.parametrize(
    "encoding",
    [
        *("cp1252", "mac_roman", "cp1250", "cp932", "euc_jp", "cp950"),
        *("iso8859_2", "cp852", "cp1257", "koi8_r"),
    ],
)
def test_guesses_no_encoding(encoding: str) -> None:
    text = {
        "cp932": "会社名,氏名\n株式会社表,能美\n",
        "euc_jp": "会社名,氏名\n株式会社表,能美\n",
        "cp950": "公司名稱,聯絡人\n功能股份有限公司,許功蓋\n",
        "cp1250": "Name\nŁódź\n",
        "iso8859_2": "Name\nŁódź Šťastný\n",
        "cp852": "Name\nŁódź Šťastný\n",
        "cp1257": "Name\nŽąsis Šķēde\n",
        "koi8_r": "Имя\nЁлка и Дом\n",
    }.get(encoding, "Name\nÅngström à\n")
    table = read(text.encode(encoding))

    assert table.encoding == ""
    lines = text.splitlines()
    kept = [table.header, *(cells for _, cells in table.rows)]
    assert [",".join(encodings.read(one, encoding) for one in cells) for cells in kept] == lines
    shown = {one.code: one.samples for one in encodings.readings(",".join(c) for c in kept)}
    assert shown[encoding] == tuple(line for line in lines if not line.isascii())


def test_takes_one_bad_byte_for_no_other_encoding() -> None:
    table = read("Name\nMüller\nGrößer\n".encode() + b"Caf\xe9\n")

    first, *_ = encodings.readings(cells[0] for _, cells in table.rows)
    assert (table.encoding, first.code) == ("", "utf-8")
    assert first.samples == ("Caf\ufffd", "Müller", "Größer")


def test_shows_the_damaged_line_however_many_others_there_are() -> None:
    table = read(b"Name\n" + "Müller AG\nJörg\nÄrzte\n".encode() * 30 + b"Caf\xe9\n")

    first, *_ = encodings.readings(cells[0] for _, cells in table.rows)
    assert first.samples[0] == "Caf\ufffd"


@pytest.mark.parametrize(
    ("code", "text"),
    [
        *(("cp866", "ООО Ромашка"), ("mac_cyrillic", "ЗАО Берёза"), ("iso8859_5", "ООО Ромашка")),
        *(("mac_latin2", "Łódź"), ("cp1255", "שלום"), ("cp1256", "شركة"), ("cp874", "บริษัท")),
        *(("iso8859_15", "Šik Müller 5 €"), ("iso8859_7", "Άλφα"), ("mac_greek", "Ελλάδα")),
        *(("mac_turkish", "İstanbul Şirketi"), ("cp857", "İstanbul"), ("cp737", "Ελλάδα")),
    ],
)
def test_offers_the_text_in_the_encoding_it_has(code: str, text: str) -> None:
    table = read(f"Name,Email\n{text},a@a.example\n".encode(code))

    offered = {one.code: one.samples for one in encodings.readings(c[0] for _, c in table.rows)}
    assert table.encoding == ""
    assert (text,) in offered.values()


def test_reads_a_formula_of_nothing_but_a_text() -> None:
    table = read(b'Name,ID\n"=""Acme """"West"""" Ltd""",="0042"\n"=SUM(A1)","=""a""&B1"\n')

    assert [cells for _, cells in table.rows] == [
        ['Acme "West" Ltd', "0042"],
        ["=SUM(A1)", '="a"&B1'],
    ]


@pytest.mark.parametrize(
    "data", [b"%PDF-1.7\n1 0 obj", b'{"name": "Acme"}\n{}', b"{\\rtf1 a\\b}\n"]
)
def test_tells_documents_that_are_no_tables(data: bytes) -> None:
    with pytest.raises(BadTable, match="not CSV"):
        read(data)
