"""Every page of this app, for every role: opens, or says who may."""

from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from organizations import urls
from organizations.models import Customer, Domain, OwnFailure, Tenant, User
from organizations.roles import PERMISSIONS, Role, permissions_of
from organizations.services import api_keys, notifications, tenants, webhooks
from portal import clock
from tests.factories import SYSTEM, make_connection, make_ticket, make_user
from tests.markup import assert_valid
from tickets.states import State

Pages = dict[str, str]


@pytest.fixture
def pages(customer: Customer, tenant: Tenant, keycard: str) -> Pages:
    """The address of every page, by its name."""
    connection = make_connection(customer, tenant)
    make_ticket(connection, state=State.ISSUED)
    contact = customer.contacts.get()
    domain = connection.domains.create(
        customer=customer,
        name="acme.com",
        state=Domain.State.PENDING,
        auth0_id="ord_1",
        created_at=clock.now(),
    )
    tenants.check_tenant(tenant, by=SYSTEM)
    key, _secret = api_keys.create_key(name="A", scopes=["events:read"], by=SYSTEM)
    endpoint, _secret = webhooks.create_endpoint(
        name="A", url="https://crm.example.com/", types=["ticket.*"], by=SYSTEM
    )
    own = OwnFailure.objects.create(
        fragment="Not enough seats", owner="staff", title="No seat", created_at=clock.now()
    )
    channel = notifications.create_channel(
        name="#sso",
        address="https://hooks.slack.com/services/T1JJ3T3L2/A1BRTD4JD/TIiajkdnlazkcOXrIdevi7FQ",
        pace="daily",
        topics=["live"],
        whose="all",
        time_zone="UTC",
        by=SYSTEM,
    )
    found: Pages = {}
    attention = customer.attentions.create(
        connection=connection, reason="stalled", detail="It stalled.", since=clock.now()
    )
    things = {
        "webhook": endpoint.pk,
        "api": key.pk,
        "tenant": tenant.pk,
        "connection": connection.pk,
        "secret": connection.pk,
        "contact": contact.pk,
        "organization": customer.organizations.get().pk,
        "unmap": customer.organizations.get().pk,
        "stream": tenant.pk,
        "attention": attention.pk,
        "domain": domain.pk,
        "own": own.pk,
        "staff": make_user(Role.SUPPORT).pk,
        "channel": channel.pk,
        "note": 0,
        "view": 0,
    }
    for pattern in urls.urlpatterns:
        name = str(pattern.name)
        arguments: dict[str, Any] = {}
        if "<int:pk>" in str(pattern.pattern):
            arguments["pk"] = things.get(name.partition("_")[0], customer.pk)
        if "<int:tenant_pk>" in str(pattern.pattern):
            arguments = {"pk": customer.pk, "tenant_pk": tenant.pk}
        if "<int:delivery_pk>" in str(pattern.pattern):
            arguments["delivery_pk"] = webhooks.send_test(endpoint, by=SYSTEM).pk
        if name in ("contact_new", "organization_new", "note_new"):
            arguments["pk"] = customer.pk
        if name in ("domain_add", "domain_record"):
            arguments["pk"] = connection.pk
        found[name] = reverse(f"organizations:{name}", kwargs=arguments)
    found["view_new"] += "?stage=live"
    return found


ONLY_POST = {
    *("attention_change", "attention_undo", "customer_owner", "customer_unarchive"),
    "customers_export",
    *("organization_refresh", "organization_accept"),
    *("connection_reconcile", "connection_enable", "connection_finish", "domain_check"),
    *("webhook_disable", "webhook_enable", "webhook_test", "webhook_resend"),
    "webhook_delivery_resend",
    *("notifications_test", "channel_test"),
    *("staff_resend", "staff_activate"),
    *("tenant_check", "stream_start", "stream_stop", "audit_export"),
}


# Nobody's here, so they are missing.
OF_ONE_PERSON = {"note_edit", "note_delete", "view_edit", "view_delete"}

# About one's own account, whatever one may.
OWN = {"sessions", "notifications", "notifications_test"}


@pytest.mark.parametrize("role", Role)
def test_opens_what_a_role_may_open(
    pages: Pages, role: Role, desk_as: Callable[[User], Client]
) -> None:
    desk = desk_as(make_user(role))
    allowed = permissions_of(role)

    for pattern in urls.urlpatterns:
        name = str(pattern.name)
        answer = desk.get(pages[name])
        permission = getattr(pattern.callback, "permission", "")
        assert permission in PERMISSIONS or name in OWN, name
        if name not in OWN and permission not in allowed:
            assert answer.status_code == 403, name
        elif name in ONLY_POST:
            assert answer.status_code == 405, name
        elif name in OF_ONE_PERSON:
            assert answer.status_code == 404, name
        else:
            assert answer.status_code == 200, name
            assert_valid(answer.content.decode())


def test_asks_strangers_to_sign_in(pages: Pages, client: Client) -> None:
    for name, address in pages.items():
        answer = client.get(address)
        assert answer.status_code == 302, name
        assert answer["Location"].startswith("/account/login/"), name
