"""Several people share a ticket: each by a link of their own, one of which may end alone."""

from datetime import timedelta

import pytest

from organizations.models import Contact, Customer, Event
from portal import clock
from portal.actor import Actor
from tests import factories
from tests.tickets.several import issue_for_all, link_of, mailed, make_bob, make_dana
from tickets.errors import InvalidRequest, LinkClosed, WrongState
from tickets.models import Link, LinkRequest, Message, Opening, Ticket
from tickets.services import automation, lifecycle, links, requests
from tickets.services.links.status import LinkStatus, link_status, newest
from tickets.services.requests.draft import Draft
from tickets.states import State

DNS, SETUP = Link.Role.DNS, Link.Role.SETUP


@pytest.fixture
def bob(customer: Customer) -> Contact:
    return make_bob(customer)


@pytest.fixture
def dana(customer: Customer) -> Contact:
    return make_dana(customer)


@pytest.fixture
def shared(wanted: Draft, staff: Actor) -> Ticket:
    return issue_for_all(wanted, by=staff)


def opened(link: Link) -> str | None:
    by = Actor.customer(link.recipient_email)
    return links.open_link(link, by=by, user_agent="Firefox")


# --- A ticket for several ---


def test_each_gets_a_link_and_a_mail_of_their_own_in_their_language(shared: Ticket) -> None:
    assert mailed() == [("alice", "invitation"), ("bob", "invitation"), ("dana", "dns")]
    assert link_of(shared, "bob").language == "de"
    assert "Identitätsanbieter" in Message.objects.get(to_email="bob@acme.com").text
    tokens = {link.url for link in shared.link.everyones()}
    assert len(tokens) == 3


def test_nobody_is_in_cc(shared: Ticket, mails: object) -> None:
    for message in Message.objects.filter(state="queued"):
        automation.send_if_wanted(message)

    for mail in mails.messages():  # type: ignore[attr-defined]
        assert len(mail["To"]) == 1
        assert not mail.get("Cc")
        assert not mail.get("Bcc")


def test_a_mail_names_who_else_can_carry_on(shared: Ticket) -> None:
    assert "Bob Builder got a link, too" in Message.objects.get(to_email="alice@acme.com").text
    assert "got a link" not in Message.objects.get(to_email="dana@acme.com").text


def test_all_see_the_same_state(shared: Ticket) -> None:
    address = opened(link_of(shared, "bob"))

    shared.refresh_from_db()
    assert shared.state == State.OPENED
    assert address == opened(shared.link)
    assert newest(link_of(shared, "bob")) == newest(link_of(shared, "dana")) == shared


def test_who_opened_is_known(shared: Ticket) -> None:
    opened(link_of(shared, "bob"))

    assert Opening.objects.get().link == link_of(shared, "bob")
    assert Event.objects.get(verb="ticket:first_open").actor_name == "bob@acme.com"


def test_a_click_of_any_of_them_renews_for_all(shared: Ticket, sandbox: object) -> None:
    sandbox.advance(6 * 86_400)  # type: ignore[attr-defined]

    address = opened(link_of(shared, "bob"))

    fresh = newest(shared.link)
    assert fresh.pk != shared.pk
    assert fresh.link == shared.link
    assert address == opened(shared.link)
    assert len(mailed()) == 3


def test_dns_only_never_opens_the_assistant(shared: Ticket) -> None:
    with pytest.raises(LinkClosed, match="DNS"):
        opened(link_of(shared, "dana"))

    shared.refresh_from_db()
    assert (shared.state, Opening.objects.count()) == (State.ISSUED, 0)


def test_revoking_the_ticket_ends_every_link(shared: Ticket, staff: Actor) -> None:
    lifecycle.revoke(shared, by=staff, reason="Wrong company")

    assert {link.ended for link in shared.link.everyones()} == {Link.Ended.REVOKED}


def test_too_many_are_refused(wanted: Draft, customer: Customer, staff: Actor) -> None:
    wanted.others = tuple(requests.Person(factories.make_contact(customer)) for _ in range(5))

    with pytest.raises(InvalidRequest, match="up to 5"):
        requests.request_ticket(wanted, by=staff)


def test_nobody_is_there_twice(wanted: Draft, bob: Contact, staff: Actor) -> None:
    wanted.others = (requests.Person(bob), requests.Person(bob, DNS))

    with pytest.raises(InvalidRequest, match="twice"):
        requests.request_ticket(wanted, by=staff)


def test_a_stranger_is_refused(wanted: Draft, staff: Actor) -> None:
    stranger = factories.make_contact(factories.make_customer("Globex"))
    wanted.others = (requests.Person(stranger),)

    with pytest.raises(InvalidRequest, match="isn't a contact"):
        requests.request_ticket(wanted, by=staff)

    assert not Link.objects.exists()


def test_the_same_form_sent_twice_is_one_ticket(
    wanted: Draft, bob: Contact, dana: Contact, staff: Actor
) -> None:
    wanted.others = (requests.Person(bob),)
    first = requests.request_ticket(wanted, by=staff)

    again = requests.request_ticket(wanted, by=staff)
    wanted.others = (requests.Person(bob), requests.Person(dana, DNS))
    other = requests.request_ticket(wanted, by=staff)

    assert again == first
    assert other != first


