"""A desk with something on every page."""

from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

import pytest
from django.urls import reverse

from organizations.auth0_clients import auth0
from organizations.models import (
    Attention,
    Connection,
    Customer,
    Domain,
    OwnFailure,
    SavedView,
    Stage,
    Tenant,
    User,
    Verification,
)
from organizations.services import api_keys, audit, customers, domains, notifications, webhooks
from organizations.verbs import Verb
from portal import clock
from portal.actor import Actor
from portal.signing import link_token, record_token
from portal.tables.csv_import import read_table
from tests import factories
from tests.inbox_process import Inbox
from tests.sandbox_process import Sandbox
from tickets.models import Job, Link, Nomination, Preset, Ticket
from tickets.services import bulk, requests
from tickets.states import State
from tickets.verbs import AssistantVerb

LONG_NAME = "Rhabarberbarbarabarbarbarenbartbarbierbierbar International Holdings GmbH & Co. KGaA"


@dataclass
class Desk:
    """Addresses of pages, by a name that says what is on them."""

    staff: dict[str, str] = field(default_factory=dict)
    customer: dict[str, str] = field(default_factory=dict)


@pytest.fixture
def furnished(
    live_server: Any,
    sandbox: Sandbox,
    mails: Inbox,
    tenant: Tenant,
    preset: Preset,
    customer: Customer,
    support: User,
    operator: User,
    keycard: str,
) -> Desk:
    """Customers in every stage, a ticket of each state, mails, attentions, events."""
    by = Actor("staff", support.name, user=support, ip="192.0.2.1")
    desk = Desk()
    _stages(tenant, by)
    connection = _pending(customer, tenant)
    unseen = _unseen(customer, tenant)
    sent = _sent(connection, preset, by)
    _staff_pages(desk, tenant, preset, customer, connection, sent)
    _job_pages(desk, tenant, preset, by)
    desk.staff["connection-unseen"] = unseen.get_absolute_url()
    desk.staff["domain-record"] = reverse("organizations:domain_record", args=[unseen.pk])
    _view_pages(desk, support)
    _domain_pages(desk, connection)
    _follow_up_page(desk, customer, tenant, preset)
    _note_pages(desk, customer, operator)
    _empty_pages(desk)
    _customer_pages(desk, customer, tenant, sent)
    return desk


def _stages(tenant: Tenant, by: Actor) -> None:
    for number, stage in enumerate(Stage):
        name = LONG_NAME if stage is Stage.DISABLED else f"Customer {stage.label}"
        customer = factories.make_customer(name, domain=f"customer{number}.example")
        connection = factories.make_connection(
            customer,
            tenant,
            stage=stage,
            name=f"customer-{number}-sso",
            auth0_id=f"con_{number:016d}" if number > 2 else "",
        )
        audit.record(Verb.CONNECTION_STAGE, by=by, connection=connection, was="planned", to=stage)
        state = list(State)[number % len(State)]
        factories.make_ticket(connection, state=state)
    for reason in Attention.Reason:
        Attention.objects.create(
            customer=connection.customer,
            connection=connection,
            reason=reason,
            detail="Auth0 answered: Too Many Requests.",
            remedy="Try again in a few minutes.",
            since=clock.now() - timedelta(hours=3),
        )


def _pending(customer: Customer, tenant: Tenant) -> Connection:
    connection = factories.make_connection(
        customer,
        tenant,
        name="acme-sso",
        display_name="Acme",
        stage=Stage.DOMAIN_PENDING,
        verification=Verification.REQUIRED,
    )
    Domain.objects.create(
        customer=customer,
        connection=connection,
        name="acme.com",
        state=Domain.State.PENDING,
        auth0_id="ord_0000000000000000000001",
        txt_host="_auth0-challenge.acme.com",
        txt_value="auth0-domain-verification=4f1c0f5a2b6e4d0e9a7b3c8d5e2f1a0b",
        lookup=Domain.Lookup.OTHER_VALUE,
        lookup_found=[{"name": "_auth0-challenge.acme.com", "value": "auth0-domain=of-another"}],
        looked_up_at=clock.now(),
        created_at=clock.now(),
    )
    return connection


