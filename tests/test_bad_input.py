"""Whatever is sent to any of our addresses gets an answer in words, never an exception."""

import uuid
from collections.abc import Iterator
from typing import Any

import html5lib
import pytest
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver, reverse

from organizations.models import Customer, Domain, SavedView, Tenant, User
from organizations.roles import Role
from portal import clock
from portal.actor import Actor
from portal.signing import link_token
from tests.factories import make_connection, make_link, make_ticket, make_user
from tickets.models import Job, Message, Preset
from tickets.services import bulk
from tickets.states import State

# No text, no number that fits, no digit of ours, too long, no name of anything.
JUNK = ["\x00", "9" * 400, "٣", "💥" * 3000, "../' OR 1=1"]
BODIES = [
    (b"[" * 5000 + b"\xff\x00", "application/json"),
    (b"not multipart", "multipart/form-data; boundary=x"),
    (b"a=%FF&a=%00", "application/x-www-form-urlencoded; charset=utf-16"),
]
# Every name that a page reads from its address.
QUERY = (
    *("q", "after", "before", "state", "stage", "kind", "reason", "tenant", "owner", "way"),
    *("customer", "preset", "contact", "connection", "reissue", "mail", "landing", "about"),
    *("since", "until", "next", "sort", "page", "organization", "show"),
)


def our_patterns() -> Iterator[tuple[str, URLPattern]]:
    for app in get_resolver().url_patterns:
        if isinstance(app, URLResolver) and app.namespace in ("organizations", "tickets"):
            for pattern in app.url_patterns:
                if isinstance(pattern, URLPattern):
                    yield f"{app.namespace}:{pattern.name}", pattern


PATTERNS = dict(our_patterns())


@pytest.fixture
def keys(
    customer: Customer, tenant: Tenant, preset: Preset, operator: User, keycard: str
) -> dict[str, Any]:
    """A row for each first part of an address, so that what is asked for is there."""
    connection = make_connection(customer, tenant, auth0_id="con_0000000000000001")
    link = make_link(connection)
    ticket = make_ticket(connection, state=State.ISSUED, link=link, preset=preset)
    now = clock.now()
    domain = Domain.objects.create(
        customer=customer,
        connection=connection,
        name="acme.com",
        state=Domain.State.PENDING,
        created_at=now,
    )
    message = Message.objects.create(
        connection=connection,
        link=link,
        ticket=ticket,
        kind=Message.Kind.INVITATION,
        key="one",
        to_email="alice@acme.com",
        subject="Hello",
        text="Hello",
        created_at=now,
        due_at=now,
    )
    job = bulk.job_of_customers(
        Customer.objects.all(),
        kind=Job.Kind.MAP,
        tenant=tenant,
        preset=None,
        by=Actor.system("tests"),
    )
    return {
        "bulk": job.pk,
        "customers": customer.pk,
        "contacts": customer.contacts.get().pk,
        "organizations": customer.organizations.get().pk,
        "connections": connection.pk,
        "domains": domain.pk,
        "staff": make_user(Role.SUPPORT).pk,
        "tenants": tenant.pk,
        "tickets": ticket.pk,
        "mails": message.pk,
        "presets": preset.pk,
        "notes": customer.notes.create(author=operator, text="A", created_at=now).pk,
        "views": SavedView.objects.create(user=operator, name="A", query="stage=live").pk,
        "token": link_token(link.pk),
        "link_id": link.pk,
        "tenant_pk": tenant.pk,
        "kind": "follow_up",
        "profile_id": preset.profile_id,
    }


def address(name: str, keys: dict[str, Any]) -> str:
    pattern = PATTERNS[name].pattern
    first = str(pattern).partition("/")[0]
    given = {
        **keys,
        "pk": keys.get(first, 1),
        "delivery_pk": 1,
        "hook_id": uuid.UUID(int=0),
        "slug": "mailgun",
    }
    return reverse(name, kwargs={one: given[one] for one in pattern.converters})


@pytest.fixture
def client_of_all(operator: User, desk_as: Any) -> Client:
    client: Client = desk_as(operator)
    return client


@pytest.mark.parametrize("name", PATTERNS)
def test_any_input_gets_an_answer(name: str, keys: dict[str, Any], client_of_all: Client):
    url = address(name, keys)
    fields = fields_of(b"".join(client_of_all.get(url))) - {"csrfmiddlewaretoken"}

    for junk in JUNK:
        assert client_of_all.get(url, dict.fromkeys(QUERY, junk)).status_code != 500
    for junk in ["", *JUNK]:
        assert client_of_all.post(url, dict.fromkeys(fields, junk)).status_code != 500
    for body, kind in BODIES:
        assert client_of_all.post(url, body, content_type=kind).status_code != 500


@pytest.mark.parametrize(
    "name", [one for one, pattern in PATTERNS.items() if "pk" in pattern.pattern.converters]
)
def test_rows_that_are_not_there_are_missing(name: str, client_of_all: Client):
    for key in (0, 10**30):
        kwargs = {
            **dict.fromkeys(("pk", "tenant_pk", "delivery_pk"), key),
            "profile_id": "ssp_1",
            "link_id": uuid.UUID(int=0),
            "kind": "follow_up",
        }
        wanted = PATTERNS[name].pattern.converters
        url = reverse(name, kwargs={one: kwargs[one] for one in wanted})

        assert client_of_all.get(url).status_code in (404, 405, 302)
        assert client_of_all.post(url).status_code in (404, 405)


def fields_of(content: bytes) -> set[str]:
    """The names of all fields of all forms on a page."""
    page = html5lib.parse(content.decode(), namespaceHTMLElements=False)
    tags = ("input", "select", "textarea", "button")
    return {name for tag in tags for element in page.iter(tag) if (name := element.get("name"))}
