import uuid

import pytest

from portal.signing import link_token, read_link_token


def test_reading_a_token_finds_its_link():
    link_id = uuid.uuid4()

    assert read_link_token(link_token(link_id)) == link_id


def test_rotating_keys_keeps_mailed_links_good(settings):
    link_id = uuid.uuid4()
    mailed = link_token(link_id)

    settings.LINK_KEYS = ["a newer key", *settings.LINK_KEYS]

    assert read_link_token(mailed) == link_id
    assert link_token(link_id) != mailed


def test_taking_a_key_away_ends_its_links(settings):
    mailed = link_token(uuid.uuid4())

    settings.LINK_KEYS = ["another key"]

    assert read_link_token(mailed) is None


@pytest.mark.parametrize(
    "spoil",
    [
        lambda token: token[:-1],
        lambda token: token + "A",
        lambda token: token[:-4] + "AAAA",
        lambda token: token.swapcase(),
        lambda token: "",
        lambda token: "é" * 46,
        lambda token: token + "=",
        lambda token: " " + token,
        lambda token: "../" + token,
    ],
)
def test_reading_a_spoilt_token_finds_nothing(spoil):
    assert read_link_token(spoil(link_token(uuid.uuid4()))) is None
