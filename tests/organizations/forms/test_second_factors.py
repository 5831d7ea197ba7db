"""Codes of a second factor, however they are copied."""

import pytest
from django.test import Client

from organizations.forms.account.second_factors import AuthenticateForm


@pytest.mark.parametrize("typed", ["123456", "123 456", " 123456\u200b", "\u202a１２３ 456\n"])
def test_takes_a_code_as_it_is_copied(typed: str) -> None:
    assert AuthenticateForm.base_fields["code"].clean(typed) == "123456"


def test_no_page_repeats_what_a_browser_answered(desk: Client) -> None:
    # Half a pair of UTF-16 in JSON, which no answer can hold.
    page = desk.post("/account/2fa/webauthn/add/", {"name": "Laptop", "credential": '"\\ud800"'})

    assert page.status_code == 200
    assert "ud800" not in page.content.decode()
