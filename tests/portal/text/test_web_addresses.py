import pytest

from portal.text.web_addresses import holds_address


@pytest.mark.parametrize(
    "name",
    [
        *("Alice Admin", "J. R. R. Tolkien", "J.R. Ewing", "Dr.Smith", "Prof.Dr. med. Weiß"),
        *("Jean-Luc O’Neil", "Bob Jr.", "山田 太郎", "St.John Smith", "A.B", "N.N."),
    ],
)
def test_a_name_is_none(name: str) -> None:
    assert not holds_address(name)


@pytest.mark.parametrize(
    "name",
    [
        *("evil.com", "Click evil.example now", "https://evil", "www.evil", "evil.com/login"),
        *("a@b", "Bob (bob.example.org)", "EVIL.COM", "evil.co.uk", "bit.ly/x", "Müller.de"),
    ],
)
def test_an_address_is_found(name: str) -> None:
    assert holds_address(name)
