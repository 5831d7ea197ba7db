"""“I am not the right person”: the recipient names a colleague."""

import re
from typing import Any

import pytest
from django.test import Client

from organizations.models import Attention, Connection, Contact, Customer, Domain, Event
from portal import clock
from portal.actor import Actor
from portal.signing import link_token
from tests import factories
from tests.inbox_process import Inbox
from tests.tickets.several import issue_for_all, link_of
from tickets import errors
from tickets.landing.colleague import MOST_NAMED
from tickets.models import Link, Message, Nomination, Preset, Ticket
from tickets.services import lifecycle, links, requests
from tickets.states import State
from tickets.tasks import tickets as ticket_tasks

ALICE = Actor.customer("alice@acme.com")
BOB = {"name": "Bob  Builder ", "email": "bob@acme.com"}
AT_AGENCY = {"name": "Bob Builder", "email": "bob@agency.example"}


def page_of(link: Link) -> str:
    return f"/l/{link_token(link.pk)}/"


def text_of(response: Any) -> str:
    return re.sub(r"\s+", " ", response.content.decode())


def name(link: Link, **data: str) -> Any:
    """Fill in the form as Alice, who was invited."""
    return Client().post(f"{page_of(link)}colleague/", {"address": "alice@acme.com", **data})


# --- At the customer's own domains ---


def test_a_colleague_gets_a_ticket_of_their_own(issued: Ticket, mails: Inbox) -> None:
    answer = name(issued.link, **BOB)
    ticket_tasks.sweep()
    ticket_tasks.sweep()

    newest = issued.connection.tickets.latest("pk")
    assert answer["Location"] == page_of(issued.link)
    page = text_of(Client().get(answer["Location"]))
    assert "Your colleague gets their own link by email" in page
    assert "spam" not in page
    assert newest.state == State.ISSUED
    assert newest.created_by == issued.created_by
    assert (newest.link.recipient_name, newest.link.language) == ("Bob Builder", "en")
    to_bob = [mail for mail in mails.messages() if mail["To"][0]["Address"] == "bob@acme.com"]
    assert link_token(newest.link_id) in to_bob[0]["Text"]
    assert newest.messages.get().kind == Message.Kind.INVITATION


def test_the_colleague_learns_who_named_them(issued: Ticket, mails: Inbox) -> None:
    name(issued.link, **BOB)
    ticket_tasks.sweep()

    [text] = issued.connection.tickets.latest("pk").messages.values_list("text", flat=True)
    assert "You're receiving this email because Alice Admin chose you" in text


def test_the_first_link_is_dead_and_its_ticket_revoked(issued: Ticket) -> None:
    name(issued.link, **BOB)
    ticket_tasks.sweep()

    issued.refresh_from_db()
    issued.link.refresh_from_db()
    assert issued.link.ended == Link.Ended.REPLACED
    assert issued.state == State.REPLACED
    assert issued.revoke_accepted_at
    assert "yours no longer works" in text_of(Client().get(page_of(issued.link)))


def test_the_colleague_becomes_a_contact_in_the_same_language(issued: Ticket) -> None:
    Link.objects.update(language="fr")

    name(issued.link, **BOB)

    bob = Contact.objects.get(email="bob@acme.com")
    assert (bob.name, bob.language, bob.customer) == (
        "Bob Builder",
        "fr",
        issued.connection.customer,
    )


def test_a_contact_who_is_known_is_not_added_twice(issued: Ticket, customer: Customer) -> None:
    bob = factories.make_contact(customer, name="Robert", email="Bob@acme.com")

    name(issued.link, **BOB)

    assert issued.connection.tickets.latest("pk").link.contact == bob
    assert customer.contacts.count() == 2


def test_it_is_on_the_timeline(issued: Ticket) -> None:
    name(issued.link, **BOB)

    events = Event.objects.filter(actor_kind="customer").values_list("verb", "actor_name")
    assert ("link:colleague", "alice@acme.com") in events
    assert ("contact:add", "alice@acme.com") in events
    assert ("ticket:change_recipient", "alice@acme.com") in events


def test_to_somebody_new_it_is_no_renewal(issued: Ticket) -> None:
    Ticket.objects.update(reason=Ticket.Reason.RENEWAL)

    name(issued.link, **BOB)
    newest = issued.connection.tickets.latest("pk")
    lifecycle.issue(newest)

    assert newest.messages.get().kind == Message.Kind.INVITATION


