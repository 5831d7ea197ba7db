"""Each mail provider that .env.example offers sends our mail, and its proven reports are taken."""

import base64
import hashlib
import hmac
import json
import re
import threading
from collections.abc import Iterator
from datetime import UTC, datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import pytest
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from django.core.checks import run_checks
from django.test import Client
from svix.webhooks import Webhook

from organizations.models import Event
from portal.mailing.providers import PROVIDERS
from tests.factories import make_connection, make_customer, make_tenant, make_ticket
from tests.settings_source import BASE_DIR
from tests.tickets.mail.payloads import PAYLOADS
from tickets import states
from tickets.models import Message
from tickets.services.mail import queue
from tickets.services.mail.references import reference_to
from tickets.services.mail.send import claim, send_message

pytestmark = pytest.mark.filterwarnings(
    "ignore:django-anymail has dropped official support for SendGrid"
)

State = Message.State
Headers = dict[str, str]

SECRET = "portal:correct horse"
MAILGUN_KEY = "key-of-mailgun"
RESEND_SECRET = "whsec_" + base64.b64encode(b"secret-of-resend-for-signing").decode()
SENDGRID_KEY = ec.generate_private_key(ec.SECP256R1())
KEYS = {
    "WEBHOOK_SECRET": SECRET,
    "MAILGUN_WEBHOOK_SIGNING_KEY": MAILGUN_KEY,
    "RESEND_SIGNING_SECRET": RESEND_SECRET,
    "SENDGRID_TRACKING_WEBHOOK_VERIFICATION_KEY": base64.b64encode(
        SENDGRID_KEY.public_key().public_bytes(
            serialization.Encoding.DER, serialization.PublicFormat.SubjectPublicKeyInfo
        )
    ).decode(),
}
IDS = {
    "amazon_ses": "0100018f2e5b4c3a-1b2c3d4e-5f60-7182-93a4-b5c6d7e8f901-000000",
    "brevo": "<202611222000.12345678901@smtp-relay.mailin.fr>",
    "mailgun": "<20261122200000.1.ABCDEF0123456789@mg.example.com>",
    "mailjet": "1152921504612345678",
    "postmark": "0a129aee-e1cd-480d-b08d-4f48548ff48d",
    "resend": "56761188-7520-42d8-8898-ff6fc54ce618",
}
ANSWERS: dict[str, Any] = {
    "amazon_ses": {"MessageId": IDS["amazon_ses"]},
    "brevo": {"messageId": IDS["brevo"]},
    "mailgun": {"id": IDS["mailgun"], "message": "Queued. Thank you."},
    "mailjet": {
        "Messages": [
            {
                "Status": "success",
                "To": [{"Email": "alice@acme.com", "MessageID": int(IDS["mailjet"])}],
            }
        ]
    },
    "postmark": {
        "To": "alice@acme.com",
        "MessageID": IDS["postmark"],
        "ErrorCode": 0,
        "Message": "OK",
    },
    "resend": {"id": IDS["resend"]},
    "sendgrid": {},  # Anymail makes the id
}


def documented() -> dict[str, dict[str, Any]]:
    """The setups in .env.example: PORTAL_ANYMAIL by provider."""
    text = (BASE_DIR / ".env.example").read_text()
    setups = re.findall(r"^#   anymail\.backends\.(\w+)\.EmailBackend\n#     (\{.*\})$", text, re.M)
    return {slug: json.loads(setup) for slug, setup in setups}


class ProviderApi:
    """Stands for a provider's API: takes what is sent, and answers as documented."""

    def __init__(self, slug: str) -> None:
        self.received: list[bytes] = []
        api = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                api.received.append(self.rfile.read(int(self.headers["Content-Length"])))
                body = json.dumps(ANSWERS[slug]).encode()
                self.send_response(202 if slug == "sendgrid" else 200)
                self.send_header("Content-Type", "application/json")
                self.send_header("Content-Length", str(len(body)))
                self.end_headers()
                self.wfile.write(body)

            def log_message(self, *args: object) -> None: ...

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.url = f"http://127.0.0.1:{self.server.server_port}/"
        threading.Thread(target=self.server.serve_forever, daemon=True).start()

    def close(self) -> None:
        self.server.shutdown()
        self.server.server_close()


