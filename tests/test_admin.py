"""The administration, over every record of ours: there, guarded, as fast for many as for one."""

from collections.abc import Callable

import pytest
from django.apps import apps
from django.contrib import admin
from django.db.models import Model
from django.test import Client
from django.urls import reverse

from organizations.models import SavedView, Tenant, User
from organizations.roles import Role
from portal import clock
from tests import factories
from tests.organizations.pages.counting import queries
from tickets import services
from tickets.models import Inventory, Job, JobRow, LinkWish, Message, Nomination, Opening
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
    services.set_policy(connection, by=factories.SYSTEM)
    services.record_opening(
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
    LinkWish.objects.create(email=f"alice{number}@acme.com", created_at=now)
    Inventory.objects.create(tenant=tenant, due_at=now)
    SavedView.objects.create(user=user, name=f"View {number}", query="stage=live")
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
