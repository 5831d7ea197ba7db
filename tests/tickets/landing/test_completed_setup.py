"""The page behind a link once its setup is complete: what was set up, for who confirms."""

import re
from datetime import timedelta

import pytest
from django.test import Client

from organizations.models import Connection, Customer, Domain, Stage, Tenant
from portal import clock
from portal.signing import link_token
from tickets.models import Link, Opening


@pytest.fixture
def visitor():
    return Client()


@pytest.fixture
def completed(issued):
    now = clock.now()
    Link.objects.update(ended=Link.Ended.COMPLETED, ended_at=now)
    Connection.objects.update(
        stage=Stage.IN_USE,
        certificate_expires_at=now + timedelta(days=20),
        first_sign_in_at=now - timedelta(days=2),
        last_sign_in_at=now - timedelta(hours=3),
    )
    Tenant.objects.update(sign_in_url="https://app.product.example/login")
    Domain.objects.create(
        customer=issued.connection.customer,
        connection=issued.connection,
        name="acme.com",
        state=Domain.State.VERIFIED,
        created_at=now,
    )
    return issued


def page_of(link):
    return f"/l/{link_token(link.pk)}/"


def text_of(response):
    return re.sub(r"\s+", " ", response.content.decode().replace("&#x27;", "'"))


SHOWN = ["acme.com", "(in 20 days)", "3 hours ago", "https://app.product.example/login"]


def test_tells_strangers_that_it_is_done_and_no_more(completed, visitor):
    text = text_of(visitor.get(page_of(completed.link)))

    assert "All done" in text
    assert completed.created_by.email in text
    assert "View status" in text
    for words in SHOWN[1:]:
        assert words not in text


def test_shows_the_setup_to_who_confirms_and_opens_nothing(completed, visitor):
    posted = visitor.post(page_of(completed.link), {"address": "alice@acme.com"})
    text = text_of(visitor.get(posted["Location"]))

    assert posted.status_code == 302
    assert "Your first colleague signed in" in text
    for words in SHOWN:
        assert words in text
    assert not Opening.objects.exists()


def test_another_address_is_refused_beside_the_field(completed, visitor):
    posted = visitor.post(page_of(completed.link), {"address": "bob@acme.com"})

    assert posted.status_code == 200
    assert "The invitation went to a different address" in text_of(posted)


def test_shows_nothing_of_an_archived_customer(completed, visitor):
    visitor.post(page_of(completed.link), {"address": "alice@acme.com"})
    Customer.objects.update(archived_at=clock.now())

    text = text_of(visitor.get(page_of(completed.link)))

    assert "View status" not in text
    for words in SHOWN[1:]:
        assert words not in text