@pytest.fixture(params=[provider.slug for provider in PROVIDERS])
def slug(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture
def api(slug: str, settings: Any, monkeypatch: pytest.MonkeyPatch) -> Iterator[ProviderApi]:
    """The portal set up for the provider, as .env.example shows it."""
    api = ProviderApi(slug)
    setup = documented()[slug]
    setup |= {key: KEYS.get(key, "key") for key, value in setup.items() if "…" in value}
    setup |= {key: KEYS[key] for key in setup if key in KEYS}
    if slug == "amazon_ses":
        setup["AMAZON_SES_CLIENT_PARAMS"] |= {"endpoint_url": api.url}
        monkeypatch.setenv("AWS_ACCESS_KEY_ID", "AKIA")
        monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "secret")
    else:
        setup[f"{slug.upper()}_API_URL"] = api.url
    settings.EMAIL_BACKEND = f"anymail.backends.{slug}.EmailBackend"
    settings.ANYMAIL = setup
    yield api
    api.close()


@pytest.fixture
def sent(db: None, api: ProviderApi) -> Message:
    customer, tenant = make_customer(), make_tenant()
    ticket = make_ticket(make_connection(customer, tenant), state=states.State.ISSUED)
    message = queue.queue(Message.Kind.LIVE, ticket, key="live")
    assert claim(message)
    send_message(message)
    assert message.state == State.SENT, message.problem
    return message


def payload(slug: str, state: State, message: Message, **changes: str) -> dict[str, Any]:
    told = {"provider_id": message.provider_id, "to": message.to_email, **changes}
    metadata = told.get("metadata", reference_to(message))
    return PAYLOADS[slug](state, told["provider_id"], told["to"], metadata)


def basic(secret: str) -> Headers:
    return {"Authorization": f"Basic {base64.b64encode(secret.encode()).decode()}"}


def signed(slug: str, report: Any) -> tuple[bytes, Headers]:
    """The request by which a provider delivers a report, with its proof."""
    now = datetime.now(UTC)
    match slug:
        case "amazon_ses":
            notification = {
                "Type": "Notification",
                "MessageId": "22b80b92-fdea-4c2c-8f9d-bdfb0c7bf324",
                "TopicArn": "arn:aws:sns:eu-central-1:123456789012:portal",
                "Message": json.dumps(report),
                "Timestamp": "2026-11-22T20:00:03.000Z",
            }
            sns = {
                "x-amz-sns-message-type": "Notification",
                "x-amz-sns-message-id": notification["MessageId"],
            }
            return json.dumps(notification).encode(), {**sns, **basic(SECRET)}
        case "mailgun":
            stamp, token = str(int(now.timestamp())), "a" * 50
            mac = hmac.new(MAILGUN_KEY.encode(), f"{stamp}{token}".encode(), hashlib.sha256)
            signature = {"timestamp": stamp, "token": token, "signature": mac.hexdigest()}
            body = {**report, "signature": signature} if isinstance(report, dict) else report
            return json.dumps(body).encode(), {}
        case "resend":
            text = json.dumps(report)
            return text.encode(), {
                "svix-id": "msg_1",
                "svix-timestamp": str(int(now.timestamp())),
                "svix-signature": Webhook(RESEND_SECRET).sign("msg_1", now, text),
            }
        case "sendgrid":
            body = json.dumps(report if isinstance(report, list) else [report]).encode()
            stamp = str(int(now.timestamp()))
            proof = SENDGRID_KEY.sign(stamp.encode() + body, ec.ECDSA(hashes.SHA256()))
            return body, {
                "X-Twilio-Email-Event-Webhook-Signature": base64.b64encode(proof).decode(),
                "X-Twilio-Email-Event-Webhook-Timestamp": stamp,
            }
        case _:
            return json.dumps(report).encode(), basic(SECRET)


def post(slug: str, body: bytes, headers: Headers) -> Any:
    return Client(enforce_csrf_checks=True).post(
        f"/hooks/mail/{slug}/tracking/", body, content_type="application/json", headers=headers
    )


def state_of(message: Message) -> str:
    message.refresh_from_db()
    return message.state