# --- Reissued ---


def test_a_reissued_ticket_goes_to_the_same_people(shared: Ticket, staff: Actor) -> None:
    dns = link_of(shared, "dana")

    fresh = requests.request_ticket(requests.reissue_draft(shared), by=staff)
    lifecycle.issue(fresh)

    assert [one.recipient_name for one in fresh.link.everyones()] == [
        "Alice Admin",
        "Dana Domain",
        "Bob Builder",
    ]
    # What leads to records only stays as it is, without another mail.
    dns.refresh_from_db()
    assert (dns.ended, dns.main, dns.expires_at) == ("", fresh.link, fresh.link.expires_at)
    assert mailed()[3:] == [("alice", "invitation"), ("bob", "invitation")]


def test_a_reissued_ticket_does_not_go_to_who_was_removed(shared: Ticket, staff: Actor) -> None:
    links.remove_recipient(link_of(shared, "bob"), reason="On leave", by=staff)

    again = requests.reissue_draft(shared)

    assert [one.contact.name for one in again.others] == ["Dana Domain"]


def test_after_the_ticket_was_revoked_all_get_new_links(shared: Ticket, staff: Actor) -> None:
    lifecycle.revoke(shared, by=staff, reason="Too early")

    fresh = requests.request_ticket(requests.reissue_draft(shared), by=staff)
    lifecycle.issue(fresh)

    assert [name for name, _kind in mailed()[3:]] == ["alice", "bob", "dana"]
    assert all(not one.ended for one in fresh.link.everyones())


def test_somebody_else_goes_first_where_the_first_contact_is_gone(shared: Ticket) -> None:
    shared.link.contact.delete()  # type: ignore[union-attr]
    shared.link.refresh_from_db()

    assert requests.reissue_draft(shared).contact == link_of(shared, "bob").contact


# --- One more ---


def test_one_more_gets_a_link_to_the_same_ticket(
    issued: Ticket, bob: Contact, staff: Actor
) -> None:
    link = links.add_recipient(issued, bob, role=SETUP, by=staff)

    assert mailed() == [("alice", "invitation"), ("bob", "invitation")]
    assert newest(link) == issued
    assert link.confirmation == issued.link.confirmation
    assert abs(link.expires_at - issued.link.expires_at) < timedelta(seconds=1)
    assert Event.objects.get(verb="link:add").data == {"recipient": "bob@acme.com", "role": "Setup"}


def test_one_more_before_the_ticket_is_issued_is_mailed_with_it(
    queued: Ticket, bob: Contact, staff: Actor
) -> None:
    links.add_recipient(queued, bob, role=SETUP, by=staff)
    before = mailed()
    lifecycle.issue(queued)

    assert before == []
    assert mailed() == [("alice", "invitation"), ("bob", "invitation")]


def test_who_shares_it_already_is_not_added_again(shared: Ticket, staff: Actor) -> None:
    bob = link_of(shared, "bob").contact
    assert bob
    with pytest.raises(InvalidRequest, match="already has a link"):
        links.add_recipient(shared, bob, role=DNS, by=staff)


def test_nobody_is_added_to_an_ended_link(issued: Ticket, bob: Contact, staff: Actor) -> None:
    lifecycle.revoke(issued, by=staff, reason="Wrong company")

    with pytest.raises(LinkClosed):
        links.add_recipient(issued, bob, role=SETUP, by=staff)


def test_who_joins_a_renewed_ticket_is_invited(issued: Ticket, bob: Contact, staff: Actor) -> None:
    draft = requests.reissue_draft(issued)
    draft.reason = Ticket.Reason.RENEWAL
    renewed = requests.request_ticket(draft, by=Actor.customer("alice@acme.com"))
    lifecycle.issue(renewed)

    links.add_recipient(renewed, bob, role=SETUP, by=staff)

    assert mailed()[1:] == [("alice", "renewed"), ("bob", "invitation")]


# --- One less ---


def test_one_persons_link_ends_alone(shared: Ticket, staff: Actor) -> None:
    bobs = link_of(shared, "bob")

    links.remove_recipient(bobs, reason="On leave", by=staff)

    shared.refresh_from_db()
    assert link_status(bobs, newest(bobs)) == LinkStatus.REVOKED
    assert shared.state == State.ISSUED
    assert link_status(shared.link, shared) == LinkStatus.READY
    assert not link_of(shared, "dana").ended
    assert Event.objects.get(verb="link:remove").data["recipient"] == "bob@acme.com"
    with pytest.raises(LinkClosed):
        opened(bobs)


def test_the_first_recipients_link_ends_alone_too(shared: Ticket, staff: Actor) -> None:
    alices = shared.link

    links.remove_recipient(alices, reason="Left the company", by=staff)

    shared.refresh_from_db()
    assert shared.link == link_of(shared, "bob")
    assert {one.recipient_name for one in shared.link.others.filter(left=False)} == {"Dana Domain"}
    assert link_status(alices, newest(alices)) == LinkStatus.REVOKED
    assert opened(shared.link)


