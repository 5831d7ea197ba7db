"""Bad requests of every kind get Auth0's envelope, never a 500."""

import pytest


@pytest.mark.parametrize(
    ("method", "path", "body", "status", "code"),
    [
        ("POST", "organizations", {"name": "Has Capitals"}, 400, "invalid_body"),
        ("POST", "organizations", {"name": "org_like"}, 400, "invalid_body"),
        ("POST", "organizations", {}, 400, "invalid_body"),
        ("POST", "organizations", {"name": "acme\n"}, 400, "invalid_body"),
        ("POST", "connections", {"name": "acme\n", "strategy": "okta"}, 400, "invalid_body"),
        ("POST", "connections", {"name": "acme٣", "strategy": "okta"}, 400, "invalid_body"),
        (
            "POST",
            "self-service-profiles",
            {"name": "n", "branding": {"colors": {"primary": "#12345٣"}}},
            400,
            "invalid_body",
        ),
        (
            "POST",
            "self-service-profiles",
            {"name": "n", "branding": {"colors": {"primary": "#123456\n"}}},
            400,
            "invalid_body",
        ),
        ("GET", "organizations?per_page=٣", None, 400, "invalid_query_string"),
        ("GET", "organizations?per_page=--3", None, 400, "invalid_query_string"),
        ("GET", f"organizations?page={'9' * 5000}", None, 400, "invalid_query_string"),
        ("POST", "organizations", ["acme"], 400, "invalid_body"),
        (
            "POST",
            "organizations",
            {"name": "a", "branding": {"colors": {"primary": "#fff"}}},
            400,
            "invalid_body",
        ),
        ("POST", "connections", {"name": "a", "strategy": "nonsense"}, 400, "invalid_body"),
        ("PATCH", "connections/con_0000000000000000", {}, 400, "invalid_body"),
        (
            "PATCH",
            "connections/con_0000000000000000",
            {"enabled_clients": []},
            400,
            "invalid_body",
        ),
        ("PATCH", "connections/con_0000000000000000/clients", [], 400, "invalid_body"),
        ("POST", "self-service-profiles", {"name": "n" * 101}, 400, "invalid_body"),
        (
            "POST",
            "self-service-profiles",
            {"name": "n", "allowed_strategies": ["github"]},
            400,
            "invalid_body",
        ),
        ("GET", "connections?per_page=101", None, 400, "invalid_query_string"),
        ("GET", "connections?strategy=nonsense", None, 400, "invalid_query_string"),
        ("GET", "organizations?include_totals=maybe", None, 400, "invalid_query_string"),
        ("GET", "self-service-profiles/x/custom-text/de/get-started", None, 400, "invalid_uri"),
        ("GET", "users", None, 404, None),
        ("DELETE", "clients", None, 404, None),
    ],
)
def test_refuses(auth0, method, path, body, status, code):
    answer = auth0.api.request(method, path, json=body)

    assert answer.status_code == status
    assert answer.json()["statusCode"] == status
    assert answer.json().get("errorCode") == code


def test_names_the_property_with_its_description(auth0):
    answer = auth0.api.post("organizations", json={"name": "a" * 51})

    assert answer.json() == {
        "statusCode": 400,
        "error": "Bad Request",
        "message": "Payload validation error: 'String is too long (51 chars), maximum 50' on "
        "property name (The name of this organization).",
        "errorCode": "invalid_body",
    }


def test_refuses_a_body_that_is_no_json(auth0):
    answer = auth0.api.post("organizations", content=b"{")

    assert (answer.status_code, answer.json()["errorCode"]) == (400, "invalid_body")


@pytest.mark.parametrize(
    "text",
    [
        rb'{"name": "acme", "display_name": "half a pair \ud83d"}',
        rb'{"name": "acme", "metadata": {"\udc00": "key"}}',
        b'{"name": "acme", "display_name": "\xff"}',
        b'{"name": "acme", "token_quota": NaN}',
        b'{"name": "acme", "token_quota": 1e999}',
        b"[" * 100_000,
    ],
    ids=lambda text: ascii(text[:60]),
)
def test_refuses_what_no_list_could_show_again(auth0, text):
    answer = auth0.api.post("organizations", content=text)

    assert (answer.status_code, answer.json()["errorCode"]) == (400, "invalid_body")
    assert auth0.get("organizations") == []
    assert auth0.http.get("/_sandbox/requests").json()[-1]["status"] == 200


def test_the_control_plane_refuses_half_a_surrogate_pair(auth0):
    answer = auth0.http.post("/_sandbox/dns", content=rb'{"name": "a.example", "txt": ["\ud83d"]}')

    assert answer.status_code == 400
    assert auth0.http.get("/_sandbox/state").json()["dns"] == {}


def test_keeps_an_encoded_slash_inside_its_segment(auth0):
    answer = auth0.api.get("organizations/name/a%2Fb")

    assert answer.json()["message"] == "No organization found by that id or name"


@pytest.mark.parametrize(
    ("path", "body"),
    [
        ("clock", {"advance_seconds": -1}),
        ("clock", {}),
        ("reset", {"seed": "other"}),
        ("dns", {"name": "a.example", "answer": "loud"}),
        ("assistant", {"steps": []}),
        ("plan", {"plan": "gold"}),
    ],
)
def test_the_control_plane_says_what_it_cannot_do(auth0, path, body):
    answer = auth0.http.post(f"/_sandbox/{path}", json=body)

    assert answer.status_code == 400
    assert answer.json()["error"]