def test_seven_setups_are_documented_and_known():
    assert list(documented()) == [provider.slug for provider in PROVIDERS]
    assert len(PROVIDERS) == 7


def test_a_documented_setup_passes_the_checks(api: ProviderApi):
    assert [found for found in run_checks() if (found.id or "").startswith("tickets.")] == []


def test_sends_with_what_names_the_mail_again(slug: str, api: ProviderApi, sent: Message):
    (body,) = api.received
    if slug == "amazon_ses":
        body = base64.b64decode(json.loads(body)["Content"]["Raw"]["Data"])

    assert state_of(sent) == State.SENT, sent.problem
    assert sent.provider_id == IDS.get(slug, sent.provider_id) != ""
    assert reference_to(sent).encode() in body


def test_takes_documented_reports_and_their_replays_once(slug: str, sent: Message):
    for state in (State.DEFERRED, State.DELIVERED, State.BOUNCED, State.COMPLAINED):
        Message.objects.update(state=State.SENT)
        body, headers = signed(slug, payload(slug, state, sent))

        answers = [post(slug, body, headers).status_code for _ in range(2)]

        assert answers == [200, 200]
        assert state_of(sent) == state
        assert Event.objects.filter(verb=f"message:{state}").count() == 1


def test_knows_a_mail_by_our_reference_before_the_providers_id_was_noted(slug: str, sent: Message):
    body, headers = signed(slug, payload(slug, State.DELIVERED, sent))
    Message.objects.update(state=State.QUEUED, provider_id="", sent_at=None)

    post(slug, body, headers)

    assert state_of(sent) == State.DELIVERED
    assert sent.provider_id


def without_proof(slug: str, body: bytes, headers: Headers) -> tuple[bytes, Headers]:
    if slug == "mailgun":
        told = json.loads(body)
        del told["signature"]
        return json.dumps(told).encode(), {}
    return body, {name: value for name, value in headers.items() if name.startswith("x-amz")}


def with_wrong_proof(slug: str, body: bytes, headers: Headers) -> tuple[bytes, Headers]:
    if slug == "mailgun":
        told = json.loads(body)
        told["signature"]["signature"] = "0" * 64
        return json.dumps(told).encode(), {}
    if "Authorization" in headers:
        return body, {**headers, **basic("portal:guess")}
    return body.replace(b"alice@acme.com", b"alicf@acme.com"), headers


def test_refuses_what_is_not_proven(slug: str, sent: Message):
    proven = signed(slug, payload(slug, State.BOUNCED, sent))

    answers = [post(slug, *spoil(slug, *proven)) for spoil in (without_proof, with_wrong_proof)]

    assert {answer.status_code for answer in answers} <= {400, 401}
    assert state_of(sent) == State.SENT


def test_marks_no_mail_that_the_report_is_not_about(slug: str, sent: Message):
    others: list[dict[str, str]] = [
        {"to": "bob@acme.com"},
        {"provider_id": "1152921504600000000"},
        {"provider_id": "1152921504600000000", "to": "bob@acme.com"},
        # Of another installation, with a mail of the same number.
        {"provider_id": "1152921504600000000", "metadata": str(sent.pk)},
        {"provider_id": "1152921504600000000", "metadata": f"{sent.pk}.{'0' * 24}"},
    ]
    for told in others:
        answer = post(slug, *signed(slug, payload(slug, State.BOUNCED, sent, **told)))

        assert answer.status_code == 200
        assert state_of(sent) == State.SENT
    Message.objects.update(state=State.QUEUED, provider_id="")
    for told in [one for one in others if "to" in one or "metadata" in one]:
        post(slug, *signed(slug, payload(slug, State.BOUNCED, sent, **told)))

        assert state_of(sent) == State.QUEUED


def test_does_not_ask_again_for_a_proven_report_that_cannot_be_read(slug: str, sent: Message):
    odd: list[Any] = [{}, {"event": None}, {"eventType": "Bounce"}, {"event-data": 7}]
    if slug != "mailgun":  # whose signature is part of an object
        odd += [None, [], "text", 7]

    answers = {str(one): post(slug, *signed(slug, one)).status_code for one in odd}

    assert set(answers.values()) == {200}, answers
    assert state_of(sent) == State.SENT


