"""Keycard's contract, read by Keycard's own client and by ours."""

import uuid
from typing import Any

import httpx
import pytest
from django.test import Client
from keycardai_api import KeycardAPI, NotFoundError, PermissionDeniedError

from organizations.auth0_clients import auth0
from organizations.models import Connection, Customer, Tenant
from portal.external.keycard import Keycard
from tests.api_client import Api
from tests.factories import make_connection

ISSUER = "https://login.acme.example"
OIDC = {
    "type": "back_channel",
    "client_id": "portal-at-acme",
    "client_secret": "hush-hush-hush",
    "issuer": ISSUER,
    "authorization_endpoint": f"{ISSUER}/authorize",
    "token_endpoint": f"{ISSUER}/token",
    "jwks_uri": f"{ISSUER}/keys",
    "userinfo_endpoint": f"{ISSUER}/userinfo",
    "scope": "openid email",
    "connection_settings": {"pkce": "S256"},
}


@pytest.fixture
def signs_in(transactional_db: None, customer: Customer, tenant: Tenant) -> str:
    """Acme signs in by OpenID Connect; returns its organization's ID."""
    body = {"name": "acme-oidc", "strategy": "oidc", "options": OIDC}
    made = auth0(tenant).connections.create(body)
    connection = make_connection(customer, tenant, name=made.name, auth0_id=made.id, stage="live")
    assert connection.organization
    return connection.organization.auth0_id


@pytest.fixture
def base_url(live_server: Any) -> str:
    return f"{live_server.url}/api/keycard"


def test_keycards_own_client_reads_it(signs_in: str, base_url: str) -> None:
    client = KeycardAPI(base_url=base_url, api_key=Api("sso:read").secret, max_retries=0)

    found = client.organizations.sso_connection.retrieve(
        signs_in, expand=["permissions"], x_client_request_id=str(uuid.uuid4())
    )
    by_label = client.organizations.sso_connection.retrieve("acme")

    assert (found.client_id, found.client_secret_set) == ("portal-at-acme", True)
    assert found.identifier == ISSUER
    assert found.permissions
    assert found.permissions["organizations"] == {"read": True, "update": False}
    assert found.protocols
    assert found.protocols.oauth2
    assert found.protocols.oauth2.token_endpoint == f"{ISSUER}/token"
    assert found.protocols.oauth2.jwks_uri == f"{ISSUER}/keys"
    assert found.protocols.oauth2.scopes_supported == ["openid", "email"]
    assert found.protocols.oauth2.code_challenge_methods_supported == ["S256"]
    assert found.protocols.openid
    assert found.protocols.openid.userinfo_endpoint == f"{ISSUER}/userinfo"
    assert by_label.id == found.id
    assert by_label.permissions is None


def test_our_own_client_reads_it(signs_in: str, base_url: str) -> None:
    found = Keycard(base_url, Api("sso:read").secret).sso_connection(signs_in)

    assert found
    assert found.identifier == ISSUER
    assert found.permissions[0] == ("organizations", ("read",))


def test_never_tells_the_secret(signs_in: str, base_url: str) -> None:
    answer = httpx.get(
        f"{base_url}/organizations/acme/sso-connection",
        headers={"Authorization": f"Bearer {Api('sso:read').secret}"},
    )

    assert answer.json()["client_secret_set"] is True
    assert "hush" not in answer.text


def test_what_is_not_there_and_who_may_not(signs_in: str, base_url: str) -> None:
    may = KeycardAPI(base_url=base_url, api_key=Api("sso:read").secret, max_retries=0)
    may_not = KeycardAPI(base_url=base_url, api_key=Api("events:read").secret, max_retries=0)

    with pytest.raises(NotFoundError) as missing:
        may.organizations.sso_connection.retrieve("globex")
    assert missing.value.body == {"code": "not_found", "message": "Not found", "status": 404}
    with pytest.raises(PermissionDeniedError):
        may_not.organizations.sso_connection.retrieve("acme")


@pytest.mark.django_db
@pytest.mark.parametrize(
    "path", ["", "nothing", "organizations/acme", "organizations/acme/sso-connection/", "a/b/c"]
)
@pytest.mark.parametrize("method", ["GET", "POST"])
def test_nothing_there_is_told_as_keycard_does(method: str, path: str) -> None:
    given = str(uuid.uuid4())
    client = Client(enforce_csrf_checks=True)

    answer = client.generic(method, f"/api/keycard/{path}", headers={"X-Client-Request-ID": given})

    assert (answer.status_code, answer["X-Client-Request-ID"]) == (404, given)
    assert answer.json() == {"code": "not_found", "message": "Not found", "status": 404}


@pytest.mark.django_db
def test_an_id_of_a_request_is_given_back_or_refused(client: Any) -> None:
    headers = {"Authorization": f"Bearer {Api('sso:read').secret}"}
    path = "/api/keycard/organizations/nobody/sso-connection"
    given = str(uuid.uuid4()).upper()

    good = client.get(path, headers={**headers, "X-Client-Request-ID": given})
    assert (good.status_code, good["X-Client-Request-ID"]) == (404, given)
    for wrong in ("one", "", given.replace("-", ""), f"{{{given}}}", f"urn:uuid:{given}"):
        bad = client.get(path, headers={**headers, "X-Client-Request-ID": wrong})
        assert bad.status_code == 400
        assert "UUID" in bad.json()["message"]
        assert "X-Client-Request-ID" not in bad


def test_what_was_deleted_in_auth0_is_not_found(signs_in: str, base_url: str) -> None:
    client = KeycardAPI(base_url=base_url, api_key=Api("sso:read").secret, max_retries=0)
    connection = Connection.objects.get()

    Connection.objects.update(auth0_id="con_DELETEDDELETED00")
    with pytest.raises(NotFoundError):
        client.organizations.sso_connection.retrieve(signs_in)
    Connection.objects.update(auth0_id=connection.auth0_id, stage="gone")
    with pytest.raises(NotFoundError):
        client.organizations.sso_connection.retrieve(signs_in)
