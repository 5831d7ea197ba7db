"""Addresses at domains with letters beyond ASCII, through every door: kept in one form, mailed to
that domain and no other, shown as people write them.
"""

import re
from collections.abc import Callable
from contextlib import AbstractContextManager
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.test import Client
from django.urls import reverse

from organizations.errors import Taken
from organizations.models import Attention, Connection, Contact, Customer, Domain, User
from organizations.services import customers
from portal import clock
from portal.actor import Actor
from portal.signing import link_token
from tests import factories
from tests.inbox_process import Inbox
from tickets.models import Link, Message, Nomination, Ticket
from tickets.services import links, requests
from tickets.services.requests.draft import Draft
from tickets.services.requests.warnings import recipient_warnings
from tickets.tasks import tickets as ticket_tasks

Run = Callable[[], AbstractContextManager[Any]]

ANNA = "anna@xn--strae-oqa.example"
# As people type it, as browsers send it, and as it comes out of a web page.
FORMS = [
    "anna@straße.example",
    ANNA,
    "Anna@XN--STRAE-OQA.example",
    "an\u00adna@straße.example\u200b",
]
STRANGER = "anna@strasse.example"


def text_of(response: Any) -> str:
    return re.sub(r"\s+", " ", response.content.decode())


def page_of(link: Link) -> str:
    return f"/l/{link_token(link.pk)}/"


@pytest.fixture
def straße(issued: Ticket) -> Link:
    """The link of somebody at a domain that older rules take for another."""
    Link.objects.filter(pk=issued.link.pk).update(recipient_email=FORMS[0])
    Contact.objects.filter(links=issued.link).update(email=FORMS[0])
    link = Link.objects.get(pk=issued.link.pk)
    assert link.recipient_email == ANNA
    return link


# --- Staff enter it ---


@pytest.mark.parametrize("typed", FORMS)
def test_a_contact_is_kept_in_one_form_and_shown_in_another(
    desk: Client, customer: Customer, typed: str
) -> None:
    desk.post(
        reverse("organizations:contact_new", args=[customer.pk]),
        {"name": "Anna", "email": typed, "language": "de"},
    )

    assert customer.contacts.filter(email=typed).exists()
    assert customer.contacts.get(name="Anna").email.lower() == ANNA
    assert "nna@straße.example" in text_of(desk.get(customer.get_absolute_url()))


@pytest.mark.parametrize("typed", FORMS)
def test_a_contact_is_known_in_each_form(customer: Customer, typed: str) -> None:
    customers.add_contact(customer, name="Anna", email=ANNA, by=factories.SYSTEM)

    with pytest.raises(Taken):
        customers.add_contact(customer, name="Anna", email=typed, by=factories.SYSTEM)


def test_the_same_address_in_another_form_is_no_change(customer: Customer) -> None:
    contact = customers.add_contact(customer, name="Anna", email=ANNA, by=factories.SYSTEM)
    Contact.objects.update(bounced_at=clock.now())

    customers.change_contact(contact, email=FORMS[0], by=factories.SYSTEM)

    assert contact.bounced_at is not None


def test_no_door_can_store_what_is_no_address(customer: Customer) -> None:
    with pytest.raises(ValidationError):
        factories.make_contact(customer, email="ü@müller.de")
    with pytest.raises(ValidationError):
        customer.contacts.update(name="Anna \u202e")


@pytest.mark.parametrize(
    ("data", "told"),
    [
        ({"email": "ü@müller.de"}, "We can&#x27;t send email to addresses with “ü” before the @."),
        ({"name": "Anna \u202etxt"}, "a right-to-left override (U+202E)"),
        ({"email": "an\u202ena@acme.com"}, "a right-to-left override (U+202E)"),
    ],
)
def test_what_is_refused_is_named_and_stays_typed(
    desk: Client, customer: Customer, data: dict[str, str], told: str
) -> None:
    url = reverse("organizations:contact_new", args=[customer.pk])

    answer = desk.post(url, {"name": "Anna", "email": ANNA, "language": "de"} | data)

    assert told in text_of(answer)
    assert next(iter(data.values())) in answer.content.decode()


# --- Where it is looked at ---


def test_is_at_the_customers_own_domain(customer: Customer) -> None:
    Domain.objects.create(customer=customer, name="xn--strae-oqa.example", created_at=clock.now())
    contact = factories.make_contact(customer, email=FORMS[0])
    known = list(customer.domains.values_list("name", flat=True))

    warnings = list(map(str, recipient_warnings(contact, customer, known)))

    assert not [one for one in warnings if "at one of" in one]


