"""“Before you start” behind a mailed link: what to have ready, for each identity provider."""

import re

import pytest
from django.test import Client

from organizations.models import Connection, Verification
from portal.signing import link_token
from tickets.landing.checklist import checklists
from tickets.models import Link, Opening

CALLBACK = "/login/callback"


@pytest.fixture
def visitor():
    return Client()


def address(link):
    return f"/l/{link_token(link.pk)}/checklist/"


def text_of(response):
    return re.sub(r"\s+", " ", response.content.decode())


def test_shows_every_provider_and_changes_nothing(issued, visitor):
    page = visitor.get(address(issued.link))

    text = text_of(page)
    assert page.status_code == 200
    for one in checklists():
        assert one.title in text
        assert one.guide in text
    assert page["Cache-Control"] == "no-store"
    assert not Opening.objects.exists()


def test_says_who_is_needed_for_dns_only_where_a_domain_is_verified(issued, visitor):
    Connection.objects.update(verification=Verification.NONE)
    assert "TXT record" not in text_of(visitor.get(address(issued.link)))

    Connection.objects.update(verification=Verification.REQUIRED)
    assert "add a TXT record to the DNS of" in text_of(visitor.get(address(issued.link)))


def test_shows_the_callback_url_to_who_confirmed_only(issued, visitor):
    assert CALLBACK not in text_of(visitor.get(address(issued.link)))

    Link.objects.update(confirmation="nothing")

    assert CALLBACK in text_of(visitor.get(address(issued.link)))


def test_opens_the_list_of_a_provider_that_is_connected(issued, visitor):
    Connection.objects.update(strategy="okta")

    text = text_of(visitor.get(address(issued.link)))

    assert re.findall(r'<details class="more" open> <summary>([^<]*)', text) == ["Okta"]


def test_leads_back_once_the_link_is_withdrawn(issued, visitor):
    Link.objects.update(ended=Link.Ended.REVOKED)

    assert visitor.get(address(issued.link)).status_code == 302


def test_shows_nothing_to_who_is_there_for_dns_only(issued, visitor):
    Link.objects.update(role=Link.Role.DNS)

    assert visitor.get(address(issued.link)).status_code == 302


def test_the_page_behind_the_link_leads_to_it(issued, visitor):
    home = visitor.get(f"/l/{link_token(issued.link.pk)}/")

    assert address(issued.link) in text_of(home)