def test_who_was_in_the_assistant_is_shut_out_of_it(shared: Ticket, staff: Actor) -> None:
    address = opened(link_of(shared, "bob"))

    links.remove_recipient(link_of(shared, "bob"), reason="Left the company", by=staff)

    shared.refresh_from_db()
    assert shared.revoke_wanted_at
    assert link_status(shared.link, newest(shared.link)) == LinkStatus.RENEWS
    assert opened(shared.link) != address


def test_who_never_opened_it_takes_nothing_from_the_others(shared: Ticket, staff: Actor) -> None:
    address = opened(shared.link)

    links.remove_recipient(link_of(shared, "bob"), reason="On leave", by=staff)

    shared.refresh_from_db()
    assert shared.revoke_wanted_at is None
    assert opened(shared.link) == address


def test_somebody_has_to_stay_who_can_set_it_up(shared: Ticket, staff: Actor) -> None:
    links.remove_recipient(link_of(shared, "bob"), reason="On leave", by=staff)

    with pytest.raises(WrongState, match="No one but Alice Admin"):
        links.remove_recipient(shared.link, reason="On leave", by=staff)


def test_a_link_ends_once(shared: Ticket, staff: Actor) -> None:
    links.remove_recipient(link_of(shared, "bob"), reason="On leave", by=staff)

    with pytest.raises(WrongState, match="already ended"):
        links.remove_recipient(link_of(shared, "bob"), reason="On leave", by=staff)


def test_ending_a_link_needs_a_reason(shared: Ticket, staff: Actor) -> None:
    with pytest.raises(InvalidRequest, match="reason"):
        links.remove_recipient(link_of(shared, "bob"), reason=" ", by=staff)


def test_another_takes_one_persons_place(shared: Ticket, customer: Customer, staff: Actor) -> None:
    carol = factories.make_contact(customer, name="Carol", email="carol@acme.com")

    same = links.change_recipient(shared, carol, by=staff, link=link_of(shared, "dana"))

    assert same == shared
    assert link_of(shared, "dana").ended == Link.Ended.REPLACED
    assert link_of(shared, "carol").role == DNS
    assert mailed()[3:] == [("carol", "dns")]


def test_where_no_more_fit_another_takes_ones_place(
    shared: Ticket, customer: Customer, staff: Actor
) -> None:
    for _ in range(2):
        links.add_recipient(shared, factories.make_contact(customer), role=SETUP, by=staff)
    carol = factories.make_contact(customer, name="Carol", email="carol@acme.com")
    with pytest.raises(InvalidRequest, match="which is the most"):
        links.add_recipient(shared, carol, role=SETUP, by=staff)

    links.change_recipient(shared, carol, by=staff, link=link_of(shared, "bob"))

    assert shared.link.everyones().filter(ended="").count() == 5
    assert link_of(shared, "bob").ended == Link.Ended.REPLACED


# --- Each by themselves ---


def test_a_link_is_mailed_again_to_one(shared: Ticket, staff: Actor) -> None:
    for message in Message.objects.all():
        automation.send_if_wanted(message)

    links.resend(shared, by=staff, link=link_of(shared, "dana"))

    assert mailed()[3:] == [("dana", "dns")]


def test_who_asks_for_a_new_link_gets_theirs(shared: Ticket) -> None:
    for message in Message.objects.all():
        automation.send_if_wanted(message)
    links.ask_new_link("bob@acme.com", ip="192.0.2.9")

    links.grant_link_request(LinkRequest.objects.get())

    assert mailed()[3:] == [("bob", "invitation")]


def test_after_the_links_expired_who_asks_goes_first(shared: Ticket, sandbox: object) -> None:
    shared.link.contact.opted_out_at = clock.now()  # type: ignore[union-attr]
    shared.link.contact.save()  # type: ignore[union-attr]
    sandbox.advance(15 * 86_400)  # type: ignore[attr-defined]
    links.ask_new_link("bob@acme.com", ip="192.0.2.9")

    links.grant_link_request(LinkRequest.objects.get())
    fresh = shared.connection.tickets.latest("pk")
    lifecycle.issue(fresh)

    assert fresh.link.recipient_name == "Bob Builder"
    # Alice opted out, and didn't ask; Dana's link stays as it is.
    assert mailed()[3:] == [("bob", "renewed")]
    assert not link_of(shared, "alice").ended


def test_who_is_there_for_dns_makes_no_ticket_by_asking(shared: Ticket, sandbox: object) -> None:
    sandbox.advance(15 * 86_400)  # type: ignore[attr-defined]
    links.ask_new_link("dana@acme.com", ip="192.0.2.9")

    links.grant_link_request(LinkRequest.objects.get())

    assert shared.connection.tickets.count() == 1
    assert link_status(link_of(shared, "alice"), shared) == LinkStatus.OVER
    assert link_of(shared, "dana").expires_at > clock.now()
