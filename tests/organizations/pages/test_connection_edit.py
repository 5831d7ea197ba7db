"""Changing a connection that exists in Auth0."""

from typing import Any

import pytest
from django.test import Client

from organizations import auth0_clients
from organizations.models import Connection, Customer, Event, Tenant
from tests.factories import make_connection, make_tenant
from tests.organizations import saml
from tests.organizations.pages.counting import queries
from tests.sandbox_process import Sandbox
from tests.tickets.pages.html import fields_of

FOREIGN = {
    "signInEndpoint": "https://idp.acme.com/sso",
    "signingCert": saml.GOOD,
    "something_new": {"deep": [1, 2]},
    "idpinitiated": {"enabled": False, "client_protocol": "oauth2", "unknown": "stays"},
}


@pytest.fixture
def tenant(db: None, sandbox: Sandbox) -> Tenant:
    """One with applications in it."""
    sandbox.reset("demo")
    return make_tenant(sandbox)


@pytest.fixture
def apps(tenant: Tenant) -> list[str]:
    """The ids of the applications that may be used with organizations."""
    found = auth0_clients.auth0(tenant).clients.list().items
    return [one.client_id for one in found if one.organization_usage != "deny"]


@pytest.fixture
def live(customer: Customer, tenant: Tenant, apps: list[str]) -> Connection:
    """A SAML connection with options of its own, enabled for one application."""
    api = auth0_clients.auth0(tenant).connections
    made = api.create(
        {
            "name": "acme-sso",
            "strategy": "samlp",
            "display_name": "Acme",
            "options": FOREIGN,
            "metadata": {"portal_customer": str(customer.pk), "a=b": "c"},
        }
    )
    api.set_clients(made.id, enable=apps[:1])
    return make_connection(
        customer,
        tenant,
        name="acme-sso",
        display_name="Acme",
        auth0_id=made.id,
        strategy="samlp",
        wanted_clients=apps[:1],
        clients=apps[:1],
    )


def text(answer: Any) -> str:
    return " ".join(answer.content.decode().split())


def editing(connection: Connection) -> str:
    return f"/connections/{connection.pk}/edit/"


def change(desk: Client, connection: Connection, **typed: Any) -> Any:
    """Type, look at what will change, and save it; return the page that showed it."""
    page = fields_of(desk.get(editing(connection)), "connection")
    data = {**page, **typed}
    shown = desk.post(editing(connection), {**data, "seen": ""})
    if shown.status_code == 200 and "changes" in shown.context:
        seen = shown.context["changes"].digest
        desk.post(editing(connection), {**data, "seen": seen})
    return shown


def patches(sandbox: Sandbox) -> list[Any]:
    return [one["body"] for one in sandbox.requests() if one["method"] == "PATCH"]


def options_of(sandbox: Sandbox, connection: Connection) -> dict[str, Any]:
    """Return what Auth0 has, without what it reads out of the certificate."""
    rows = sandbox.state()["connections"]
    found: dict[str, Any] = next(row for row in rows if row["id"] == connection.auth0_id)["options"]
    read = ("cert", "expires", "subject", "thumbprints")
    return {name: value for name, value in found.items() if name not in read}


def test_shows_what_will_change_before_it_changes_anything(
    desk: Client, live: Connection, sandbox: Sandbox
) -> None:
    page = fields_of(desk.get(editing(live)), "connection")
    before = len(patches(sandbox))

    answer = desk.post(editing(live), {**page, "display_name": "Acme SE"})

    assert "What will change" in text(answer)
    assert "<del>Acme</del> <ins>Acme SE</ins>" in text(answer)
    assert len(patches(sandbox)) == before


@pytest.mark.parametrize(("first", "then"), [("true", "false"), ("false", "true"), ("true", "")])
def test_turns_idp_initiated_sign_in_on_and_off(
    desk: Client, live: Connection, sandbox: Sandbox, first: str, then: str
) -> None:
    change(desk, live, idp_enabled=first)
    change(desk, live, idp_enabled=then)

    kept = options_of(sandbox, live)["idpinitiated"].get("enabled")
    assert kept is {"true": True, "false": False, "": None}[then]