def _unseen(customer: Customer, tenant: Tenant) -> Connection:
    """Auth0 does not show its pending domain, because it serves several organizations."""
    connection = factories.make_connection(
        customer,
        tenant,
        name="acme-group-sso",
        stage=Stage.DOMAIN_PENDING,
        verification=Verification.REQUIRED,
        more_organizations=True,
    )
    domains.await_domains(connection, ["acme.org"], by=Actor.auth0())
    audit.record(AssistantVerb.ADD_DOMAIN, by=Actor.auth0(), connection=connection)
    return connection


def _in_auth0(customer: Customer, tenant: Tenant) -> Connection:
    """One that staff can change: it exists there."""
    body = {"name": "acme-legacy", "strategy": "samlp", "display_name": "Acme (old)"}
    made = auth0(tenant).connections.create(body)
    return factories.make_connection(
        customer, tenant, name=made.name, strategy=made.strategy, auth0_id=made.id
    )


def _sent(connection: Connection, preset: Preset, by: Actor) -> Ticket:
    """A ticket that went all the way: asked for, issued by the sandbox, mailed."""
    wanted = factories.make_draft(
        connection,
        preset=preset,
        body={"connection_config": {"name": connection.name, "display_name": "Acme"}},
    )
    ticket = requests.request_ticket(wanted, by=by)
    ticket.refresh_from_db()
    return ticket


