"""Every parameter row and example of the ticket documents, typed at the desk and sent to Auth0."""

from copy import deepcopy
from typing import Any

import pytest

from organizations.models import Customer, Tenant
from organizations.services import connections
from portal.actor import Actor
from tests import factories
from tests.reference.conftest import World
from tests.reference.documents import document, filled, with_ids
from tests.reference.meaning import meaning
from tests.reference.ticket_cases import TAKEN, Body
from tests.tickets.posting import posted
from tickets.forms import Choices, TicketForm
from tickets.models import Preset, Ticket
from tickets.services.requests.ticket_body import STAMPS
from tickets.states import State

# The portal adds keys of its own to the ten that Auth0 allows.
MOST_METADATA = 10 - len(STAMPS)


@pytest.fixture
def tenant(db: None, world: World) -> Tenant:
    return factories.make_tenant(world.sandbox)


@pytest.fixture
def customer(tenant: Tenant, world: World) -> Customer:
    """Globex, with a connection that exists in Auth0 already."""
    customer = factories.make_customer("Globex")
    factories.make_organization(customer, tenant, auth0_id=world.ids["{organization}"])
    by = Actor.system("tests")
    connections.adopt_connection(customer, tenant, world.ids["{connection}"], by=by)
    return customer


@pytest.fixture
def preset(tenant: Tenant, world: World) -> Preset:
    return factories.make_preset(tenant, profile_id=world.profile_id)


@pytest.fixture
def send(desk: Any, customer: Customer, preset: Preset, world: World, run_tasks: Any) -> Any:
    """`send(body)` types a request at the desk, sends it and returns what Auth0 was asked for."""

    def send_it(body: Body) -> Body:
        kind, query = "create", {"customer": customer.pk, "preset": preset.pk}
        query["contact"] = customer.contacts.get().pk
        if "connection_id" in body:
            kind, query["connection"] = "edit", customer.connections.get(origin="adopted").pk
        form = TicketForm(
            kind=kind, body=body, offered=Choices.of(preset.tenant, with_organizations=True)
        )
        data = {**dict(posted(form).lists()), "link_days": preset.link_days}
        data["confirmation"] = preset.confirmation
        address = "/tickets/new/review/?" + "&".join(f"{k}={v}" for k, v in query.items())

        with run_tasks():
            response = desk.post(address, {**data, "send": "1"})

        assert response.status_code == 302, response.content.decode()
        assert Ticket.objects.latest("pk").state == State.ISSUED
        return asked_for(world)

    return send_it


def asked_for(world: World) -> Body:
    """The body of the newest ticket request, without what the portal adds to its metadata."""
    calls = [one for one in world.sandbox.requests() if one["path"].endswith("/sso-ticket")]
    body: Body = deepcopy(calls[-1]["body"])
    config = body.get("connection_config", {})
    added = {key: config.get("metadata", {}).pop(key) for key in STAMPS if config}
    if config and not config["metadata"]:
        del config["metadata"]
    assert all(added.values())
    return body


@pytest.mark.parametrize("parameter", TAKEN)
def test_portal_asks_auth0_for_it(parameter: str, send: Any, world: World):
    # The form takes all of them (test_ticket_rows); the way from there is the same.
    for number, case in enumerate(TAKEN[parameter][:2]):
        body = with_ids(case, {**world.ids, "acme-sso": f"acme-sso-{number}"})
        if len(body.get("connection_config", {}).get("metadata", {})) > MOST_METADATA:
            continue

        assert meaning(send(body)) == meaning(body)


def test_portal_asks_auth0_for_the_create_example(send: Any, world: World):
    blanks = {
        "connection_config.options.icon_url": "https://acme.com/icon.png",
        "connection_config.options.idpinitiated.client_id": world.ids["{client}"],
        "connection_config.options.idpinitiated.client_protocol": "samlp",
        "connection_config.options.idpinitiated.client_authorizequery": "scope=openid",
        "enabled_organizations.0.organization_id": world.ids["{organization}"],
        "domain_aliases_config.domain_verification": "required",
    }
    body = filled(document("create-ticket")["example"], blanks)

    assert send(body) == body


def test_portal_asks_auth0_for_the_edit_example(send: Any, world: World):
    blanks = {
        "connection_id": world.ids["{connection}"],
        "domain_aliases_config.domain_verification": "optional",
    }
    body = filled(document("edit-ticket")["example"], blanks)

    assert send(body) == body