def test_says_nothing_of_what_is_left_as_it_is(desk: Client, live: Connection) -> None:
    change(desk, live, idp_enabled="true", display_name="Acme SE")

    page = fields_of(desk.get(editing(live)), "connection")
    answer = desk.post(editing(live), {**page, "display_name": "Acme AG"})

    assert "<ins>Acme AG</ins>" in text(answer)
    assert text(answer).count("<ins>") == 1


def test_changes_what_was_shown_and_loses_no_foreign_option(
    desk: Client, live: Connection, sandbox: Sandbox, apps: list[str]
) -> None:
    change(
        desk,
        live,
        display_name="Acme SE",
        icon_url="https://acme.com/icon.png",
        show_as_button="on",
        is_domain_connection="on",
        metadata='"a=b" = c\ntier = gold',
        idp_enabled="true",
        idp_client=apps[0],
        clients=apps[1:],
    )

    now = auth0_clients.auth0(live.tenant).connections.get(live.auth0_id)
    assert (now.display_name, now.show_as_button, now.is_domain_connection) == (
        "Acme SE",
        True,
        True,
    )
    assert now.metadata == {"portal_customer": str(live.customer_id), "a=b": "c", "tier": "gold"}
    assert options_of(sandbox, live) == {
        **FOREIGN,
        "icon_url": "https://acme.com/icon.png",
        "idpinitiated": {
            "enabled": True,
            "client_protocol": "oauth2",
            "unknown": "stays",
            "client_id": apps[0],
        },
    }
    enabled = auth0_clients.auth0(live.tenant).connections.clients(live.auth0_id)
    assert sorted(enabled) == sorted(apps[1:])
    live.refresh_from_db()
    assert sorted(live.wanted_clients) == sorted(apps[1:])
    assert live.display_name == "Acme SE"
    told = Event.objects.filter(verb="connection:update").order_by("pk")
    settings, applications = (event.data["what"] for event in told)
    assert "Display name: Acme SE" in settings
    assert applications == "Applications: Acme admin console, Acme mobile"


def test_sends_only_what_was_changed(desk: Client, live: Connection, sandbox: Sandbox) -> None:
    change(desk, live, show_as_button="on")

    assert patches(sandbox)[-1] == {"display_name": "Acme", "show_as_button": True}


def test_takes_away_what_was_emptied(desk: Client, live: Connection, sandbox: Sandbox) -> None:
    change(desk, live, icon_url="https://acme.com/icon.png")
    change(desk, live, icon_url="", metadata="", display_name="")

    now = auth0_clients.auth0(live.tenant).connections.get(live.auth0_id)
    assert options_of(sandbox, live) == FOREIGN
    assert now.metadata == {"portal_customer": str(live.customer_id)}
    assert now.display_name == "acme-sso"


def test_shows_it_again_when_auth0_has_something_else_by_now(
    desk: Client, live: Connection
) -> None:
    api = auth0_clients.auth0(live.tenant).connections
    data = {**fields_of(desk.get(editing(live)), "connection"), "display_name": "Acme SE"}
    shown = desk.post(editing(live), data)
    api.update(live.auth0_id, {"display_name": "Someone else's"})

    answer = desk.post(editing(live), {**data, "seen": shown.context["changes"].digest})

    assert "Something changed since you last reviewed this" in text(answer)
    assert api.get(live.auth0_id).display_name == "Someone else's"


def test_changes_nothing_when_nothing_was_typed(
    desk: Client, live: Connection, sandbox: Sandbox
) -> None:
    data = fields_of(desk.get(editing(live)), "connection")
    before = len(patches(sandbox))

    answer = desk.post(editing(live), data, follow=True)

    assert "No changes to save" in text(answer)
    assert len(patches(sandbox)) == before