@pytest.mark.parametrize(
    ("email", "own"),
    [
        ("bob@it.acme.com", True),
        ("bob@ACME.com", True),
        ("bob@notacme.com", False),
        ("bob@acme.com.evil.example", False),
        ("bob@claimed.example", False),
        ("bob@proven.example", True),
        ("bob@gmail.com", False),
        ("bob@xn--mller-kva.example", True),
        ("bob@müller.example", True),
    ],
)
def test_which_addresses_are_the_customers_own(
    issued: Ticket, customer: Customer, email: str, own: bool
) -> None:
    for domain, state, connection in (
        ("claimed.example", Domain.State.PENDING, issued.connection),
        ("proven.example", Domain.State.VERIFIED, issued.connection),
        ("gmail.com", Domain.State.KNOWN, None),
        ("xn--mller-kva.example", Domain.State.KNOWN, None),
    ):
        Domain.objects.create(
            customer=customer,
            connection=connection,
            name=domain,
            state=state,
            created_at=clock.now(),
        )

    ticket = links.name_colleague(issued.link, name="Bob", email=email, by=ALICE)

    assert (ticket is not None) == own


# --- Elsewhere: staff decide ---


def test_elsewhere_staff_decide(issued: Ticket) -> None:
    answer = name(issued.link, **AT_AGENCY)

    asked = Attention.objects.get()
    issued.link.refresh_from_db()
    assert answer["Location"] == f"{page_of(issued.link)}?named"
    assert "Until then, this link still works" in text_of(Client().get(answer["Location"]))
    assert asked.reason == Attention.Reason.COLLEAGUE
    assert "named Bob Builder (bob@agency.example) as the right person" in asked.detail
    assert "isn't at one of Acme's domains" in asked.detail
    assert issued.link.ended == ""
    assert issued.connection.tickets.count() == 1
    assert not Contact.objects.filter(email="bob@agency.example").exists()


def test_what_cannot_be_issued_is_for_staff_too(issued: Ticket) -> None:
    Preset.objects.all().delete()

    name(issued.link, **BOB)

    assert "The preset was deleted" in Attention.objects.get().detail
    assert not Contact.objects.filter(email="bob@acme.com").exists()


def test_the_newest_name_counts(issued: Ticket) -> None:
    name(issued.link, **AT_AGENCY)
    name(issued.link, name="Carol", email="carol@agency.example")

    assert Nomination.objects.get().email == "carol@agency.example"
    assert "Carol" in Attention.objects.get().detail


def test_staff_send_the_link_to_the_colleague(issued: Ticket, desk: Client) -> None:
    name(issued.link, **AT_AGENCY)
    decide = f"/connections/{issued.connection_id}/colleague/"

    home, shown = text_of(desk.get("/")), text_of(desk.get(decide))
    answer = desk.post(decide, {"email": AT_AGENCY["email"]})

    newest = issued.connection.tickets.latest("pk")
    issued.link.refresh_from_db()
    assert f'href="{decide}"' in home
    assert "Send the link to Bob Builder instead?" in shown
    assert answer["Location"] == f"/tickets/{newest.pk}/"
    assert newest.link.recipient_email == "bob@agency.example"
    assert issued.link.ended == Link.Ended.REPLACED
    assert Attention.objects.get().resolved_at
    assert not Nomination.objects.exists()


def test_the_customers_page_offers_the_decision_as_well(issued: Ticket, desk: Client) -> None:
    name(issued.link, **AT_AGENCY)

    page = text_of(desk.get(f"/customers/{issued.connection.customer_id}/"))

    assert f'href="/connections/{issued.connection_id}/colleague/"' in page


def test_a_decision_that_was_made_is_not_made_again(issued: Ticket, desk: Client) -> None:
    name(issued.link, **AT_AGENCY)
    decide = f"/connections/{issued.connection_id}/colleague/"
    desk.post(decide, {"email": AT_AGENCY["email"]})

    answer = desk.post(decide, {"email": AT_AGENCY["email"]}, follow=True)

    assert "No one is waiting for a link here anymore." in text_of(answer)
    assert issued.connection.tickets.count() == 2


