from typing import Any

import pytest

from organizations import auth0_clients
from organizations.errors import Rejected, Taken
from organizations.models import Connection, Customer, Event, Tenant
from organizations.services import connections
from portal import auth0
from portal.auth0.resources.connections import ConnectionBody, Connections
from tests.api_client import Api, told
from tests.factories import SYSTEM, make_connection, make_tenant
from tests.sandbox_process import Sandbox

SECRET = "the-customers-client-secret"


@pytest.fixture
def tenant(db: None, sandbox: Sandbox) -> Tenant:
    """One with applications in it."""
    sandbox.reset("demo")
    return make_tenant(sandbox)


@pytest.fixture
def app(tenant: Tenant) -> str:
    """The id of an application in the tenant."""
    return auth0_clients.auth0(tenant).clients.list().items[0].client_id


def create(customer: Customer, tenant: Tenant, **changes: Any) -> Connection:
    body = {
        "name": "acme-sso",
        "strategy": "oidc",
        "options": {
            "type": "back_channel",
            "discovery_url": "https://idp.acme.com/.well-known/openid-configuration",
            "client_id": "0oa1",
            "client_secret": SECRET,
        },
        **changes.pop("body", {}),
    }
    given = {"organization": customer.organizations.get(), "by": SYSTEM, **changes}
    return connections.create_connection(customer, tenant, body=body, **given)


def test_creates_and_enables_a_connection(customer: Customer, tenant: Tenant, app: str) -> None:
    connection = create(customer, tenant, wanted_clients=[app], assign_membership_on_login=True)

    client = auth0_clients.auth0(tenant)
    made = client.connections.get(connection.auth0_id)
    assert made.metadata["portal_connection"] == str(connection.pk)
    assert client.connections.clients(made.id) == [app]
    link = client.enabled_connections.get(customer.organizations.get().auth0_id, made.id)
    assert link.assign_membership_on_login
    assert not connections.is_half_done(connection)
    verbs = Event.objects.order_by("pk").values_list("verb", flat=True)
    assert list(verbs) == [
        "connection:plan",
        "connection:create",
        "connection:clients",
        "connection:organization",
    ]


def test_keeps_no_secret(customer: Customer, tenant: Tenant) -> None:
    connection = create(customer, tenant)

    rows = [Connection.objects.values().get(pk=connection.pk), *Event.objects.values()]
    assert not any(SECRET in str(row) for row in rows)


def test_refuses_a_realm_that_another_of_our_connections_has(
    customer: Customer, tenant: Tenant, sandbox: Sandbox
) -> None:
    create(customer, tenant)

    with pytest.raises(Taken) as refused:
        create(customer, tenant, body={"name": "other", "realms": ["acme.com", "acme-sso"]})

    assert refused.value.field == "realms"
    assert not Connection.objects.filter(name="other").exists()


def test_takes_a_realm_that_a_connection_gave_up(customer: Customer, tenant: Tenant) -> None:
    create(customer, tenant, body={"realms": ["acme.com"]})

    other = create(customer, tenant, body={"name": "other", "realms": ["acme-sso"]})

    assert auth0_clients.auth0(tenant).connections.get(other.auth0_id).realms == ("acme-sso",)


def test_goes_live(customer: Customer, tenant: Tenant, app: str) -> None:
    connection = create(customer, tenant, wanted_clients=[app])

    connections.reconcile(connection)

    assert connection.stage == "live"


@pytest.mark.parametrize("name", ["acme_sso", "", "x" * 129])
def test_refuses_a_wrong_name_before_asking_auth0(
    customer: Customer, tenant: Tenant, name: str
) -> None:
    with pytest.raises(Rejected):
        create(customer, tenant, body={"name": name})

    assert not Connection.objects.exists()


def test_refuses_a_name_that_auth0_has(customer: Customer, tenant: Tenant) -> None:
    auth0_clients.auth0(tenant).connections.create({"name": "acme-sso", "strategy": "samlp"})

    with pytest.raises(Taken, match="import that one"):
        create(customer, tenant)

    assert not Connection.objects.exists()


