"""“Sign-in problems” behind a mailed link: explained, kept nowhere, of use after going live."""

import re
from datetime import timedelta

import pytest
from django.test import Client

from organizations.models import Connection, Event, Tenant
from organizations.services import connections
from portal import clock
from portal.signing import link_token
from tickets.models import Link, Opening, Ticket

ACS = "/login/callback?connection="


@pytest.fixture
def visitor():
    return Client()


@pytest.fixture
def saml(issued):
    Connection.objects.update(auth0_id="con_1", strategy="samlp")
    return issued


def address(link):
    return f"/l/{link_token(link.pk)}/problems/"


def text_of(response):
    return re.sub(r"\s+", " ", response.content.decode())


def rows():
    every = [model.objects.values() for model in (Ticket, Link, Connection, Tenant, Opening, Event)]
    return [list(one) for one in every]


def test_get_and_post_of_a_text_change_nothing(saml, visitor):
    before = rows()

    shown = visitor.get(address(saml.link))
    explained = visitor.post(address(saml.link), {"text": "Secret AADSTS50105 of al@acme.com"})

    assert shown.status_code == explained.status_code == 200
    assert rows() == before
    assert not visitor.session.items()


def test_a_code_is_explained_with_owner_remedy_and_vendor(issued, visitor):
    page = visitor.post(address(issued.link), {"text": "AADSTS50105"})

    text = text_of(page)
    assert "The person isn’t assigned to the app" in text
    assert "The administrator of your identity provider can fix this." in text
    assert "Assign the person, or a group" in text
    assert "https://login.microsoftonline.com/error?code=50105" in text
    assert page["Cache-Control"] == "no-store"
    assert page["Referrer-Policy"] == "no-referrer"


def test_an_unknown_text_has_no_owner(issued, visitor):
    text = text_of(visitor.post(address(issued.link), {"text": "It is broken"}))

    assert "We don’t know this text" in text
    assert "fix this" not in text


def test_nothing_typed_names_the_field(issued, visitor):
    assert "This field is required." in text_of(visitor.post(address(issued.link), {"text": " "}))


def test_addresses_of_the_tenant_are_repeated_those_of_strangers_are_not(issued, visitor):
    ours = f"https://{issued.tenant.domain}{ACS}acme"
    wrong = "https://evil.example/login/callback?connection=acme"
    said = "Recipient is invalid. Configured: "

    helped = text_of(visitor.post(address(issued.link), {"text": said + ours}))
    deceived = text_of(visitor.post(address(issued.link), {"text": said + wrong}))

    assert f"exactly this: {ours}" in helped
    assert "exactly this" not in deceived


@pytest.mark.parametrize(
    "hostile",
    [
        "<script>alert(1)</script></textarea><script>alert(2)</script>",
        "https://evil.example AADSTS50105",
        "\u202eAADSTS50105\u2066",
        "x" * 1_000_000,
    ],
)
def test_hostile_texts_stay_text(issued, visitor, hostile):
    page = visitor.post(address(issued.link), {"text": hostile})

    text = page.content.decode()
    assert page.status_code == 200
    assert "alert(1)</script>" not in text
    assert 'href="https://evil' not in text


def test_what_nobody_means_in_a_pasted_page_refuses_nothing(issued, visitor):
    page = visitor.post(address(issued.link), {"text": "\x00\ue000 AADSTS\u206050105"})

    assert "isn’t assigned to the app" in text_of(page)


def test_values_are_shown_to_who_confirmed(saml, visitor):
    assert ACS not in text_of(visitor.get(address(saml.link)))

    refused = visitor.post(address(saml.link), {"address": "eve@evil.example"})
    allowed = visitor.post(address(saml.link), {"address": saml.link.recipient_email})

    assert ACS not in text_of(refused)
    assert "The invitation went to" in text_of(refused)
    assert allowed["Location"] == f"{address(saml.link)}#needs"
    assert f"{ACS}{saml.connection.name}" in text_of(visitor.get(address(saml.link)))


def test_a_code_is_mailed_where_the_link_asks_for_one(saml, visitor):
    Link.objects.update(confirmation="code")

    mailed = visitor.post(
        address(saml.link), {"mail_code": "", "address": saml.link.recipient_email}
    )

    assert mailed["Location"] == f"{address(saml.link)}?mailed"
    assert "Send another code" in text_of(visitor.get(mailed["Location"]))


def test_how_to_test_is_for_the_own_provider_once_confirmed(saml, visitor):
    Connection.objects.update(strategy="okta")
    Link.objects.update(confirmation="nothing")

    text = text_of(visitor.get(address(saml.link)))

    assert "Bookmark App" in text
    assert "Google Workspace" not in text


