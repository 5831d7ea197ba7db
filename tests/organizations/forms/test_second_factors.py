"""Codes of a second factor, however they are copied."""

import json

import pytest
from allauth.mfa.models import Authenticator
from django.test import Client
from django.urls import reverse
from fido2.utils import websafe_encode

from organizations.forms.account.second_factors import AuthenticateForm
from organizations.models import User


@pytest.mark.parametrize("typed", ["123456", "123 456", " 123456\u200b", "\u202a１２３ 456\n"])
def test_takes_a_code_as_it_is_copied(typed: str) -> None:
    assert AuthenticateForm.base_fields["code"].clean(typed) == "123456"


def test_no_page_repeats_what_a_browser_answered(desk: Client) -> None:
    # Half a pair of UTF-16 in JSON, which no answer can hold.
    page = desk.post("/account/2fa/webauthn/add/", {"name": "Laptop", "credential": '"\\ud800"'})

    assert page.status_code == 200
    assert "ud800" not in page.content.decode()


_WRONG = {
    "no JSON": "{",
    "nested too deeply": "[" * 100_000,
    "a number without end": "9" * 5_000,
    "no object": "[1]",
    "empty": "{}",
    "half a character": json.dumps({"rawId": "\ud800"}),
    "no extensions": json.dumps({"rawId": "YQ", "clientExtensionResults": 1}),
    "no response": json.dumps({"rawId": "YQ", "response": []}),
    "bytes of nothing": json.dumps(
        {"rawId": "YQ", "response": {"attestationObject": "eyJhIjoxfQ"}}
    ),
    "client data of nothing": json.dumps(
        {"rawId": "YQ", "response": {"clientDataJSON": "bnVsbA", "signature": "", "userHandle": 1}}
    ),
    "a short authenticator": json.dumps(
        {
            "rawId": "YQ",
            "response": {
                "clientDataJSON": websafe_encode(b'{"type": "webauthn.get", "challenge": "YQ"}'),
                "authenticatorData": "YQ",
                "signature": "YQ",
            },
        }
    ),
}


@pytest.mark.parametrize("credential", _WRONG.values(), ids=_WRONG)
@pytest.mark.parametrize("door", ["add", "reauthenticate", "login"])
def test_what_no_browser_answers_is_refused(
    desk: Client, support: User, door: str, credential: str
) -> None:
    if door == "reauthenticate":
        Authenticator.objects.create(user=support, type=Authenticator.Type.WEBAUTHN, data={})
    client = Client() if door == "login" else desk

    page = client.post(reverse(f"mfa_{door}_webauthn"), {"credential": credential}, follow=True)

    assert page.status_code == 200
    assert Authenticator.objects.count() == (door == "reauthenticate")