@pytest.mark.parametrize(
    ("fault", "error"),
    [
        ({"status": 400, "body": {"message": "no issuer", "statusCode": 400}}, auth0.Invalid),
        ({"status": 403, "body": {"message": "upgrade", "statusCode": 403}}, auth0.Forbidden),
        (
            {"status": 429, "body": {"message": "slow"}, "headers": {"Retry-After": "60"}},
            auth0.RateLimited,
        ),
    ],
)
def test_leaves_nothing_behind_when_auth0_refuses(
    customer: Customer, tenant: Tenant, sandbox: Sandbox, fault: dict[str, Any], error: type
) -> None:
    sandbox.fault(method="POST", path="/api/v2/connections", **fault)

    with pytest.raises(error):
        create(customer, tenant)

    assert not Connection.objects.exists()


def test_finds_what_a_lost_answer_made(
    customer: Customer, tenant: Tenant, sandbox: Sandbox
) -> None:
    sandbox.fault(method="POST", path="/api/v2/connections", drop="after")

    connection = create(customer, tenant)

    assert connection.auth0_id
    assert not connections.is_half_done(connection)


def test_finds_what_an_unreadable_answer_made(
    customer: Customer, tenant: Tenant, monkeypatch: pytest.MonkeyPatch
) -> None:
    create_at_auth0 = Connections.create

    def create_unreadably(api: Connections, body: ConnectionBody) -> None:
        create_at_auth0(api, body)
        raise auth0.UnexpectedAnswer("Auth0's response isn't JSON.")

    monkeypatch.setattr(Connections, "create", create_unreadably)

    connection = create(customer, tenant)

    assert connection.auth0_id
    assert not connections.is_half_done(connection)


def test_leaves_nothing_behind_when_the_call_was_lost_before_auth0(
    customer: Customer, tenant: Tenant, sandbox: Sandbox
) -> None:
    sandbox.fault(method="POST", path="/api/v2/connections", drop="before")

    with pytest.raises(auth0.OutcomeUnknown):
        create(customer, tenant)

    assert not Connection.objects.exists()


def lose_the_answer_for_good(customer: Customer, tenant: Tenant, sandbox: Sandbox) -> Connection:
    """Auth0 makes the connection, its answer is lost, and two looks for it fail as well."""
    sandbox.fault(method="POST", path="/api/v2/connections", drop="after")
    sandbox.fault(method="GET", path="/api/v2/connections", status=503, times=6)
    connection = connections.plan_connection(
        customer, tenant, name="acme-sso", origin=Connection.Origin.DIRECT, by=SYSTEM
    )
    with pytest.raises(auth0.Unavailable):
        auth0_clients.auth0(tenant).connections.create(
            {
                "name": "acme-sso",
                "strategy": "samlp",
                "metadata": {
                    "portal_customer": str(customer.pk),
                    "portal_connection": str(connection.pk),
                },
            }
        )
    return connection


def test_finishes_once_auth0_answers_again(
    customer: Customer, tenant: Tenant, sandbox: Sandbox
) -> None:
    connection = lose_the_answer_for_good(customer, tenant, sandbox)
    assert connections.is_half_done(connection)
    with pytest.raises(auth0.Unavailable):
        connections.finish_connection(connection, by=SYSTEM)
    with pytest.raises(auth0.Unavailable):
        connections.finish_connection(connection, by=SYSTEM)

    connections.finish_connection(connection, by=SYSTEM)

    assert connection.auth0_id
    assert not connections.is_half_done(connection)


def test_takes_a_row_away_that_auth0_never_made(customer: Customer, tenant: Tenant) -> None:
    connection = connections.plan_connection(
        customer, tenant, name="acme-sso", origin=Connection.Origin.DIRECT, by=SYSTEM
    )

    with pytest.raises(Rejected, match="Create the connection again"):
        connections.finish_connection(connection, by=SYSTEM)

    assert not Connection.objects.exists()
    assert Event.objects.get(verb="connection:drop").data["name"] == "acme-sso"


def test_takes_no_connection_of_somebody_else_for_its_own(
    customer: Customer, tenant: Tenant
) -> None:
    connection = connections.plan_connection(
        customer, tenant, name="acme-sso", origin=Connection.Origin.DIRECT, by=SYSTEM
    )
    auth0_clients.auth0(tenant).connections.create({"name": "acme-sso", "strategy": "samlp"})

    with pytest.raises(Taken):
        connections.finish_connection(connection, by=SYSTEM)

    assert not Connection.objects.exists()


