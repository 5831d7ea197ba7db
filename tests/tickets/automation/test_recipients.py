"""What the portal sends by itself to several recipients: each by their own wish, once."""

from typing import Any

import pytest

from organizations.models import Customer, Domain, Stage
from organizations.services import customers
from portal import clock
from portal.actor import Actor
from tests.sandbox_process import Sandbox
from tests.tickets.acme import DAY, HOUR, Acme
from tests.tickets.several import link_of, mailed, make_bob, make_dana
from tickets.models import Link, Message
from tickets.services import automation, links


@pytest.fixture
def acme(tenant: Any, sandbox: Sandbox, staff: Actor) -> Acme:
    """Acme's setup, which Alice shares with Bob and, for DNS only, Dana."""
    acme = Acme(tenant, sandbox, staff)
    customer: Customer = acme.customer
    links.add_recipient(acme.first, make_bob(customer), role=Link.Role.SETUP, by=staff)
    links.add_recipient(acme.first, make_dana(customer), role=Link.Role.DNS, by=staff)
    return acme


def opt_out(acme: Acme, name: str) -> None:
    contact = acme.customer.contacts.get(email=f"{name}@acme.com")
    customers.opt_out(contact, by=Actor.customer(contact.email))


def reminded(kind: str) -> list[str]:
    return [name for name, mailed_kind in mailed() if mailed_kind == kind]


def test_all_who_can_set_it_up_are_reminded_once(acme: Acme) -> None:
    acme.pass_time(4 * DAY)
    acme.work()

    assert sorted(reminded("unopened")) == ["alice", "bob"]


def test_who_opted_out_is_not_reminded_and_the_others_are(acme: Acme) -> None:
    opt_out(acme, "alice")

    acme.pass_time(4 * DAY)

    assert reminded("unopened") == ["bob"]


def test_what_one_of_them_opened_is_opened(acme: Acme) -> None:
    bob = link_of(acme.first, "bob")
    links.open_link(bob, by=Actor.customer("bob@acme.com"), user_agent="Firefox")

    acme.pass_time(4 * DAY)

    assert reminded("unopened") == []
    assert sorted(reminded("half_way")) == ["alice", "bob"]


def test_who_is_there_for_dns_learns_the_record_as_soon_as_it_is_known(acme: Acme) -> None:
    acme.configure()
    acme.work()

    assert reminded("dns") == ["dana", "dana"]
    record = Message.objects.filter(kind="dns").latest("pk")
    assert acme.domain.txt_value in record.text
    assert "invalid/" in record.text  # her own link is put in when it is sent


def test_a_wrong_record_is_told_to_all_and_counts_once(acme: Acme) -> None:
    acme.configure()
    Domain.objects.update(lookup=Domain.Lookup.MISSING, looked_up_at=clock.now())

    acme.pass_time(6 * HOUR)
    acme.pass_time(3 * DAY)

    first = Message.objects.filter(kind="record").order_by("pk")[:3]
    assert sorted(one.to_name for one in first) == ["Alice Admin", "Bob Builder", "Dana Domain"]
    dana = Message.objects.filter(kind="record", to_email="dana@acme.com").earliest("pk")
    assert "is waiting for your DNS" in dana.text
    assert "chose you to add DNS records" in dana.text
    keys = {one.key.partition("+")[0] for one in first}
    assert len(keys) == 1


def test_the_follow_up_goes_to_the_same_people(acme: Acme) -> None:
    acme.configure()
    acme.work()
    acme.publish("acme.com")
    acme.check_dns()

    acme.pass_time(5 * HOUR + 60)

    fresh = acme.newest
    assert fresh.pk != acme.first.pk
    assert sorted(reminded("follow_up")) == ["alice", "bob"]
    dana = link_of(fresh, "dana")
    assert (dana.main, dana.ended) == (fresh.link, "")
    assert reminded("dns") == ["dana", "dana"]


def test_a_follow_up_goes_out_while_one_of_them_can_be_mailed(acme: Acme) -> None:
    acme.configure()
    acme.work()
    opt_out(acme, "alice")
    acme.publish("acme.com")
    acme.check_dns()

    acme.pass_time(5 * HOUR + 60)

    assert reminded("follow_up") == ["bob"]
    assert acme.newest.link.recipient_name == "Bob Builder"
    # She gets no mail, and can still ask for her link.
    assert not link_of(acme.newest, "alice").ended


def test_all_who_set_it_up_learn_that_it_is_live(acme: Acme) -> None:
    acme.configure()
    acme.sandbox.dns(acme.domain.txt_host, acme.domain.txt_value)
    acme.enable()
    acme.work()

    assert acme.reload().stage == Stage.LIVE
    assert sorted(reminded("live")) == ["alice", "bob"]
    assert {one.ended for one in acme.connection.links.all()} == {Link.Ended.COMPLETED}


def test_who_was_removed_gets_nothing_more(acme: Acme, staff: Actor) -> None:
    links.remove_recipient(link_of(acme.first, "bob"), reason="On leave", by=staff)

    acme.pass_time(4 * DAY)

    assert reminded("unopened") == ["alice"]


def test_mails_to_who_was_removed_are_dropped(acme: Acme, staff: Actor) -> None:
    links.remove_recipient(link_of(acme.first, "bob"), reason="On leave", by=staff)

    for message in Message.objects.filter(state="queued"):
        automation.send_if_wanted(message)

    assert Message.objects.get(to_email="bob@acme.com").state == Message.State.DROPPED
