"""Letters that a program read in the wrong encoding before it wrote them."""

import pytest

from portal.tables.csv_import import read_table
from portal.tables.mojibake import MISREAD, mended, ways_to_mend

NAMES = ["Müller GmbH", "Zoë Ärmel", "Łódź Żółć", "Société à côté – l’été", "Řeznictví Žďár"]


def misread(text: str, code: str) -> str:
    """UTF-8 taken for another encoding, as programs do it that have no letter for each byte."""
    return "".join(bytes([one]).decode(code, "ignore") or chr(one) for one in text.encode())


@pytest.mark.parametrize("code", MISREAD)
@pytest.mark.parametrize("name", NAMES)
def test_shows_what_was_meant(name: str, code: str) -> None:
    damaged = misread(name, code)

    assert code in ways_to_mend(damaged)
    assert mended(damaged, code) == name


@pytest.mark.parametrize("name", ["Київ", "Αθήνα", "株式会社アクメ", "Öğüt", "Måløy"])
def test_knows_other_scripts_and_what_was_misread_twice(name: str) -> None:
    once = misread(name, "cp1252")

    assert mended(once, "cp1252") == mended(misread(once, "cp1252"), "cp1252") == name


@pytest.mark.parametrize(
    "name",
    [
        *NAMES,
        *("„MENÜ“", "CAFÉ™", "« CAFÉ »", "ООО «ПАРТНЕР»", "Wien–Österreich", "Paris—Évry"),
        *("IRMÃS São João", "ΑΕ «Τράπεζα»", "GROß“", "Ørsted A/S", "株式会社アクメ", "ŚCIĄGAŁA ÓŁ"),
    ],
)
def test_leaves_alone_what_is_right(name: str) -> None:
    assert list(ways_to_mend(name)) == []
    assert read_table(f"Name,Email\n{name},a@a.de\n".encode(), most_rows=9).encoding == "UTF-8"
