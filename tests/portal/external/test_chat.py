"""Messages to chat services: in their formats, and guarded as webhooks are."""

import ssl
import sys
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from ipaddress import IPv4Address
from pathlib import Path
from typing import Any

import certifi
import pytest
import requests
from apprise.plugins.discord import NotifyDiscord
from apprise.plugins.google_chat import NotifyGoogleChat
from apprise.plugins.slack import NotifySlack
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from portal.external import chat, outbound
from tests.organizations.webhooks.receiver import Receiver, listening

SLACK = "https://hooks.slack.com/services/T1JJ3T3L2/A1BRTD4JD/TIiajkdnlazkcOXrIdevi7FQ"
TOKEN = "3ccdd113474722377935511fc85d3dd4"


@pytest.fixture
def receiver(monkeypatch: pytest.MonkeyPatch) -> Iterator[Receiver]:
    """A receiver that stands where the services are."""
    with listening() as one:
        one.mode = "slack"
        monkeypatch.setattr(NotifySlack, "webhook_url", one.url("/services"))
        monkeypatch.setattr(NotifyDiscord, "notify_url", one.url("/discord"))
        monkeypatch.setattr(NotifyGoogleChat, "notify_url", one.url("/google"))
        yield one


def host(receiver: Receiver) -> str:
    return f"127.0.0.1:{receiver.server_address[1]}"


def send(address: str, *, private: bool = True) -> str:
    return chat.send(address, title="Acme & Co: Live", body="Text\nhttps://x/1/", private=private)


def test_slack_gets_it_in_its_own_format(receiver: Receiver) -> None:
    assert send(SLACK) == ""

    ((path, headers, _body),) = receiver.got
    assert path == "/services/T1JJ3T3L2/A1BRTD4JD/TIiajkdnlazkcOXrIdevi7FQ"
    assert headers["content-type"].startswith("application/json")
    (attachment,) = receiver.bodies[0]["attachments"]
    assert attachment["title"] == "Acme &amp; Co: Live"
    assert attachment["text"] == "Text\nhttps://x/1/"
    # No pictures that come from somewhere else.
    assert "http" not in str(receiver.bodies[0]).replace("https://x/1/", "")


@pytest.mark.parametrize(
    ("address", "path"),
    [
        ("mmost://{host}/" + TOKEN, f"/hooks/{TOKEN}"),
        ("rocket://webhook/token@{host}", "/hooks/webhook/token"),
        ("https://discord.com/api/webhooks/123/" + "a" * 68, f"/discord/123/{'a' * 68}"),
        (
            "https://chat.googleapis.com/v1/spaces/A/messages?key=k&token=t",
            "/google?token=t&key=k",
        ),
    ],
)
def test_others_get_it_in_theirs(receiver: Receiver, address: str, path: str) -> None:
    assert send(address.format(host=host(receiver))) == ""

    ((got, _headers, body),) = receiver.got
    assert got == path
    assert "https://x/1/" in body


