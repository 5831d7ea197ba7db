import time

import pytest

from portal.local.auth0_sandbox.http.limits import MESSAGE, Bucket, Rate


@pytest.fixture
def plan(auth0):
    """Set the plan for one test."""
    yield lambda name: auth0.control("plan", plan=name)
    auth0.control("plan", plan="unlimited")


def test_refuses_what_exceeds_the_plans_burst(auth0, plan):
    plan("free")

    answers = [auth0.api.get("organizations") for _ in range(3)]

    refused = answers[-1]
    assert [answer.status_code for answer in answers] == [200, 200, 429]
    assert refused.json()["message"] == MESSAGE
    assert refused.headers["X-RateLimit-Limit"] == "2"
    assert refused.headers["X-RateLimit-Remaining"] == "0"
    assert 0 < int(refused.headers["X-RateLimit-Reset"]) - time.time() < 3


def test_counts_each_group_apart(auth0, plan):
    plan("essentials")

    lists = [auth0.api.get("organizations").status_code for _ in range(6)]

    assert lists == [200] * 5 + [429]
    assert auth0.api.get("self-service-profiles").status_code == 200


@pytest.mark.parametrize(
    "path", ["scim-configuration", "scim-configuration/tokens", "directory-provisioning"]
)
def test_counts_provisioning_among_all_other_calls(auth0, plan, path):
    connection = auth0.create("connections", name="acme-okta", strategy="okta")["id"]
    plan("essentials")

    provisioning = auth0.api.get(f"connections/{connection}/{path}")

    assert provisioning.headers["X-RateLimit-Limit"] == "10"
    assert auth0.api.get(f"connections/{connection}").headers["X-RateLimit-Limit"] == "5"


def test_the_overall_limit_comes_first(auth0, plan):
    plan("enterprise")

    answer = auth0.api.get("organizations")

    assert answer.headers["X-RateLimit-Limit"] == "10"
    assert auth0.api.get("self-service-profiles").headers["X-RateLimit-Limit"] == "50"


def test_sends_the_headers_without_a_limit_too(auth0):
    answer = auth0.api.get("organizations")

    assert int(answer.headers["X-RateLimit-Remaining"]) > 0
    assert int(answer.headers["X-RateLimit-Reset"]) > time.time()


def test_logs_what_was_refused(auth0, plan):
    plan("free")
    for _ in range(3):
        auth0.api.get("organizations")
    plan("unlimited")

    assert len(auth0.get("logs", q="type:api_limit")) == 1


def test_a_bucket_refills_at_its_rate():
    now = [0.0]
    bucket = Bucket(Rate(burst=2, per_minute=60), lambda: now[0])
    taken = [bucket.take() for _ in range(3)]

    now[0] = 1.0

    assert taken == [True, True, False]
    assert [bucket.take(), bucket.take()] == [True, False]
    assert bucket.seconds_to_next() == 1.0