@pytest.mark.parametrize(
    ("typed", "field", "told"),
    [
        ({"display_name": "x" * 129}, "display_name", "128"),
        ({"display_name": "Acme\u202egnp"}, "display_name", "right-to-left override"),
        ({"metadata": "k\u200b = v\u202e"}, "metadata", "right-to-left override"),
        ({"icon_url": "http://acme.com/i.png"}, "icon_url", "https://"),
        ({"metadata": "nonsense"}, "metadata", "a pair"),
        ({"metadata": "portal_customer = 7"}, "metadata", "the portal sets these itself"),
        ({"clients": ["nobody"]}, "clients", "valid choice"),
        ({"idp_query": "x" * 257}, "idp_query", "256"),
    ],
)
def test_says_what_is_wrong(
    desk: Client, live: Connection, sandbox: Sandbox, typed: dict[str, Any], field: str, told: str
) -> None:
    data = {**fields_of(desk.get(editing(live)), "connection"), **typed}

    answer = desk.post(editing(live), data)

    assert told in str(answer.context["form"].errors[field])


def test_keeps_what_was_typed_when_auth0_refuses(
    desk: Client, live: Connection, sandbox: Sandbox
) -> None:
    data = {**fields_of(desk.get(editing(live)), "connection"), "display_name": "Acme SE"}
    seen = desk.post(editing(live), data).context["changes"].digest
    sandbox.fault(
        method="PATCH", path="/api/v2/connections/*", status=400, body={"message": "no, thanks"}
    )

    answer = desk.post(editing(live), {**data, "seen": seen})

    assert "no, thanks" in text(answer)
    assert fields_of(answer, "connection")["display_name"] == "Acme SE"
    assert not Event.objects.filter(verb="connection:update").exists()


def test_says_a_refusal_beside_the_field_and_that_nothing_else_changed(
    desk: Client, live: Connection, sandbox: Sandbox
) -> None:
    message = "Payload validation error: 'Not this' on property options.idpinitiated.client_id."
    data = {**fields_of(desk.get(editing(live)), "connection"), "display_name": "Acme SE"}
    seen = desk.post(editing(live), data).context["changes"].digest
    sandbox.fault(
        method="PATCH", path="/api/v2/connections/*", status=400, body={"message": message}
    )

    answer = desk.post(editing(live), {**data, "seen": seen})

    assert "Not this" in str(answer.context["form"].errors["idp_client"])
    assert "Something changed" not in text(answer)


@pytest.mark.parametrize(("status", "words"), [(403, "read:connections"), (503, "be reached")])
def test_keeps_what_was_typed_while_auth0_does_not_show_the_connection(
    desk: Client, live: Connection, sandbox: Sandbox, apps: list[str], status: int, words: str
) -> None:
    typed = {
        "display_name": "Acme SE",
        "metadata": "tier = gold",
        "clients": apps[1:],
        "idp_client": apps[0],
        "icon_url": "https://acme.com/icon.png",
    }
    data = {**fields_of(desk.get(editing(live)), "connection"), **typed}
    body = {"message": "Insufficient scope; expected any of: read:connections"}
    path = "/api/v2/connections/*"
    sandbox.fault(method="GET", path=path, status=status, body=body, times=9)

    answer = desk.post(editing(live), data)

    assert words in str(answer.context["form"].non_field_errors())
    form = answer.context["form"]
    assert {name: form[name].value() for name in typed} == typed
    assert fields_of(answer, "connection")["idp_client"] == apps[0]


def test_counts_the_keys_that_are_taken_out_as_auth0_does(
    desk: Client, customer: Customer, tenant: Tenant
) -> None:
    metadata = {f"key{number}": "value" for number in range(6)}
    api = auth0_clients.auth0(tenant).connections
    made = api.create({"name": "adopted", "strategy": "okta", "metadata": metadata})
    adopted = make_connection(customer, tenant, name="adopted", auth0_id=made.id)

    shown = change(desk, adopted, metadata="\n".join(f"new{one} = x" for one in range(5)))

    assert "Remove 6 and save" in str(shown.context["form"].errors["metadata"])
    assert api.get(made.id).metadata == metadata