def test_a_warning_names_it_as_people_write_it(customer: Customer) -> None:
    contact = factories.make_contact(customer, email=ANNA)

    warnings = list(map(str, recipient_warnings(contact, customer, ["xn--mller-kva.example"])))

    assert "anna@straße.example isn't at one of Acme's domains (müller.example)." in warnings[0]


@pytest.mark.parametrize("typed", [*FORMS, "straße.example", "@straße.example"])
def test_the_customer_is_found_by_it(customer: Customer, desk: Client, typed: str) -> None:
    factories.make_contact(customer, email=ANNA)

    assert "Acme" in text_of(desk.get("/customers/", {"q": typed}))
    assert "Acme" in text_of(desk.post("/find/", {"q": typed}))


# --- The invited person ---


@pytest.mark.parametrize("typed", FORMS)
def test_the_invited_person_confirms_in_any_form(straße: Link, typed: str) -> None:
    answer = Client().post(page_of(straße), {"address": typed})

    assert answer.status_code == 303


def test_a_stranger_at_the_domain_of_older_rules_is_refused(straße: Link) -> None:
    answer = Client().post(page_of(straße), {"address": STRANGER})

    assert answer.status_code == 200
    assert "a•••@straße.example" in text_of(answer)


@pytest.mark.parametrize("typed", FORMS)
def test_a_new_link_is_mailed_to_that_domain(
    straße: Link, mails: Inbox, run_tasks: Run, typed: str
) -> None:
    Message.objects.all().delete()
    mails.clear()
    with run_tasks():
        Client().post("/new-link/", {"email": typed})
        ticket_tasks.sweep()

    assert [mail["To"][0]["Address"] for mail in mails.messages()] == [ANNA]


def test_a_stranger_gets_no_new_link(straße: Link, mails: Inbox, run_tasks: Run) -> None:
    with run_tasks():
        ticket_tasks.sweep()
        mails.clear()
        Client().post("/new-link/", {"email": STRANGER})
        ticket_tasks.sweep()

    assert mails.messages() == []


@pytest.mark.parametrize("typed", ["bob@straße.example", "bob@xn--strae-oqa.example"])
def test_a_colleague_at_the_own_domain_gets_a_ticket(straße: Link, typed: str) -> None:
    customer = straße.connection.customer
    customers.change_customer(customer, domains=["xn--strae-oqa.example"], by=factories.SYSTEM)

    handed = links.name_colleague(
        straße, name="Bob\u200b", email=typed, by=Actor.customer(straße.recipient_email)
    )

    assert handed is not None
    assert (handed.link.recipient_name, handed.link.recipient_email) == (
        "Bob",
        "bob@xn--strae-oqa.example",
    )


def test_a_colleague_at_the_domain_of_older_rules_is_for_staff_to_decide(straße: Link) -> None:
    customer = straße.connection.customer
    customers.change_customer(customer, domains=["xn--strae-oqa.example"], by=factories.SYSTEM)

    handed = links.name_colleague(
        straße, name="Bob", email="bob@strasse.example", by=Actor.customer(ANNA)
    )

    assert handed is None
    assert "bob@strasse.example" in Attention.objects.get().detail
    assert Nomination.objects.get().email == "bob@strasse.example"


# --- Staff themselves ---


@pytest.mark.parametrize("typed", FORMS)
def test_staff_are_invited_and_sign_in_in_any_form(
    db: None, operator: User, desk_as: Callable[[User], Client], typed: str
) -> None:
    office = desk_as(operator)

    office.post(
        reverse("admin:organizations_user_add"),
        {"email": FORMS[0], "name": "Anna\r\n", "role": "support"},
    )

    invited = User.objects.get(email=ANNA)
    assert invited.name == "Anna"
    invited.set_password("a quiet harbour")
    invited.save()
    client = Client()
    client.post("/account/login/", {"login": typed, "password": "a quiet harbour"})
    assert client.session["_auth_user_id"] == str(invited.pk)


def test_a_name_with_a_line_break_jams_no_mail(
    connection: Connection, wanted: Draft, staff: Actor, mails: Inbox, run_tasks: Run
) -> None:
    wanted.contact = factories.make_contact(
        connection.customer, name="Anna\r\nBcc: x@y.example", email=ANNA
    )

    with run_tasks():
        requests.request_ticket(wanted, by=staff)
        ticket_tasks.sweep()

    [mail] = mails.messages()
    assert mail["To"] == [{"Name": "Anna Bcc: x@y.example", "Address": ANNA}]
