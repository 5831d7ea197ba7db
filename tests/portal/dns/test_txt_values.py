import pytest

from portal.dns.txt_values import Flaw, Hint, flaws, hint, is_meant, pasted

VALUE = "auth0-domain-verification=Xy7_Qz9-AbCdEfGhIjKlMnOpQrStUv"


@pytest.mark.parametrize(
    ("value", "told"),
    [
        (VALUE, []),
        ("another", None),
        (VALUE[:-1], None),
        *((one, None) for one in (f"\\{VALUE}", VALUE.replace("=", "\\="), f"{VALUE}\u0301")),
        *(
            (f"{VALUE}{one}", [Flaw.INVISIBLE])
            for one in "\u200b\ufeff\u00ad\u2060\u00a0\u200e\x7f"
        ),
        (f"{VALUE[:9]}\u200b{VALUE[9:]}", [Flaw.INVISIBLE]),
        (VALUE.lower(), [Flaw.LETTER_CASE]),
        (VALUE.upper(), [Flaw.LETTER_CASE]),
        *(
            (f"{opening}{VALUE}{closing}", [Flaw.QUOTED])
            for opening, closing in (
                *('""', "''", "``", "“”", "„“", "””", "‘’", "‚‘", "«»", "»«", "‹›", "「」", "＂＂"),
                *(
                    ("❝❞"),
                    ("❛❜"),
                    ("〝〟"),
                    ("『』"),
                    ("﹁﹂"),
                    ("｢｣"),
                    ("´´"),
                    ("′′"),
                    ("ʺʺ"),
                    ("｀＇"),
                ),
                *((one, one) for one in ('\\"', "&quot;", "&amp;quot;", "&#34;", "&#x27;", '""')),
                *(("&ldquo;", "&rdquo;"), ('"', ""), ("", '"'), ("``", "''")),
                ("« ", " »"),
            )
        ),
        (f" {VALUE}", [Flaw.QUOTED]),
        (f"{VALUE}\n", [Flaw.QUOTED]),
        (f"{VALUE[:9]} {VALUE[9:]}", [Flaw.QUOTED]),
        (f"„{VALUE.lower()}“", [Flaw.QUOTED, Flaw.LETTER_CASE]),
        (f"\u200b„{VALUE.lower()}“", [Flaw.INVISIBLE, Flaw.QUOTED, Flaw.LETTER_CASE]),
    ],
)
def test_names_what_differs(value: str, told: list[Flaw] | None) -> None:
    assert flaws(value, VALUE) == told


@pytest.mark.parametrize(
    ("value", "told"),
    [
        (f"txt: {VALUE}", Hint.MORE),
        (f"{VALUE}.", Hint.MORE),
        (f"\\{VALUE}", Hint.MORE),
        (VALUE.replace("=", "\\="), Hint.MISTYPED),
        (f"{VALUE}\u0301", Hint.MORE),
        (f"<{VALUE}>", Hint.MORE),
        (VALUE * 2, Hint.MORE),
        (VALUE[:30], Hint.PART),
        (VALUE[26:], Hint.PART),
        (VALUE.replace("-", "–"), Hint.CHARACTERS),
        (VALUE.replace("A", "А"), Hint.CHARACTERS),
        (VALUE.replace("=", ""), Hint.MISTYPED),
        (VALUE.replace("=", "%3D"), Hint.MISTYPED),
        (VALUE.replace("0", "O"), Hint.MISTYPED),
        (VALUE.replace("IjKl", "ljKl").lower(), Hint.MISTYPED),
        (f"{VALUE[:26]}aB1_cD2-eF3gH4iJ5kL6mN7oP8qR9", None),
        ("=", None),
        ("v=spf1 -all", None),
    ],
)
def test_notes_what_is_striking_about_another_value(value: str, told: Hint | None) -> None:
    assert hint(value, VALUE) == told


@pytest.mark.parametrize(
    ("value", "meant"),
    [
        *((value, True) for value in (VALUE, f"„{VALUE}“", f"TXT {VALUE.lower()}.", VALUE * 2)),
        ("".join(chr(ord(one) + 0xFEE0) for one in VALUE), True),
        *((value, False) for value in ("", "=", VALUE[:26], "v=spf1 -all", VALUE[::-1])),
    ],
)
def test_knows_a_value_that_was_meant(value: str, meant: bool) -> None:
    assert is_meant(value, VALUE) is meant


@pytest.mark.parametrize(
    "value", [VALUE, f" {VALUE}\u200b", f"„{VALUE}“", f"'{VALUE}' ", f"« {VALUE} »"]
)
def test_takes_a_value_as_people_paste_it(value: str) -> None:
    assert pasted(value) == VALUE


def test_leaves_what_stands_within_a_value() -> None:
    assert pasted("'a b'") == "'a b'"