def test_answers_a_stranger_calmly(slug: str, api: ProviderApi, db: None):
    for body in (b"", b"\xff", b"[" * 100_000, b"null", b'"\\ud800"', b'{"signature": 7}'):
        for headers in ({}, basic("a:b"), {"svix-id": "x", "Authorization": "Basic x"}):
            assert post(slug, body, headers).status_code in (400, 401)


@pytest.mark.parametrize("slug", ["brevo", "mailjet", "sendgrid"], indirect=True)
def test_loses_only_the_unreadable_ones_of_a_batch(slug: str, sent: Message):
    odd = [None, {}, {"event": 7}, "text", {"event": "bounce", "time": "x", "timestamp": "x"}]
    batch = [*odd, payload(slug, State.BOUNCED, sent), *odd]

    assert post(slug, *signed(slug, batch)).status_code == 200
    assert state_of(sent) == State.BOUNCED


@pytest.mark.parametrize("slug", ["brevo", "mailjet", "sendgrid"], indirect=True)
def test_loses_only_the_one_whose_time_no_calendar_has(slug: str, sent: Message):
    when = {"brevo": "ts_epoch", "mailjet": "time", "sendgrid": "timestamp"}[slug]
    endless = {**payload(slug, State.DELIVERED, sent), when: 1e30}

    batch = [endless, payload(slug, State.BOUNCED, sent)]

    assert post(slug, *signed(slug, batch)).status_code == 200
    assert state_of(sent) == State.BOUNCED


@pytest.mark.parametrize("slug", ["brevo", "mailjet"], indirect=True)
@pytest.mark.parametrize("several", [False, True], ids=["one", "a batch"])
@pytest.mark.parametrize("letter", [b"\xe9", b"\n"])
def test_loses_no_report_for_a_letter_in_another_encoding(
    slug: str, sent: Message, several: bool, letter: bytes
):
    report = payload(slug, State.BOUNCED, sent)
    body, headers = signed(slug, [report, {"event": "caf?"}] if several else report)

    answer = post(slug, body.replace(b"550 5.1.1", b"550 caf" + letter), headers)

    assert answer.status_code == 200
    assert state_of(sent) == State.BOUNCED


def test_stores_what_can_be_of_half_a_character(slug: str, sent: Message):
    report = json.dumps(payload(slug, State.BOUNCED, sent)).replace(
        "550 5.1.1", "550 \\ud800\\u0000"
    )

    assert post(slug, *signed(slug, json.loads(report))).status_code == 200
    assert state_of(sent) == State.BOUNCED


def test_no_other_provider_has_a_door(slug: str, api: ProviderApi, db: None):
    everybody = {"amazon_ses", "brevo", "mailersend", "mailgun", "mailjet", "mandrill", "postal"}
    everybody |= {"postmark", "resend", "sendgrid", "sendinblue", "sparkpost", "unisender_go"}

    answers = {one: post(one, b"{}", basic(SECRET)).status_code for one in everybody - {slug}}

    assert set(answers.values()) == {404}


def test_without_what_proves_reports_there_is_no_door(slug: str, sent: Message, settings: Any):
    provider = next(one for one in PROVIDERS if one.slug == slug)
    body, headers = signed(slug, payload(slug, State.BOUNCED, sent))
    settings.ANYMAIL = {
        # A secret that is shared does not stand for a signature.
        **({"WEBHOOK_SECRET": SECRET} if provider.signs else {}),
        **{key: value for key, value in settings.ANYMAIL.items() if key != provider.proof},
    }

    assert post(slug, body, headers | basic(SECRET)).status_code == 404
    assert [found.id for found in run_checks() if "tickets." in (found.id or "")] == [
        "tickets.W001"
    ]


def test_a_signature_is_enough_where_a_secret_is_set_as_well(
    slug: str, sent: Message, settings: Any
):
    settings.ANYMAIL = {**settings.ANYMAIL, "WEBHOOK_SECRET": SECRET}

    assert post(slug, *signed(slug, payload(slug, State.BOUNCED, sent))).status_code == 200
    assert state_of(sent) == State.BOUNCED
