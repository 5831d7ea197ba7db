"""What every endpoint does alike."""

import json
from typing import Any

import pytest
from django.test import Client

from organizations.models import Customer
from tests.api_client import Api, told
from tests.factories import make_customer

pytestmark = pytest.mark.django_db


def test_without_a_key_it_says_how_to_send_one(client: Client) -> None:
    answer = client.get("/api/v1/customers")

    assert answer["WWW-Authenticate"].startswith("Bearer")
    assert answer["Content-Type"] == "application/problem+json"
    assert "Bearer sk_" in told(answer, 401)["detail"]


def test_a_scope_that_is_missing_is_named() -> None:
    answer = Api("customers:read").post("/customers", {"name": "Acme"})

    assert "customers:write" in told(answer, 403)["detail"]
    assert not Customer.objects.exists()


def test_a_field_that_there_is_not_is_named() -> None:
    answer = told(Api().post("/customers", {"name": "Acme", "colour": "red"}), 422)

    assert answer["errors"] == [
        {
            "field": "colour",
            "detail": "“colour” isn't a field of this request. Remove it or check the spelling.",
        }
    ]


@pytest.mark.parametrize(
    ("body", "fields"), [({"reason": "Left", "at": 1}, ["reason", "at"]), ([], [""]), ({}, None)]
)
def test_a_field_is_named_where_there_is_no_body(body: Any, fields: list[str] | None) -> None:
    customer = make_customer("Acme")

    answer = Api().post(f"/customers/{customer.pk}/archive", body)

    customer.refresh_from_db()
    assert answer.status_code == (422 if fields else 200)
    assert bool(customer.archived_at) is not bool(fields)
    if fields:
        assert [one["field"] for one in json.loads(answer.content)["errors"]] == fields


def test_a_parameter_that_there_is_not_is_named() -> None:
    answer = told(Api().get("/customers?limit=2&archive=true"), 422)

    assert [one["field"] for one in answer["errors"]] == ["archive"]


def test_a_parameter_that_is_wrong_is_named_as_it_was_sent() -> None:
    answer = told(Api().get("/customers?limit=0"), 422)

    assert [one["field"] for one in answer["errors"]] == ["limit"]


@pytest.mark.parametrize("path", ["/nothing", "/customers/", "/customers/1/nothing", "/"])
def test_nothing_there_is_a_problem_too(path: str) -> None:
    answer = Api().get(path)

    assert answer["Content-Type"] == "application/problem+json"
    assert told(answer, 404)["code"] == "not_found"


@pytest.mark.parametrize(
    ("path", "allowed"),
    [
        ("/customers", ["GET", "POST", "PUT"]),
        ("/docs", ["GET", "HEAD"]),
        ("/openapi.json", ["GET", "HEAD"]),
    ],
)
def test_a_method_that_is_not_possible(path: str, allowed: list[str]) -> None:
    api = Api()
    # As from elsewhere than a form of ours.
    api._client = Client(enforce_csrf_checks=True)

    answer = api.call("DELETE", path)

    assert sorted(answer["Allow"].split(", ")) == allowed
    assert answer["Content-Type"] == "application/problem+json"
    assert told(answer, 405)["code"] == "method_not_allowed"


@pytest.mark.parametrize("body", ["{", "[" * 100_000, '"', "nul", "\ud800"])
def test_what_is_no_json(body: str) -> None:
    api = Api()
    answer = api._client.post(
        "/api/v1/customers",
        body.encode("utf-8", "surrogatepass"),
        content_type="application/json",
        headers={"Authorization": f"Bearer {api.secret}"},
    )

    assert answer.status_code in (400, 422)


def test_the_id_of_a_request_is_taken_and_given() -> None:
    api = Api()

    assert api.get("/customers", **{"X-Request-ID": "abc-1"})["X-Request-ID"] == "abc-1"
    assert len(api.get("/customers")["X-Request-ID"]) == 32
    assert api.get("/customers", **{"X-Request-ID": "a b\n"})["X-Request-ID"] != "a b\n"


def test_the_limit_of_a_key_is_told_and_kept(settings: Any, one_window: None) -> None:
    settings.API_RATE = 2
    api, other = Api(), Api()

    answers = [api.get("/customers") for _ in range(3)]

    assert [one.status_code for one in answers] == [200, 200, 429]
    assert answers[0]["RateLimit"].startswith('"default";r=1;t=')
    assert answers[0]["RateLimit-Policy"] == '"default";q=2;w=60'
    assert 1 <= int(answers[2]["Retry-After"]) <= 60
    assert other.get("/customers").status_code == 200


def test_pages_lead_through_every_row_once() -> None:
    for number in range(5):
        make_customer(f"Customer {number}")
    api, seen, address = Api(), [], "/customers?limit=2"

    while address:
        page = told(api.get(address.partition("8000")[2] or address))
        seen += [one["name"] for one in page["data"]]
        address = page["next"]

    assert seen == [f"Customer {number}" for number in range(5)]


@pytest.mark.parametrize("cursor", ["x", "W10", "%00", "bnVsbA"])
def test_a_cursor_that_no_page_gave(cursor: str) -> None:
    answer = told(Api().get(f"/customers?cursor={cursor}"), 422)

    assert [one["field"] for one in answer["errors"]] == ["cursor"]


def test_times_are_rfc_3339_in_utc() -> None:
    made = told(Api().post("/customers", {"name": "Acme"}), 201)

    assert made["created_at"].endswith("Z")
    assert json.dumps(made)
