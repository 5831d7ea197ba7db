from concurrent.futures import ThreadPoolExecutor
from itertools import product

import pytest
from django.db import connections

from organizations.models import Event
from portal.actor import Actor
from tests import factories
from tickets.errors import WrongState
from tickets.models import Ticket
from tickets.services.lifecycle.move import move
from tickets.states import ACTIVE, ENDED, MOVES, State
from tickets.verbs import Verb

SOMEBODY = Actor.system("tests")
# What the database wants to be known of a ticket in a state.
FACTS = {
    State.ISSUED: ("url", "issued_at", "expires_at"),
    State.OPENED: ("url", "issued_at", "expires_at", "opened_at", "session_ends_at"),
}


@pytest.fixture
def planned(db):
    tenant = factories.make_tenant()
    return factories.make_connection(factories.make_customer(), tenant)


@pytest.mark.parametrize(("was", "to"), list(product(State, State)))
def test_move_follows_the_table(planned, was, to):
    ticket = factories.make_ticket(planned, state=was)
    known = factories.make_ticket(
        factories.make_connection(planned.customer, planned.tenant), state=State.OPENED
    )
    facts = {name: getattr(known, name) for name in FACTS.get(to, ())}

    if to in MOVES[was]:
        move(ticket, to, by=SOMEBODY, verb=Verb.TICKET_OPEN, **facts)
    else:
        with pytest.raises(WrongState):
            move(ticket, to, by=SOMEBODY, verb=Verb.TICKET_OPEN, **facts)

    allowed = to in MOVES[was]
    ticket.refresh_from_db()
    assert ticket.state == (to if allowed else was)
    assert Event.objects.filter(verb=Verb.TICKET_OPEN).count() == allowed
    assert bool(ticket.ended_at) == (allowed and to in ENDED)


def test_every_state_is_live_or_ended():
    assert {*ACTIVE} | {*ENDED} == {*State}
    assert all(bool(MOVES[state]) == (state in ACTIVE) for state in State)


def test_move_writes_nothing_when_another_was_faster(planned):
    ticket = factories.make_ticket(planned)
    Ticket.objects.filter(pk=ticket.pk).update(state=State.REVOKED)

    with pytest.raises(WrongState, match="just changed"):
        move(ticket, State.FAILED, by=SOMEBODY, verb=Verb.TICKET_OPEN, problem="lost")

    ticket.refresh_from_db()
    assert (ticket.state, ticket.problem) == (State.REVOKED, "")
    assert not Event.objects.filter(verb=Verb.TICKET_OPEN).exists()


@pytest.mark.django_db(transaction=True)
def test_move_is_won_by_one_of_many():
    tenant = factories.make_tenant()
    planned = factories.make_connection(factories.make_customer(), tenant)
    ticket = factories.make_ticket(planned)
    ends = [State.EXPIRED, State.REVOKED, State.REPLACED, State.FAILED]

    def end(state):
        try:
            move(Ticket.objects.get(pk=ticket.pk), state, by=SOMEBODY, verb=Verb.TICKET_OPEN)
        except WrongState:
            return None
        finally:
            connections.close_all()
        return state

    with ThreadPoolExecutor(4) as pool:
        won = [state for state in pool.map(end, ends * 3) if state]

    ticket.refresh_from_db()
    assert won == [ticket.state]
    assert Event.objects.filter(verb=Verb.TICKET_OPEN).count() == 1
