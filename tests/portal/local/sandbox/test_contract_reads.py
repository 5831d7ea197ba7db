"""The reading half of the contract: Auth0's SDK against the sandbox and, when named, a tenant.

What the SDK gets is parsed by Auth0's own models, so a wrong shape fails here.
"""

import pytest
from auth0.management.core.api_error import ApiError

from tests.portal.local.sandbox import targets

LIVE = targets.live()


@pytest.fixture(scope="session", params=["sandbox"] + (["live"] if LIVE else []))
def any_auth0(request, _driver):
    """The SDK on each target; the sandbox holds the demo company."""
    target = LIVE if LIVE and request.param == "live" else targets.sandboxed(_driver.sandbox)
    with target.sdk() as found:
        yield found


@pytest.fixture
def sdk(any_auth0, _driver):
    _driver.control("reset", seed="demo")
    return any_auth0


def first(pager):
    return next(iter(pager), None)


def missing(call):
    """Call for something that is not there; return the error's status and body."""
    with pytest.raises(ApiError) as problem:
        call()
    return problem.value.status_code, problem.value.body


def test_lists_organizations_in_both_ways(sdk):
    checkpoint = sdk.organizations.list(take=2)
    request = sdk._client_wrapper.httpx_client.request
    params = {"page": 0, "per_page": 2, "include_totals": "true"}
    offset = request("organizations", method="GET", params=params).json()

    assert len(checkpoint.items) <= 2
    assert set(offset) == {"start", "limit", "total", "organizations"}


def test_reads_an_organization_by_id_and_by_name(sdk):
    for listed in sdk.organizations.list(take=1).items:
        by_id = sdk.organizations.get(listed.id)
        by_name = sdk.organizations.get_by_name(listed.name)

        assert (by_id.id, by_name.id) == (listed.id, listed.id)
        assert not hasattr(by_id, "created_at")


def test_searches_organizations(sdk):
    for listed in sdk.organizations.list(take=1).items:
        found = sdk.organizations.search(q=f"name:{listed.name[:3]}*")

        assert all(row.name.startswith(listed.name[:3]) for row in found)


def test_says_that_an_organization_is_missing(sdk):
    status, body = missing(lambda: sdk.organizations.get("org_0000000000000000"))

    assert (status, body["statusCode"], body["error"]) == (404, 404, "Not Found")
    assert body["message"] == "No organization found by that id or name"


def test_lists_what_hangs_on_an_organization(sdk):
    for listed in sdk.organizations.list(take=1).items:
        links = sdk.organizations.enabled_connections.list(listed.id)
        domains = sdk.organizations.discovery_domains.list(listed.id)

        assert all(link.connection_id for link in links)
        assert all(row.verification_host for row in domains)


def test_reads_connections_by_list_name_and_id(sdk):
    for listed in sdk.connections.list(take=1).items:
        (by_name,) = sdk.connections.list(name=listed.name)
        by_id = sdk.connections.get(listed.id)

        assert (by_name.id, by_id.name) == (listed.id, listed.name)
        assert all(row.client_id for row in sdk.connections.clients.get(listed.id))


def test_filters_connections_by_several_strategies(sdk):
    found = sdk.connections.list(strategy=["okta", "samlp"])

    assert all(row.strategy in ("okta", "samlp") for row in found)


def test_says_that_a_connection_is_missing(sdk):
    status, body = missing(lambda: sdk.connections.get("con_0000000000000000"))

    assert (status, body["errorCode"]) == (404, "inexistent_connection")


def test_says_that_scim_is_not_configured(sdk):
    connection = first(sdk.connections.list(strategy=["okta"]))
    if connection:
        status, _ = missing(lambda: sdk.connections.scim_configuration.get(connection.id))

        assert status == 404


def test_reads_profiles_and_their_text(sdk):
    for profile in sdk.self_service_profiles.list():
        text = sdk.self_service_profiles.custom_text.list(profile.id, "en", "get-started")

        assert sdk.self_service_profiles.get(profile.id).name == profile.name
        assert set(text) <= {"introduction"}


def test_lists_what_the_pickers_show(sdk):
    clients = sdk.clients.list(fields="client_id,name,app_type", include_fields=True)

    assert all(client.client_id and client.name for client in clients)
    assert isinstance(sdk.custom_domains.list(), list)
    assert isinstance(sdk.log_streams.list(), list)


def test_reads_logs_by_page_and_by_checkpoint(sdk):
    request = sdk._client_wrapper.httpx_client.request
    params = {"from": "900" + "0" * 53, "take": 2}

    page = sdk.logs.list(page=0, per_page=2)
    checkpoint = request("logs", method="GET", params=params).json()

    assert len(page.items) <= 2
    assert isinstance(checkpoint, list)
    assert [row["log_id"] for row in checkpoint] == sorted(row["log_id"] for row in checkpoint)


def test_refuses_a_parameter_out_of_range(sdk):
    request = sdk._client_wrapper.httpx_client.request

    answer = request("organizations", method="GET", params={"take": 1000})

    assert answer.status_code == 400
    assert answer.json()["errorCode"] == "invalid_query_string"