def test_viewers_do_not_decide(issued: Ticket, viewer: Any, desk_as: Any) -> None:
    name(issued.link, **AT_AGENCY)

    answer = desk_as(viewer).post(f"/connections/{issued.connection_id}/colleague/")

    assert answer.status_code == 403


# --- Who may ---


def test_only_who_was_invited_hands_over(issued: Ticket) -> None:
    answer = name(issued.link, **BOB, address="eve@evil.example")

    assert "The invitation went to a different address" in text_of(answer)
    assert issued.connection.tickets.count() == 1


def test_a_mailed_code_confirms_it_where_the_link_asks_for_one(
    issued: Ticket, mails: Inbox, run_tasks: Any
) -> None:
    Link.objects.update(confirmation="code")
    page, visitor = f"{page_of(issued.link)}colleague/", Client()
    first = text_of(visitor.get(page))
    with run_tasks():
        asked = visitor.post(page, {"mail_code": "", "address": "alice@acme.com"})
    [code] = re.findall(r"\b(\d{6})\b", mails.messages()[0]["Text"])

    then = text_of(visitor.get(asked["Location"]))
    visitor.post(page, {**BOB, "code": code})

    assert 'name="email"' not in first
    assert 'name="email"' in then
    assert issued.connection.tickets.latest("pk").link.recipient_email == "bob@acme.com"


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"name": " "}, "This field is required."),
        ({"email": "bob"}, "Enter a valid email address. The @ is missing."),
        ({"email": "ALICE@acme.com"}, "already emailed this address. Enter someone else"),
        ({"name": "x" * 151}, "at most 150 characters"),
    ],
)
def test_what_is_wrong_is_explained(issued: Ticket, changes: dict[str, str], words: str) -> None:
    answer = name(issued.link, **{**BOB, **changes})

    assert answer.status_code == 200
    assert words in text_of(answer)
    assert issued.connection.tickets.count() == 1


@pytest.mark.parametrize("ended", Link.Ended)
def test_a_link_that_ended_hands_nothing_over(issued: Ticket, ended: str) -> None:
    Link.objects.update(ended=ended, ended_at=clock.now())

    answer = name(issued.link, **BOB)

    assert answer["Location"] == page_of(issued.link)
    assert issued.connection.tickets.count() == 1
    with pytest.raises(errors.LinkClosed):
        links.name_colleague(issued.link, name="Bob", email="bob@acme.com", by=ALICE)


def test_get_changes_nothing(issued: Ticket) -> None:
    before = Event.objects.count()

    Client().get(f"{page_of(issued.link)}colleague/", BOB)
    Client().head(f"{page_of(issued.link)}colleague/", BOB)

    assert Event.objects.count() == before


@pytest.mark.usefixtures("one_window")
def test_names_are_limited_by_link(issued: Ticket) -> None:
    for _ in range(MOST_NAMED):
        name(issued.link, **AT_AGENCY)

    answer = name(issued.link, name="Eve", email="eve@evil.example")

    assert answer.status_code == 429
    assert Nomination.objects.get().name == "Bob Builder"


def test_only_a_form_of_ours_hands_over(issued: Ticket) -> None:
    strict = Client(enforce_csrf_checks=True)

    assert strict.post(f"{page_of(issued.link)}colleague/", BOB).status_code == 403


def test_nobody_else_is_touched(issued: Ticket, customer: Customer) -> None:
    other = factories.make_ticket(
        factories.make_connection(customer, issued.tenant), state=State.ISSUED
    )

    name(issued.link, **BOB)

    other.refresh_from_db()
    other.link.refresh_from_db()
    assert (other.state, other.link.ended) == (State.ISSUED, "")
    assert Connection.objects.count() == 2


def test_staff_decide_about_the_address_they_saw(issued: Ticket, desk: Client) -> None:
    name(issued.link, **AT_AGENCY)
    address = f"/connections/{issued.connection_id}/colleague/"
    seen = desk.get(address).context["nomination"].email
    name(issued.link, name="Eve", email="eve@evil.example")

    answer = desk.post(address, {"email": seen}, follow=True)

    assert "Someone else was named in the meantime" in text_of(answer)
    assert issued.connection.tickets.count() == 1