@pytest.fixture
def tls(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[ssl.SSLContext]:
    """A certificate for 127.0.0.1, of an authority that the portal trusts meanwhile."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "127.0.0.1")])
    now = datetime.now(UTC)
    certificate = (
        x509.CertificateBuilder(name, name, key.public_key(), x509.random_serial_number())
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=1))
        .add_extension(
            x509.SubjectAlternativeName([x509.IPAddress(IPv4Address("127.0.0.1"))]), critical=False
        )
        .sign(key, hashes.SHA256())
    )
    file = tmp_path / "receiver.pem"
    parts = serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8
    file.write_bytes(
        key.private_bytes(*parts, serialization.NoEncryption())
        + certificate.public_bytes(serialization.Encoding.PEM)
    )
    monkeypatch.setattr(certifi, "where", lambda: str(file))
    outbound._trusted.cache_clear()
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(file)
    yield context
    outbound._trusted.cache_clear()


def test_teams_gets_a_card_at_its_own_host_by_https_only(tls: ssl.SSLContext) -> None:
    workflow = "643e69f83c8944438d68119179a10a64"
    with listening(tls) as receiver:
        assert send(f"workflows://{host(receiver)}/{workflow}/a-b_c/") == ""

    ((path, headers, _body),) = receiver.got
    assert path.startswith(f"/workflows/{workflow}/triggers/manual/paths/invoke?")
    assert "sig=a-b_c" in path
    assert headers["content-type"] == "application/json"
    [attachment] = receiver.bodies[0]["attachments"]
    assert attachment["contentType"] == "application/vnd.microsoft.card.adaptive"
    texts = [block["text"] for block in attachment["content"]["body"]]
    assert texts == ["Acme & Co: Live", "Text\nhttps://x/1/"]


def test_every_plugin_sends_by_our_guard_only() -> None:
    for service in chat.SERVICES:
        assert sys.modules[service.plugin.__module__].requests is not requests


@pytest.mark.parametrize(
    ("address", "service"),
    [
        (SLACK, "Slack"),
        ("slack://T1JJ3T3L2/A1BRTD4JD/TIiajkdnlazkcOXrIdevi7FQ", "Slack"),
        (
            "https://prod-12.westeurope.logic.azure.com:443/workflows/643e69f83c8944438d68119179a10a64"
            "/triggers/manual/paths/invoke?api-version=2016-06-01&sp=%2Ftriggers&sv=1.0&sig=a-b_c",
            "Teams",
        ),
        ("discord://123/" + "a" * 68, "Discord"),
        ("mmosts://chat.example.com/" + TOKEN, "Mattermost"),
        ("rockets://webhook/token@chat.example.com", "Rocket.Chat"),
    ],
)
def test_knows_whose_an_address_is(address: str, service: str) -> None:
    assert chat.service_of(address) == service


@pytest.mark.parametrize(
    ("address", "said"),
    [
        ("", "Paste the URL"),
        ("https://hooks.slack.com/services/T1", "Paste the URL"),
        ("https://example.com/hook", "Paste the URL"),
        # Other schemes of Apprise would run programs, read files, or mail.
        ("json://example.com/", "Paste the URL"),
        ("syslog://", "Paste the URL"),
        ("mailto://user:pass@example.com", "Paste the URL"),
        ("file:///etc/passwd", "Paste the URL"),
        (SLACK + "?template=/etc/passwd", "Remove “template” from the URL."),
        ("discord://123/" + "a" * 68 + "?verify=no", "Remove “verify” from the URL."),
        ("mmost://h/" + TOKEN + "?Icon_URL=http://10.0.0.1/", "Remove “icon_url” from"),
        # Ways of theirs that make more than one request.
        ("slack://xoxb-1234-1234-4ddbc191d40ee098cbaae6f3523ada2d/#general", "incoming webhook"),
        ("rockets://user:pass@chat.example.com/#general", "incoming webhook"),
    ],
)
def test_refuses_what_is_no_chat_or_does_more_than_post(address: str, said: str) -> None:
    with pytest.raises(chat.Wrong, match=said):
        chat.service_of(address)
    assert said in send(address)


def test_no_message_goes_into_a_private_network(receiver: Receiver) -> None:
    there = host(receiver)

    assert "https://" in send(f"mmost://{there}/{TOKEN}", private=False)
    assert "private network" in send(f"mmosts://{there}/{TOKEN}", private=False)
    assert receiver.got == []


@pytest.mark.parametrize(
    ("mode", "said"),
    [
        ("fail", "Slack: It responded with 500: no room"),
        ("redirect", "Slack: It responded with 302"),
        ("hang", "Slack: No answer within"),
        ("gone", "Slack: It responded with 410"),
    ],
)
def test_what_is_no_success_says_why_and_is_asked_once(
    receiver: Receiver, monkeypatch: pytest.MonkeyPatch, mode: str, said: str
) -> None:
    monkeypatch.setattr(outbound, "DEADLINE", 0.3)
    receiver.mode = mode

    assert send(SLACK).startswith(said)
    assert [path.split("/")[1] for path, *_ in receiver.got] == ["services"]


def test_what_slack_does_not_confirm_is_no_success(receiver: Receiver) -> None:
    receiver.mode = "ok"  # says "thanks", as no Slack does

    assert send(SLACK) == "Slack: The message wasn’t accepted."


def test_addresses_are_not_logged(receiver: Receiver, caplog: Any) -> None:
    receiver.mode = "fail"
    with caplog.at_level("DEBUG"):
        send(SLACK)

    assert "TIiajkdnlazkcOXrIdevi7FQ" not in caplog.text


def test_names_call_nobody() -> None:
    assert chat.plain("<!channel> @everyone [a](b)") == "‹!channel› ＠everyone (a)(b)"