def _staff_pages(
    desk: Desk,
    tenant: Tenant,
    preset: Preset,
    customer: Customer,
    connection: Connection,
    sent: Ticket,
) -> None:
    Nomination.objects.create(
        link=sent.link, name="Bob Builder", email="bob@agency.example", created_at=clock.now()
    )
    contact = customer.contacts.get()
    unmapped = Customer.objects.exclude(organizations__tenant=tenant).order_by("pk").first()
    assert unmapped
    organization = customer.organizations.get()
    message = sent.messages.first()
    assert message
    key, _secret = api_keys.create_key(
        name="Billing", scopes=["tickets:write"], by=factories.SYSTEM
    )
    endpoint, _secret = webhooks.create_endpoint(
        name="Billing",
        url="https://billing.umbrella.example/hooks/portal",
        types=["ticket.*", "connection.stage_changed"],
        by=factories.SYSTEM,
    )
    test = webhooks.send_test(endpoint, by=factories.SYSTEM)
    own = OwnFailure.objects.create(
        fragment="Not enough seats in {}",
        owner="staff",
        title="There's no seat left",
        remedy="Ask us for more seats.",
        created_at=clock.now(),
    )
    channel = notifications.create_channel(
        name="#sso-onboarding",
        address="https://hooks.slack.com/services/T1JJ3T3L2/A1BRTD4JD/TIiajkdnlazkcOXrIdevi7FQ",
        pace="daily",
        topics=["live"],
        whose="all",
        time_zone="UTC",
        by=factories.SYSTEM,
    )
    colleague = factories.make_user(name=LONG_NAME)
    dns = _for_dns(sent)
    pages: dict[str, tuple[str, list[Any]]] = {
        "channel-new": ("organizations:channel_new", []),
        "channel-edit": ("organizations:channel_edit", [channel.pk]),
        "channel-delete": ("organizations:channel_delete", [channel.pk]),
        "webhooks": ("organizations:webhooks", []),
        "webhook": ("organizations:webhook", [endpoint.pk]),
        "webhook-new": ("organizations:webhook_new", []),
        "webhook-edit": ("organizations:webhook_edit", [endpoint.pk]),
        "webhook-rotate": ("organizations:webhook_rotate", [endpoint.pk]),
        "webhook-delete": ("organizations:webhook_delete", [endpoint.pk]),
        "webhook-delivery": ("organizations:webhook_delivery", [endpoint.pk, test.pk]),
        "home": ("home", []),
        "attention-resolve": (
            "organizations:attention_resolve",
            [Attention.objects.filter(resolved_at=None).values_list("pk", flat=True)[0]],
        ),
        "customers": ("customers", []),
        "customer": ("customer", [customer.pk]),
        "customer-new": ("organizations:customer_new", []),
        "customer-edit": ("organizations:customer_edit", [customer.pk]),
        "customer-archive": ("tickets:customer_archive", [unmapped.pk]),
        "customer-merge": ("tickets:customer_merge", [customer.pk]),
        "contact-new": ("organizations:contact_new", [customer.pk]),
        "message": ("tickets:message", [contact.pk]),
        "contact-remove": ("organizations:contact_remove", [contact.pk]),
        "mapping": ("organizations:mapping", [unmapped.pk, tenant.pk]),
        "organization-new": ("organizations:organization_new", [unmapped.pk, tenant.pk]),
        "unmap": ("tickets:unmap", [organization.pk]),
        "connection": ("connection", [connection.pk]),
        "connection-adopt": ("organizations:connection_adopt", [customer.pk, tenant.pk]),
        "connection-create": ("organizations:connection_create", [customer.pk, tenant.pk]),
        "connection-raw": ("organizations:connection_create_raw", [customer.pk, tenant.pk]),
        "connection-edit": ("organizations:connection_edit", [_in_auth0(customer, tenant).pk]),
        "connection-secret": ("organizations:secret_expiry", [connection.pk]),
        "doctor": ("organizations:doctor", []),
        "api-keys": ("organizations:api_keys", []),
        "api-key-new": ("organizations:api_key_new", []),
        "api-key-rotate": ("organizations:api_key_rotate", [key.pk]),
        "api-key-revoke": ("organizations:api_key_revoke", [key.pk]),
        "staff": ("organizations:staff", []),
        "staff-new": ("organizations:staff_new", []),
        "staff-member": ("organizations:staff_member", [colleague.pk]),
        "staff-deactivate": ("organizations:staff_deactivate", [colleague.pk]),
        "staff-reset": ("organizations:staff_reset", [colleague.pk]),
        "staff-hand-over": ("organizations:staff_hand_over", [colleague.pk]),
        "tenants": ("organizations:tenants", []),
        "tenant": ("organizations:tenant", [tenant.pk]),
        "tenant-new": ("organizations:tenant_new", []),
        "contact-edit": ("organizations:contact_edit", [contact.pk]),
        "tenant-edit": ("organizations:tenant_edit", [tenant.pk]),
        "audit": ("organizations:audit", []),
        "find": ("tickets:find", []),
        "tickets": ("tickets:tickets", []),
        "ticket": ("tickets:ticket", [sent.pk]),
        "ticket-revoke": ("tickets:revoke", [sent.pk]),
        "ticket-address": ("tickets:correct_address", [sent.pk]),
        "ticket-recipient": ("tickets:change_recipient", [sent.pk]),
        "ticket-add-recipient": ("tickets:add_recipient", [sent.pk]),
        "ticket-person-revoke": ("tickets:person_revoke", [sent.pk, dns.pk]),
        "ticket-customer": ("tickets:new", []),
        "setup": ("tickets:setup", []),
        "inventory": ("tickets:inventory", []),
        "reports": ("tickets:reports", []),
        "mails": ("tickets:mails", []),
        "mail": ("tickets:mail", [message.pk]),
        "presets": ("tickets:presets", []),
        "preset": ("tickets:preset", [preset.pk]),
        "admin": ("admin:index", []),
        "admin-customers": ("admin:organizations_customer_changelist", []),
        "admin-tenant": ("admin:organizations_tenant_change", [tenant.pk]),
        "admin-user-new": ("admin:organizations_user_add", []),
        "admin-tickets": ("admin:tickets_ticket_changelist", []),
        "failures": ("organizations:failures", []),
        "own-failure-new": ("organizations:own_failure_new", []),
        "own-failure-edit": ("organizations:own_failure_edit", [own.pk]),
        "own-failure-delete": ("organizations:own_failure_delete", [own.pk]),
        "rules": ("tickets:policy", [connection.pk]),
        "colleague": ("tickets:colleague", [connection.pk]),
        "preset-edit": ("tickets:preset_edit", [preset.pk]),
        "preset-new": ("tickets:preset_new", [tenant.pk]),
        "preset-delete": ("tickets:preset_delete", [preset.pk]),
        "profiles": ("tickets:profiles", []),
        "profile": ("tickets:profile", [tenant.pk, preset.profile_id]),
        "profile-new": ("tickets:profile_new", [tenant.pk]),
        "profile-edit": ("tickets:profile_edit", [tenant.pk, preset.profile_id]),
        "profile-delete": ("tickets:profile_delete", [tenant.pk, preset.profile_id]),
    }
    desk.staff = {name: reverse(view, args=args) for name, (view, args) in pages.items()}
    merge = desk.staff["customer-merge"]
    desk.staff["customer-merge-plan"] = f"{merge}?into={unmapped.pk}"
    desk.staff["ticket-new"] = f"{reverse('tickets:new')}?customer={customer.pk}"
    invited = factories.make_connection(customer, tenant, stage=Stage.INVITED)
    factories.make_ticket(invited, state=State.ISSUED)
    factories.make_milestones(invited, clock.now() - timedelta(days=40), opened_hours=30, acts=1)
    desk.staff["coming-mail"] = reverse("tickets:scheduled", args=[invited.pk, "unopened"])
    desk.staff["ticket-look"] = (
        f"{reverse('tickets:review')}?customer={customer.pk}&preset={preset.pk}&contact={contact.pk}"
    )
    at_keycard = reverse("organizations:keycard", args=[customer.pk])
    desk.staff["keycard"] = f"{at_keycard}?organization=umbra-biotech"
    desk.staff["mapping-search"] = f"{desk.staff['mapping']}?q=acme"
    for name in ("password_change", "2fa", "sessions", "notifications"):
        desk.staff[f"account-{name}"] = f"/account/{name.replace('_', '/')}/"
    desk.staff["nothing-for-staff"] = "/nothing-here/"