def test_a_contact_whose_mail_bounced_is_for_staff(issued: Ticket, customer: Customer) -> None:
    factories.make_contact(customer, name="Bob", email="bob@acme.com", bounced_at=clock.now())

    name(issued.link, **BOB)

    assert "bounced before" in Attention.objects.get().detail
    assert issued.connection.tickets.count() == 1


def test_what_goes_out_by_itself_leaves_the_name_to_staff(issued: Ticket) -> None:
    name(issued.link, **AT_AGENCY)

    requests.request_ticket(requests.reissue_draft(issued), by=Actor.system("Automation"))

    newest = issued.connection.tickets.latest("pk")
    assert Nomination.objects.get().link == newest.link
    waiting = Attention.objects.filter(resolved_at=None)
    assert [one.reason for one in waiting] == [Attention.Reason.COLLEAGUE]


@pytest.mark.parametrize("email", ["ſam@acme.com", f"x@{'ı' * 63}.com", f"{'İ' * 200}@a.co"])
def test_an_address_that_no_mail_server_takes_is_explained(issued: Ticket, email: str) -> None:
    answer = name(issued.link, name="Bob", email=email)

    assert "Enter a valid email address" in text_of(answer)
    assert Client().post("/new-link/", {"email": email}).status_code == 200
    assert not Contact.objects.exclude(email="alice@acme.com").exists()


# --- Beside who named them ---


def test_who_names_a_colleague_may_keep_their_own_link(issued: Ticket) -> None:
    answer = name(issued.link, **BOB, keeps="on")

    issued.link.refresh_from_db()
    bob = issued.link.others.get()
    assert answer["Location"] == f"{page_of(issued.link)}?shared"
    assert not issued.link.ended
    assert (bob.recipient_name, bob.role) == ("Bob Builder", Link.Role.SETUP)
    assert Ticket.objects.count() == 1
    assert Message.objects.get(to_email="bob@acme.com").kind == Message.Kind.INVITATION


def test_elsewhere_staff_decide_about_a_link_beside_it(
    issued: Ticket, desk: Client, connection: Connection
) -> None:
    name(issued.link, **AT_AGENCY, keeps="on")

    page = text_of(desk.get(f"/connections/{connection.pk}/colleague/"))
    desk.post(f"/connections/{connection.pk}/colleague/", {"email": AT_AGENCY["email"]})

    issued.link.refresh_from_db()
    assert "Send a link to Bob Builder, too?" in page
    assert not issued.link.ended
    assert issued.link.others.get().recipient_email == AT_AGENCY["email"]
    assert not Attention.objects.filter(reason="colleague", resolved_at=None).exists()


def test_one_of_several_hands_over_theirs_alone(
    wanted: requests.Draft, staff: Actor, mails: Inbox
) -> None:
    shared = issue_for_all(wanted, by=staff)
    bob = link_of(shared, "bob")

    carol = {"name": "Carol", "email": "carol@acme.com"}
    answer = Client().post(f"{page_of(bob)}colleague/", {"address": "bob@acme.com", **carol})
    ticket_tasks.sweep()

    shared.refresh_from_db()
    assert answer["Location"] == page_of(bob)
    assert (shared.state, shared.link.ended) == (State.ISSUED, "")
    assert link_of(shared, "bob").ended == Link.Ended.REPLACED
    assert not link_of(shared, "dana").ended
    carols = link_of(shared, "carol")
    assert (carols.role, carols.language, carols.main) == (Link.Role.SETUP, "de", shared.link)
    assert [mail["To"][0]["Address"] for mail in mails.messages()].count("carol@acme.com") == 1


def test_the_first_of_several_hands_over_and_the_others_go_on(
    wanted: requests.Draft, staff: Actor
) -> None:
    shared = issue_for_all(wanted, by=staff)
    alices = shared.link

    name(alices, name="Carol", email="carol@acme.com")

    shared.refresh_from_db()
    alices.refresh_from_db()
    assert alices.ended == Link.Ended.REPLACED
    assert shared.link == link_of(shared, "bob")
    everyone = shared.link.everyones().filter(ended="")
    assert {one.recipient_name for one in everyone} == {"Bob Builder", "Carol", "Dana Domain"}
    assert Ticket.objects.count() == 1


def test_who_has_a_link_already_is_not_named(issued: Ticket) -> None:
    name(issued.link, **BOB, keeps="on")

    again = name(issued.link, **BOB)

    assert "already emailed this address" in text_of(again)
