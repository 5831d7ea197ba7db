"""The administration, over every record of ours: there, guarded, as fast for many as for one."""

import html
from collections.abc import Callable

import pytest
from django.apps import apps
from django.contrib import admin
from django.db.models import Model
from django.test import Client, RequestFactory
from django.urls import reverse

from organizations.models import (
    Counter,
    OwnFailure,
    SavedView,
    SignInDay,
    SignInTrouble,
    Subscription,
    Tenant,
    User,
)
from organizations.roles import Role
from organizations.services import api_keys, audit, webhooks
from organizations.services.api_keys import idempotency
from organizations.services.audit import chain
from organizations.verbs import Verb
from portal import clock
from tests import factories
from tests.organizations.pages.counting import queries
from tests.signing_in import signed_in
from tickets.models import (
    Inventory,
    Job,
    JobRow,
    LinkRequest,
    LogLine,
    Message,
    Nomination,
    Opening,
)
from tickets.services import lifecycle, presets
from tickets.states import State

OURS = [
    model for app in ("organizations", "tickets") for model in apps.get_app_config(app).get_models()
]
# What operators type in; everything else is written by services and by Auth0.
TYPED = {"Tenant", "Customer", "Contact", "User", "Preset"}


@pytest.fixture
def office(operator: User, desk_as: Callable[[User], Client]) -> Client:
    return desk_as(operator)


def fill(number: int) -> None:
    """Make one row of each, of a customer and a tenant of their own."""
    now = clock.now()
    tenant: Tenant = factories.make_tenant()
    customer = factories.make_customer(f"Customer {number}", tenant=tenant)
    preset = factories.make_preset(tenant)
    connection = factories.make_connection(customer, tenant)
    ticket = factories.make_ticket(connection, state=State.OPENED, preset=preset)
    user = factories.make_user(Role.SUPPORT)
    presets.set_policy(connection, by=factories.SYSTEM)
    lifecycle.record_opening(
        ticket, at=now, by=factories.SYSTEM, source=Opening.Source.LANDING, ip="192.0.2.1"
    )
    ticket.attempts.create(started_at=now)
    connection.attentions.create(customer=customer, reason="stalled", since=now)
    Message.objects.create(
        connection=connection,
        link=ticket.link,
        ticket=ticket,
        kind=Message.Kind.INVITATION,
        key=f"key {number}",
        to_email="alice@acme.com",
        subject="Hello",
        text="Hello",
        created_at=now,
        due_at=now,
    )
    customer.notes.create(author=user, text="Call them on Monday.", created_at=now)
    Nomination.objects.create(link=ticket.link, name="Bob", email="bob@acme.com", created_at=now)
    LinkRequest.objects.create(email=f"alice{number}@acme.com", created_at=now)
    LogLine.objects.create(tenant=tenant, log_id=f"{number}", at=now)
    Inventory.objects.create(tenant=tenant, due_at=now)
    key, _secret = api_keys.create_key(
        name=f"Key {number}", scopes=["events:read"], by=factories.SYSTEM
    )
    idempotency.begin(key, "once", "digest")
    endpoint, _secret = webhooks.create_endpoint(
        name=f"Hook {number}", url="https://crm.example/", types=["job.*"], by=factories.SYSTEM
    )
    webhooks.send_test(endpoint, by=factories.SYSTEM)
    SavedView.objects.create(user=user, name=f"View {number}", query="stage=live")
    Subscription.objects.create(user=user)
    signed_in(Client(), user)
    audit.record(Verb.TENANT_CREATE, by=factories.SYSTEM, target=f"tenant:{tenant.pk}")
    chain.seal_events()
    OwnFailure.objects.create(
        fragment=f"Not enough seats in {number}", owner="staff", title="No seat", created_at=now
    )
    day = SignInDay.objects.create(
        connection=connection, day=now.date(), outcome="success", first_at=now, last_at=now
    )
    day.lines.create(log_id=f"{number}")
    SignInTrouble.objects.create(
        connection=connection, outcome="audience", began_at=now, last_at=now, changed_at=now
    )
    Counter.objects.create(name=f"Rows {number}", last=number, counted_at=now)
    job = Job.objects.create(
        kind=Job.Kind.ISSUE,
        state=Job.State.FINISHED,
        tenant=tenant,
        size=1,
        created_at=now,
        created_by=user,
    )
    JobRow.objects.create(
        job=job, number=1, customer=customer, ticket=ticket, state=JobRow.State.DONE
    )


@pytest.mark.django_db
@pytest.mark.parametrize("model", OURS)
def test_lists_every_record_by_as_many_queries_for_one_as_for_three(
    office: Client, model: type[Model]
) -> None:
    path = reverse(f"admin:{model._meta.app_label}_{model._meta.model_name}_changelist")
    fill(1)
    before = queries(office, path)
    fill(2)
    fill(3)
    assert model._default_manager.count() >= 3

    # A filter by tenant or owner lists its choices with one query more or less.
    assert queries(office, path) <= before + 1


@pytest.mark.parametrize("model", OURS)
def test_finds_and_filters_every_record(model: type[Model]) -> None:
    page = admin.site._registry[model]

    assert page.search_fields
    assert page.list_filter
    assert len(page.list_display) > 2


@pytest.mark.django_db
def test_says_of_every_table_what_it_is_for(office: Client) -> None:
    index = html.unescape(office.get(reverse("admin:index")).content.decode())

    for model in OURS:
        about = getattr(admin.site._registry[model], "about", "")
        assert about.endswith("."), model
        assert len(about) <= 90, model
        assert about in index
    page = office.get(reverse("admin:tickets_ticket_changelist")).content.decode()
    assert "Tickets, with their state and the request to Auth0." in page


@pytest.mark.django_db
@pytest.mark.parametrize("model", [one for one in OURS if one.__name__ not in TYPED])
def test_nobody_edits_what_services_write(office: Client, model: type[Model]) -> None:
    fill(1)
    name = f"admin:{model._meta.app_label}_{model._meta.model_name}"
    row = model._default_manager.first()
    assert row is not None

    answers = [
        office.post(reverse(f"{name}_add"), {"name": "x"}),
        office.post(reverse(f"{name}_change", args=[row.pk]), {"name": "x"}),
        office.post(reverse(f"{name}_delete", args=[row.pk]), {"post": "yes"}),
    ]

    assert [answer.status_code for answer in answers] == [403, 403, 403]


@pytest.mark.django_db
def test_offers_each_action_that_it_names(operator: User, rf: RequestFactory) -> None:
    request = rf.get("/")
    request.user = operator
    pages = [page for model, page in admin.site._registry.items() if model in OURS]

    missing = {
        (str(page), name)
        for page in pages
        for name in page.actions or ()
        if name not in page.get_actions(request)
    }

    assert missing == set()
