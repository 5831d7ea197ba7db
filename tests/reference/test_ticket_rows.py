"""Every parameter row of the ticket documents, through form, client and sandbox."""

import re
from typing import Any

import pytest

from portal.auth0 import Invalid
from portal.auth0.ticket_request import problems
from tests.reference.conftest import World
from tests.reference.documents import document, uses, with_ids
from tests.reference.meaning import meaning
from tests.reference.ticket_cases import REFUSED, TAKEN, Body
from tests.tickets.posting import posted
from tickets.forms import Choices, TicketForm

HEADER = "auth0-custom-domain"
ROWS = [(parameter, body) for parameter, bodies in TAKEN.items() for body in bodies]
TYPED = [(field, body) for _, field, body in REFUSED if field]
# Stand for what the sandbox holds, where it is not asked.
IDS = {
    "{connection}": "con_Gx1ibSDhe0IJ8e0U",
    "{organization}": "org_P89lKyIy4Dni49BE",
    "{second organization}": "org_P89lKyIy4Dni49BF",
    "{client}": "AaiyAPdpYdesoKnqjj8HJqRn4T5titww",
    "{second client}": "BaiyAPdpYdesoKnqjj8HJqRn4T5titww",
}


@pytest.mark.parametrize("name", ["create-ticket", "edit-ticket", "ticket-api"])
def test_each_documented_parameter_has_its_cases(name):
    documented = {*document(name)["parameters"]} - {HEADER}

    assert documented <= {*TAKEN}
    assert all(uses(body, parameter) for parameter, body in ROWS)


@pytest.mark.parametrize("parameter", TAKEN)
def test_client_and_sandbox_take_it(parameter, world: World):
    for case in TAKEN[parameter]:
        body = with_ids(case, world.ids)

        ticket = world.auth0.tickets.create(world.profile_id, body)

        assert problems(body) == []
        assert world.last_body() == body
        assert world.sandbox.walk(ticket.url, {"do": "open"})["state"]["openings"] == 1


@pytest.mark.parametrize(("parameter", "case"), ROWS)
def test_form_asks_for_it(parameter, case):
    body = with_ids(case, IDS)

    form = submitted(body)

    assert form.is_valid(), form.errors
    assert meaning(form.body) == meaning(body)


@pytest.mark.parametrize(("parameter", "field", "case"), REFUSED)
def test_validator_and_sandbox_refuse_it(parameter, field, case, world: World):
    body = with_ids(case, world.ids)

    (problem,) = problems(body)

    assert re.sub(r"\.\d+", "[]", problem.field).startswith(parameter)
    with pytest.raises(Invalid) as refusal:
        world.auth0.tickets.create(world.profile_id, body)
    assert refusal.value.status == 400


@pytest.mark.parametrize(("field", "case"), TYPED)
def test_form_refuses_it_at_the_field(field, case):
    form = submitted(with_ids(case, IDS))

    assert not form.is_valid()
    assert [*form.errors] == [field]


def test_custom_domain_header_names_the_host_of_the_ticket(world: World):
    domain = world.auth0.custom_domains.list().items[-1].domain
    body = {"connection_config": {"name": "acme-sso"}}

    ticket = world.auth0.tickets.create(world.profile_id, body, custom_domain=domain)

    sent = {name.lower(): value for name, value in world.sandbox.requests()[-1]["headers"].items()}
    assert HEADER in document("ticket-api")["parameters"]
    assert sent[HEADER] == domain
    assert f"//{domain}:" in ticket.url


def submitted(body: Body) -> TicketForm:
    """Return the form as it comes back when all it shows for this body is sent unchanged."""
    kind = "edit" if "connection_id" in body else "create"
    clients = ((IDS["{client}"], "Web"), (IDS["{second client}"], "Mobile"))

    def form(data: Any = None) -> TicketForm:
        return TicketForm(data, kind=kind, body=body, offered=Choices(clients=clients))

    return form(posted(form()))