def test_the_sign_in_page_is_the_tenants(issued, visitor):
    assert "Start at the product’s sign-in page" in text_of(visitor.get(address(issued.link)))

    Tenant.objects.update(sign_in_url="https://app.umbrella.example/login")

    assert 'href="https://app.umbrella.example/login"' in text_of(visitor.get(address(issued.link)))


@pytest.mark.parametrize("stands", ["live", "expired"])
def test_it_stays_of_use_and_is_linked_to(issued, visitor, stands):
    if stands == "live":
        Link.objects.update(ended=Link.Ended.COMPLETED, ended_at=clock.now())
    else:
        Link.objects.update(expires_at=clock.now() - timedelta(days=1))
    home = address(issued.link).removesuffix("problems/")

    assert f'href="{address(issued.link)}"' in text_of(visitor.get(home))
    assert "What does your screen say?" in text_of(visitor.get(address(issued.link)))


@pytest.mark.parametrize("ended", [Link.Ended.REVOKED, Link.Ended.REPLACED])
def test_a_withdrawn_link_shows_nothing_of_it(issued, visitor, ended):
    Link.objects.update(ended=ended, ended_at=clock.now())

    assert visitor.get(address(issued.link)).status_code == 302
    assert visitor.post(address(issued.link), {"text": "x"}).status_code == 302


def test_garbage_is_unknown(visitor, db):
    assert visitor.get("/l/garbage/problems/").status_code == 404


@pytest.fixture
def confirmed(issued):
    Link.objects.update(confirmation="nothing")
    Connection.objects.update(auth0_id="con_1", strategy="samlp", stage="in_use")
    return issued


def failed(connection, text, **fields):
    now = clock.now()
    return connection.sign_in_days.create(
        day=now.date(),
        outcome="certificate",
        text=text,
        count=2,
        first_at=now,
        last_at=now,
        **{"text_at": now, **fields},
    )


SWITCHED = f"Invalid thumbprint (configured: {'A' * 40}. calculated: {'B' * 40})"


def test_the_first_failure_with_another_certificate_shows_both_thumbprints(confirmed, visitor):
    failed(confirmed.connection, SWITCHED)

    text = text_of(visitor.get(address(confirmed.link)))

    assert "A" * 40 in text
    assert "B" * 40 in text
    assert "2 failed sign-ins in the last 7 days" in text


def test_what_was_only_pushed_or_is_over_is_not_shown(confirmed, visitor):
    day = failed(confirmed.connection, SWITCHED, text_at=None)
    assert "B" * 40 not in text_of(visitor.get(address(confirmed.link)))

    day.text_at = clock.now()
    day.save()
    Connection.objects.update(last_sign_in_at=clock.now())
    assert "B" * 40 not in text_of(visitor.get(address(confirmed.link)))


def test_who_did_not_confirm_reads_nothing_of_sign_ins(confirmed, visitor):
    Link.objects.update(confirmation="address")
    failed(confirmed.connection, SWITCHED)

    assert "failed sign-in" not in text_of(visitor.get(address(confirmed.link)))


def test_a_rollover_that_is_near_is_told_where_metadata_is_read_once(confirmed, visitor):
    Connection.objects.update(certificate_expires_at=clock.now() + timedelta(days=12))
    assert "starts to use a new one" in text_of(visitor.get(address(confirmed.link)))

    Connection.objects.update(strategy="adfs")
    assert "starts to use a new one" not in text_of(visitor.get(address(confirmed.link)))


def test_the_customer_enters_when_the_secret_expires(confirmed, visitor):
    Connection.objects.update(strategy="waad")
    on = (clock.now() + timedelta(days=90)).date()

    answer = visitor.post(address(confirmed.link), {"secret_expires_on": on.isoformat()})

    assert answer["Location"].endswith("problems/#secret")
    assert connections.last_day(Connection.objects.get()) == on
    assert f'value="{on.isoformat()}"' in text_of(visitor.get(address(confirmed.link)))
    assert Event.objects.get(verb="connection:secret").actor_kind == "customer"


def test_a_wrong_date_and_a_stranger_change_nothing(confirmed, visitor):
    Connection.objects.update(strategy="waad")
    refused = visitor.post(address(confirmed.link), {"secret_expires_on": "1999-01-01"})
    assert "Enter the day on which the secret expires." in text_of(refused)

    Link.objects.update(confirmation="address")
    visitor.post(address(confirmed.link), {"secret_expires_on": "2027-01-01"})

    assert Connection.objects.get().client_secret_expires_at is None