def test_shows_and_repairs_what_broke_off_while_enabling(
    customer: Customer, tenant: Tenant, app: str, sandbox: Sandbox
) -> None:
    sandbox.fault(method="POST", path="/api/v2/organizations/*/enabled_connections", status=500)
    with pytest.raises(auth0.OutcomeUnknown):
        create(customer, tenant, wanted_clients=[app])
    connection = Connection.objects.get()
    assert (connection.clients, connection.organization_enabled) == ([app], False)
    assert connections.is_half_done(connection)

    connections.finish_connection(connection, by=SYSTEM)
    connections.finish_connection(connection, by=SYSTEM)

    assert not connections.is_half_done(connection)
    assert Event.objects.filter(verb="connection:clients").count() == 1


def test_by_the_api_what_broke_off_while_enabling_is_made_once(
    customer: Customer, tenant: Tenant, sandbox: Sandbox
) -> None:
    sandbox.fault(method="POST", path="/api/v2/organizations/*/enabled_connections", status=500)
    api = Api("connections:write", tenant=tenant)
    path = f"/customers/{customer.pk}/connections"
    options = {"type": "back_channel", "client_id": "0oa1", "client_secret": SECRET}
    options["discovery_url"] = "https://idp.acme.com/.well-known/openid-configuration"
    body = {"strategy": "oidc", "options": options}

    first, again = (api.post(path, body, **{"Idempotency-Key": "one"}) for _ in "12")

    made = told(first, 201)
    assert again.content == first.content
    connection = Connection.objects.get()
    assert (made["id"], connection.organization_enabled) == (connection.pk, False)
    told(api.post(f"/connections/{connection.pk}/enable"))
    connection.refresh_from_db()
    assert connection.organization_enabled


def test_enables_only_what_exists(customer: Customer, tenant: Tenant) -> None:
    with pytest.raises(Rejected, match="exist in Auth0 yet"):
        connections.enable_connection(make_connection(customer, tenant), by=SYSTEM)


def test_finishes_nothing_that_the_customer_sets_up(customer: Customer, tenant: Tenant) -> None:
    connection = make_connection(customer, tenant)

    with pytest.raises(Rejected, match="nothing to finish"):
        connections.finish_connection(connection, by=SYSTEM)

    assert Connection.objects.get() == connection


def test_sends_the_body_as_it_is(customer: Customer, tenant: Tenant, sandbox: Sandbox) -> None:
    body = {
        "display_name": "Acme",
        "realms": ["acme.com"],
        "is_domain_connection": True,
        "show_as_button": True,
        "authentication": {"active": True},
        "connected_accounts": {"active": True, "cross_app_access": False},
        "metadata": {"tier": "gold"},
    }

    connection = create(customer, tenant, body=body)

    sent = next(
        one
        for one in reversed(sandbox.requests())
        if one["method"] == "POST" and one["path"].endswith("/connections")
    )["body"]
    assert sent["metadata"].pop("portal_connection") == str(connection.pk)
    assert sent["metadata"].pop("portal_customer") == str(customer.pk)
    assert {name: sent[name] for name in body} == body
    assert connection.display_name == "Acme"


@pytest.mark.parametrize(
    ("option", "url"),
    [
        ("discovery_url", "https://idp.acme.com/.well-known/openid-configuration?api_key=s3cret"),
        ("metadataUrl", "https://user:s3cret@idp.acme.com/saml"),
        ("adfs_server", "https://adfs.acme.com/metadata.xml?token=s3cret"),
        ("jwks_uri", "https://idp.acme.com/keys?sig=s3cret"),
    ],
)
def test_refuses_a_url_with_a_secret_in_it_and_keeps_nothing(
    customer: Customer, tenant: Tenant, option: str, url: str
) -> None:
    with pytest.raises(Rejected, match="contains a secret") as refused:
        create(customer, tenant, body={"options": {option: url}})

    assert refused.value.field == "options"
    assert option in refused.value.message
    assert "s3cret" not in refused.value.message
    assert not Connection.objects.exists()
    assert not Event.objects.exists()