def test_leaves_options_alone_that_it_may_not_see(
    desk: Client, live: Connection, sandbox: Sandbox
) -> None:
    sandbox.post("/scopes", {"scopes": _all_but(live, "read:connections_options")})
    auth0_clients._client.cache_clear()

    change(desk, live, display_name="Acme SE")

    answer = desk.get(editing(live))
    assert "lacks the permission read:connections_options" in text(answer)
    assert "icon_url" not in answer.context["form"].fields
    assert patches(sandbox)[-1] == {"display_name": "Acme SE"}


def test_tells_what_else_auth0_has(desk: Client, live: Connection) -> None:
    api = auth0_clients.auth0(live.tenant).connections
    api.update(
        live.auth0_id,
        {
            "display_name": "Acme",
            "realms": ["acme.com"],
            "authentication": {"active": True},
            "connected_accounts": {"active": False},
        },
    )

    page = text(desk.get(editing(live)))

    assert "<dt>Realms</dt> <dd>acme.com</dd>" in page
    assert "<dt>Authentication</dt> <dd>Yes</dd>" in page
    assert "<dt>Connected accounts</dt> <dd>No</dd>" in page
    assert saml.GOOD not in page


def test_does_not_raise_an_alarm_about_its_own_change(desk: Client, live: Connection) -> None:
    desk.post(f"/connections/{live.pk}/look/")
    Connection.objects.filter(pk=live.pk).update(stage="live")

    change(desk, live, icon_url="https://acme.com/icon.png", display_name="Acme SE")

    assert not Event.objects.filter(verb="connection:changed").exists()


def test_says_that_there_is_nothing_to_change_yet(
    desk: Client, customer: Customer, tenant: Tenant
) -> None:
    planned = make_connection(customer, tenant, name="planned")

    answer = desk.get(editing(planned), follow=True)

    assert "exist in Auth0 yet" in text(answer)


def test_explains_why_it_cannot_be_shown(desk: Client, live: Connection, sandbox: Sandbox) -> None:
    sandbox.fault(method="GET", path="/api/v2/connections/*", status=503, times=3)

    assert "be reached" in text(desk.get(editing(live)))


def test_asks_the_database_the_same_for_many_applications(
    desk: Client, live: Connection, apps: list[str]
) -> None:
    before = queries(desk, editing(live))
    auth0_clients.auth0(live.tenant).connections.set_clients(live.auth0_id, enable=apps)

    assert queries(desk, editing(live)) == before


def _all_but(connection: Connection, scope: str) -> list[str]:
    return sorted(auth0_clients.auth0(connection.tenant).granted_scopes() - {scope})


def test_knows_what_it_did_when_the_applications_fail(
    desk: Client, live: Connection, sandbox: Sandbox, apps: list[str]
) -> None:
    sandbox.fault(method="PATCH", path="/api/v2/connections/*/clients", status=400)

    change(desk, live, display_name="Acme SE", clients=apps)

    live.refresh_from_db()
    assert (live.display_name, live.wanted_clients) == ("Acme SE", apps[:1])
    assert Event.objects.get(verb="connection:update").data["what"] == "Display name: Acme SE"


def test_keeps_ten_pairs_of_somebody_else(desk: Client, customer: Customer, tenant: Tenant) -> None:
    metadata = {f"key{number}": "value" for number in range(10)}
    api = auth0_clients.auth0(tenant).connections
    made = api.create({"name": "adopted", "strategy": "okta", "metadata": metadata})
    adopted = make_connection(customer, tenant, name="adopted", auth0_id=made.id)

    change(desk, adopted, display_name="Acme SE")

    assert api.get(made.id).display_name == "Acme SE"
    assert api.get(made.id).metadata == metadata


def test_names_an_application_that_may_not_be_chosen(
    desk: Client, live: Connection, apps: list[str]
) -> None:
    api = auth0_clients.auth0(live.tenant)
    denied = next(one for one in api.clients.list().items if one.client_id not in apps)
    api.connections.set_clients(live.auth0_id, enable=[denied.client_id])

    page = text(desk.get(editing(live)))

    assert denied.name in page