def _view_pages(desk: Desk, support: User) -> None:
    view = SavedView.objects.create(
        user=support, name="Never finished", query="stage=opened", shared=True
    )
    desk.staff["view-edit"] = reverse("organizations:view_edit", args=[view.pk])
    desk.staff["view-delete"] = reverse("organizations:view_delete", args=[view.pk])
    desk.staff["view-new"] = f"{reverse('organizations:view_new')}?stage=live"
    desk.staff["customers-view"] = f"{reverse('customers')}?{view.query}"


def _domain_pages(desk: Desk, connection: Connection) -> None:
    desk.staff["domain-add"] = reverse("organizations:domain_add", args=[connection.pk])
    domain = connection.domains.get()
    for action in ("remove", "force"):
        desk.staff[f"domain-{action}"] = reverse(f"organizations:domain_{action}", args=[domain.pk])


def _follow_up_page(desk: Desk, customer: Customer, tenant: Tenant, preset: Preset) -> None:
    connection = factories.make_connection(
        customer,
        tenant,
        auth0_id="con_" + "f" * 16,
        stage=Stage.DOMAIN_VERIFIED,
        verification=Verification.REQUIRED,
    )
    factories.make_ticket(connection, state=State.EXPIRED, preset=preset)
    desk.staff["follow-up"] = reverse("tickets:follow_up", args=[connection.pk])


def _note_pages(desk: Desk, customer: Customer, operator: User) -> None:
    by = Actor("staff", operator.name, user=operator)
    note = customers.add_note(customer, text=f"Calls on Mondays only.\n{LONG_NAME}", by=by)
    desk.staff["note-new"] = reverse("organizations:note_new", args=[customer.pk])
    for action in ("edit", "delete"):
        desk.staff[f"note-{action}"] = reverse(f"organizations:note_{action}", args=[note.pk])


def _empty_pages(desk: Desk) -> None:
    """Where there is nothing yet, or nothing fits."""
    newcomer = factories.make_customer("Newcomer", contact=False)
    desk.staff["customer-empty"] = newcomer.get_absolute_url()
    for name in ("customers", "tickets", "mails"):
        desk.staff[f"{name}-none"] = f"{desk.staff[name]}?q=zzzzzz"


