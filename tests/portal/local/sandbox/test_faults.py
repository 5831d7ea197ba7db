import time

import httpx
import pytest


def test_answers_with_the_ordered_status_as_often_as_ordered(auth0):
    auth0.control("faults", method="GET", path="/api/v2/organizations*", status=503, times=2)

    statuses = [auth0.api.get("organizations").status_code for _ in range(3)]

    assert statuses == [503, 503, 200]


def test_uses_the_ordered_body_and_headers(auth0):
    fault = {"path": "*", "status": 429, "body": {"no": 1}, "headers": {"Retry-After": "7"}}
    auth0.control("faults", **fault)

    answer = auth0.api.get("organizations")

    assert (answer.status_code, answer.json()) == (429, {"no": 1})
    assert answer.headers["Retry-After"] == "7"
    assert answer.headers["X-RateLimit-Remaining"] == "0"


def test_delays_and_then_works(auth0):
    auth0.control("faults", path="/api/v2/organizations", delay_seconds=0.05)
    before = time.monotonic()

    answer = auth0.api.get("organizations")

    assert answer.status_code == 200
    assert time.monotonic() - before >= 0.05


def test_drop_before_does_nothing(auth0):
    auth0.control("faults", method="POST", path="/api/v2/organizations", drop="before")

    with pytest.raises(httpx.RemoteProtocolError):
        auth0.api.post("organizations", json={"name": "acme"})

    assert auth0.get("organizations") == []


def test_drop_after_does_the_work_and_loses_the_answer(auth0):
    auth0.control("faults", method="POST", path="/api/v2/organizations", drop="after")

    with pytest.raises(httpx.RemoteProtocolError):
        auth0.api.post("organizations", json={"name": "acme"})

    assert [row["name"] for row in auth0.get("organizations")] == ["acme"]


def test_other_requests_are_spared(auth0):
    auth0.control("faults", method="POST", path="/api/v2/connections", status=500)

    assert auth0.api.get("connections").status_code == 200


def test_delete_takes_every_fault_back(auth0):
    auth0.control("faults", path="*", status=500, times=99)

    auth0.http.delete("/_sandbox/faults")

    assert auth0.api.get("organizations").status_code == 200


@pytest.mark.parametrize(
    "body", [{"path": "*"}, {"drop": "sometimes"}, {"stauts": 500}, {"status": 500, "rate": 1}]
)
def test_refuses_a_fault_that_means_nothing(auth0, body):
    answer = auth0.http.post("/_sandbox/faults", json=body)

    assert answer.status_code == 400
    assert "error" in answer.json()


def test_lists_every_request_in_order(auth0):
    auth0.control("faults", method="GET", path="/api/v2/connections", drop="before")
    with pytest.raises(httpx.RemoteProtocolError):
        auth0.api.get("connections")
    auth0.api.post("organizations", json={"name": "acme"}, params={"a": "1"})

    seen = auth0.http.get("/_sandbox/requests").json()[-2:]

    assert [(r["method"], r["path"], r["status"]) for r in seen] == [
        ("GET", "/api/v2/connections", None),
        ("POST", "/api/v2/organizations", 400),
    ]
    assert (seen[0]["dropped"], seen[1]["body"]) == ("before", {"name": "acme"})
    assert seen[1]["query"] == {"a": ["1"]}
