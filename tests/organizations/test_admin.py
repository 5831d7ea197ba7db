from collections.abc import Callable
from typing import Any

import pytest
from django.contrib import admin
from django.test import Client
from django.urls import reverse

from organizations.models import Attention, Customer, Event, Tenant, User
from organizations.roles import Role
from organizations.services import audit
from organizations.verbs import Verb
from portal import clock
from tests.factories import (
    SYSTEM,
    make_connection,
    make_contact,
    make_customer,
    make_tenant,
    make_user,
)
from tests.inbox_process import Inbox
from tests.sandbox_process import CLIENT_SECRET

pytestmark = pytest.mark.django_db

MODELS = [
    *("tenant", "customer", "contact", "organization", "connection", "domain", "attention"),
    *("event", "user"),
]
READ_ONLY = {"organization", "connection", "domain", "attention", "event"}


@pytest.fixture
def office(operator: User, desk_as: Callable[[User], Client]) -> Client:
    """The administration as an operator sees it."""
    return desk_as(operator)


def fill() -> None:
    customer, tenant = make_customer("Acme"), make_tenant()
    customer.organizations.create(
        tenant=tenant, auth0_id="org_1", name="acme", mapped_at=clock.now()
    )
    connection = make_connection(customer, tenant)
    audit.record(Verb.CONNECTION_PLAN, by=SYSTEM, connection=connection, name="acme-sso")
    Attention.objects.create(
        customer=customer, connection=connection, reason="stalled", since=clock.now()
    )
    make_user(Role.SUPPORT)


@pytest.mark.parametrize("typed", ["müll", "MÜLLER", "xn--mll", "müllerdrei.example"])
@pytest.mark.parametrize("model", ["customer", "contact", "domain"])
def test_finds_by_a_part_of_an_international_domain(office: Client, model: str, typed: str) -> None:
    customer = make_customer("Drei")
    make_contact(customer, email="anna@xn--mllerdrei-q9a.example")
    customer.domains.create(name="xn--mllerdrei-q9a.example", created_at=clock.now())
    customer.domains.create(name="xn--mllerdrei-q9a.com", created_at=clock.now())
    other = make_customer("Strauss")
    make_contact(other, email="anna@xn--strae-oqa.example")
    other.domains.create(name="xn--strae-oqa.example", created_at=clock.now())

    path = reverse(f"admin:organizations_{model}_changelist")
    found = office.get(path, {"q": typed}).context["cl"].queryset

    assert {getattr(row, "customer", row) for row in found} == {customer}
    assert len(found) == len({row.pk for row in found})


def act(office: Client, model: str, action: str, pk: int, **more: Any) -> str:
    path = reverse(f"admin:organizations_{model}_changelist")
    answer = office.post(path, {"action": action, "_selected_action": [pk], **more}, follow=True)
    return answer.content.decode()


@pytest.mark.parametrize("model", MODELS)
def test_lists_and_shows_every_record(office: Client, model: str) -> None:
    fill()
    path = reverse(f"admin:organizations_{model}_changelist")
    kind = next(one for one in admin.site._registry if one._meta.label_lower.endswith(f".{model}"))
    row = kind._default_manager.first()
    assert row is not None

    assert office.get(path).status_code == 200
    assert office.get(path, {"q": "acme"}).status_code == 200
    page = office.get(reverse(f"admin:organizations_{model}_change", args=[row.pk]))

    assert page.status_code == 200
    assert CLIENT_SECRET not in page.content.decode()
    assert page.context["has_delete_permission"] is False
    assert page.context["has_change_permission"] is (model not in READ_ONLY)


@pytest.mark.parametrize("role", [Role.VIEWER, Role.SUPPORT, Role.MANAGER])
def test_is_closed_to_everybody_else(role: Role, desk_as: Callable[[User], Client]) -> None:
    desk = desk_as(make_user(role))

    assert desk.get("/admin/").status_code == 302
    assert desk.get("/admin/organizations/event/").status_code == 302


def test_shows_nothing_of_what_allauth_keeps(office: Client) -> None:
    shown = {kind._meta.app_label for kind in admin.site._registry}

    assert shown <= {"organizations", "tickets"}


def test_adds_and_changes_a_tenant_by_services(office: Client) -> None:
    typed = {
        "name": "Prod",
        "domain": "prod.eu.auth0.test",
        "environment": "production",
        "plan": "free",
        "authentication": "client_secret",
        "client_id": "c",
        "client_secret": "very-secret",
        "active": "on",
    }

    office.post(reverse("admin:organizations_tenant_add"), typed)
    tenant = Tenant.objects.get()
    path = reverse("admin:organizations_tenant_change", args=[tenant.pk])
    office.post(path, {**typed, "client_secret": "", "plan": "enterprise"})

    tenant.refresh_from_db()
    assert (tenant.plan, tenant.client_secret) == ("enterprise", "very-secret")
    verbs = Event.objects.order_by("pk").values_list("verb", flat=True)
    assert list(verbs) == ["tenant:create", "tenant:change"]
    assert "very-secret" not in office.get(path).content.decode()