def _job_pages(desk: Desk, tenant: Tenant, preset: Preset, by: Actor) -> None:
    """A job in each state that has a page of its own, with rows of every kind."""
    chosen = Customer.objects.all()
    wanted: dict[str, Any] = {"kind": Job.Kind.ISSUE, "tenant": tenant, "preset": preset, "by": by}
    text = f"Name,E-mail,Domain\n{LONG_NAME},bob@,acme\nUmbrella,bob@umbrella.example,\n"
    table = read_table(text.encode(), most_rows=bulk.MOST_ROWS)
    jobs: dict[str, Job] = {
        "columns": bulk.job_of_table(table, file_name="customers.csv", **wanted)
    }
    jobs["file"] = bulk.job_of_table(table, file_name="customers.csv", **wanted)
    columns = bulk.guess(jobs["file"].header, Job.Kind.ISSUE)
    bulk.match_columns(jobs["file"], columns, makes_customers=True)
    jobs["mapping"] = bulk.job_of_customers(chosen, **{**wanted, "kind": Job.Kind.MAP})
    jobs["ready"] = bulk.job_of_customers(chosen, **wanted)
    jobs["running"] = bulk.job_of_customers(chosen.filter(name__startswith="Customer"), **wanted)
    for job in jobs.values():
        while bulk.work_on(job):
            pass
    bulk.start(jobs["running"], seen=jobs["running"].rows.filter(state="ready").count(), by=by)
    desk.staff["jobs"] = reverse("tickets:jobs")
    desk.staff["job-new"] = f"{reverse('tickets:job_new')}?all=1"
    desk.staff["job-upload"] = reverse("tickets:job_upload")
    for name, job in jobs.items():
        view = "tickets:job_columns" if name == "columns" else "tickets:job"
        desk.staff[f"job-{name}"] = reverse(view, args=[job.pk])
    desk.staff["job-cancel"] = reverse("tickets:job_cancel", args=[jobs["running"].pk])


def _for_dns(ticket: Ticket) -> Link:
    link = factories.make_link(ticket.connection, main=ticket.link, role=Link.Role.DNS)
    link.recipient_name, link.recipient_email = "Dana DNS", "dns@acme.com"
    link.save()
    return link


def _customer_pages(desk: Desk, customer: Customer, tenant: Tenant, sent: Ticket) -> None:
    def landing(link: Link) -> str:
        return f"/l/{link_token(link.pk)}/"

    def other(**fields: Any) -> Link:
        connection = factories.make_connection(customer, tenant)
        link = factories.make_link(connection, **fields)
        factories.make_ticket(connection, link=link, state=State.ISSUED)
        return link

    link_status = factories.make_link(sent.connection, confirmation="nothing")
    factories.make_ticket(sent.connection, link=link_status, state=State.EXPIRED)
    desk.customer = {
        "sign-in": "/account/login/",
        "password-reset": "/account/password/reset/",
        "landing": landing(sent.link),
        "landing-standing": landing(link_status),
        "landing-dns": landing(sent.link.others.get()),
        "colleague": f"{landing(link_status)}colleague/",
        "problems": f"{landing(link_status)}problems/",
        "checklist": f"{landing(link_status)}checklist/",
        "new-link": "/new-link/",
        "new-link-asked": "/new-link/?asked",
        "stop": f"{landing(sent.link)}stop/",
        "records": f"/dns/{record_token(sent.connection_id)}/",
        "landing-revoked": landing(other(ended=Link.Ended.REVOKED, ended_at=clock.now())),
        "landing-replaced": landing(other(ended=Link.Ended.REPLACED, ended_at=clock.now())),
        "landing-completed": landing(other(ended=Link.Ended.COMPLETED, ended_at=clock.now())),
        "landing-over": landing(other(expires_at=clock.now() - timedelta(days=1))),
        "landing-unknown": "/l/garbage/",
        "nothing": "/account/nothing-here/",
    }