@pytest.mark.parametrize(
    ("model", "lookup"),
    [
        ("user", "password__startswith"),
        ("user", "password"),
        ("user", "groups__user__password__startswith"),
        ("user", "is_superuser__exact"),
        ("tenant", "client_secret__startswith"),
        ("tenant", "hook_id__startswith"),
        ("event", "user__password__startswith"),
    ],
)
def test_a_list_is_narrowed_down_by_what_it_offers_only(
    office: Client, model: str, lookup: str
) -> None:
    path = reverse(f"admin:organizations_{model}_changelist")

    assert office.get(path, {lookup: "p"}).status_code == 400


def test_checks_tenants(office: Client, tenant: Tenant) -> None:
    act(office, "tenant", "check_permissions", tenant.pk)

    tenant.refresh_from_db()
    assert tenant.checked_at is not None


def test_adds_and_changes_a_customer_and_a_contact_by_services(office: Client) -> None:
    office.post(
        reverse("admin:organizations_customer_add"), {"name": "Acme", "domains": "acme.com"}
    )
    customer = Customer.objects.get()
    office.post(
        reverse("admin:organizations_contact_add"),
        {"customer": customer.pk, "name": "Bob", "email": "bob@acme.com", "language": "en"},
    )
    contact = customer.contacts.get()
    office.post(
        reverse("admin:organizations_contact_change", args=[contact.pk]),
        {"name": "Robert", "email": "bob@acme.com", "language": "fr"},
    )

    contact.refresh_from_db()
    assert (contact.name, contact.language) == ("Robert", "fr")
    assert customer.domains.get().name == "acme.com"
    assert Event.objects.filter(verb="contact:change").exists()


def test_says_why_a_contact_cannot_be_added(office: Client) -> None:
    customer = make_customer("Acme")
    make_contact(customer, email="bob@acme.com")
    typed = {"customer": customer.pk, "name": "Bob", "email": "BOB@acme.com", "language": "en"}

    answer = office.post(reverse("admin:organizations_contact_add"), typed, follow=True)

    assert "already" in answer.content.decode()
    assert customer.contacts.filter(name="Bob").count() == 0


def test_archives_by_action(office: Client) -> None:
    customer = make_customer("Acme")

    act(office, "customer", "archive", customer.pk)

    customer.refresh_from_db()
    assert customer.archived_at is not None


def test_settles_by_action(office: Client) -> None:
    fill()

    act(office, "attention", "settle", Attention.objects.get().pk)

    assert Attention.objects.get().resolved_at is not None


def test_invites_staff(office: Client, mails: Inbox, run_tasks: Any) -> None:
    typed = {"email": "Nina@umbrella.example", "name": "Nina", "role": "manager"}

    with run_tasks():
        answer = office.post(reverse("admin:organizations_user_add"), typed, follow=True)

    user = User.objects.get(name="Nina")
    assert (user.email, user.groups.get().name) == ("nina@umbrella.example", "manager")
    assert "An invitation is on its way to nina@umbrella.example." in answer.content.decode()
    assert [mail["To"][0]["Address"] for mail in mails.messages()] == ["nina@umbrella.example"]


@pytest.mark.parametrize(
    ("typed", "field"),
    [
        ({"email": "nonsense"}, "email"),
        ({"email": "taken@umbrella.example"}, "email"),
        ({"email": "TAKEN@umbrella.example"}, "email"),
        ({"name": ""}, "name"),
        ({"role": "king"}, "role"),
    ],
)
def test_says_what_is_wrong_with_an_invitation(
    office: Client, typed: dict[str, str], field: str
) -> None:
    make_user(Role.SUPPORT, email="taken@umbrella.example")

    answer = office.post(
        reverse("admin:organizations_user_add"),
        {"email": "nina@umbrella.example", "name": "Nina", "role": "viewer", **typed},
    )

    assert field in answer.context["adminform"].form.errors
    assert not User.objects.filter(name="Nina").exists()


def test_keeps_operators_from_taking_their_own_role(office: Client, operator: User) -> None:
    path = reverse("admin:organizations_user_change", args=[operator.pk])

    answer = office.post(path, {"name": "Olga", "role": "viewer"}, follow=True)

    assert "another operator" in answer.content.decode()
    operator.refresh_from_db()
    assert operator.groups.get().name == "operator"
    assert operator.name != "Olga"


def test_bars_and_lets_in_again(office: Client, support: User) -> None:
    act(office, "user", "deactivate", support.pk)
    support.refresh_from_db()
    assert not support.is_active

    act(office, "user", "activate", support.pk)
    support.refresh_from_db()
    assert support.is_active
