"""What is repeated, what is not, and how long the client waits; over a real connection."""

import time
from contextlib import suppress
from types import SimpleNamespace

import pytest

from portal.auth0 import Auth0, Auth0Error, ClientSecret, OutcomeUnknown, RateLimited, Unavailable
from portal.auth0.transport.retries import retry_after
from tests.portal.auth0.conftest import SECRET, Reply

ORGANIZATION = {"id": "org_P89lKyIy4Dni49BE", "name": "acme"}


class CountingLimiter:
    def __init__(self):
        self.turns, self.pauses = [], []

    def acquire(self, group, *, urgent=False):
        self.turns.append((str(group), urgent))

    def pause(self, seconds):
        self.pauses.append(seconds)


class Watching:
    def __init__(self):
        self.told = []

    def away(self, error):
        self.told.append(type(error))

    def back(self):
        self.told.append("back")

    def asked(self, endpoint, answer, seconds):
        pass


@pytest.mark.parametrize("fault", [Reply(drop=True), Reply(500), Reply(503, b"<html>")])
def test_reading_is_repeated_after_a_fault(wire, auth0, waits, fault):
    wire.answers(fault, fault, Reply(body=ORGANIZATION))

    found = auth0.organizations.get(ORGANIZATION["id"])

    assert found.name == "acme"
    assert len(wire.calls) == 3
    assert len(waits) == 2
    assert all(0 < wait <= 0.4 for wait in waits)


def test_reading_ends_after_three_attempts(wire, auth0, waits):
    wire.answers(*[Reply(500)] * 9)

    with pytest.raises(Unavailable):
        auth0.organizations.get(ORGANIZATION["id"])

    assert len(wire.calls) == 3


@pytest.mark.parametrize("fault", [Reply(drop=True), Reply(500)])
def test_creating_is_not_repeated_when_it_may_have_happened(wire, auth0, waits, fault):
    wire.answers(fault)

    with pytest.raises(OutcomeUnknown):
        auth0.organizations.create(name="acme")

    assert len(wire.calls) == 1


@pytest.mark.parametrize("fault", [Reply(drop=True), Reply(500)])
def test_changing_is_not_repeated_when_it_may_have_happened(wire, auth0, waits, fault):
    wire.answers(fault)

    with pytest.raises(OutcomeUnknown):
        auth0.organizations.update(ORGANIZATION["id"], display_name="Acme")

    assert len(wire.calls) == 1


def test_revoking_a_ticket_is_repeated(wire, auth0, waits):
    wire.answers(Reply(drop=True), Reply(202))

    auth0.tickets.revoke("ssp_1", "secret-ticket")

    assert len(wire.calls) == 2


@pytest.mark.parametrize("fault", [Reply(drop=True), Reply(502)])
def test_deleting_is_done_when_the_repetition_finds_nothing(wire, auth0, waits, fault):
    wire.answers(fault, Reply(404, {"message": "No such domain"}))

    auth0.discovery_domains.delete(ORGANIZATION["id"], "ord_1")

    assert len(wire.calls) == 2


def test_everything_is_repeated_when_it_was_never_sent(waits):
    auth0 = Auth0("http://127.0.0.1:1", ClientSecret("the-client", SECRET))

    with pytest.raises(Unavailable, match="be reached"):
        auth0.organizations.create(name="acme")

    assert len(waits) == 2


def test_creating_is_repeated_after_too_many_requests(wire, waits):
    limiter = CountingLimiter()
    auth0 = Auth0(wire.url, ClientSecret("the-client", SECRET), limiter=limiter)
    wire.answers(Reply(429, headers={"Retry-After": "2"}), Reply(201, ORGANIZATION))

    auth0.organizations.create(name="acme")

    assert len(wire.calls) == 2
    assert 2 <= waits[0] <= 2.3
    assert limiter.pauses == [2]
    assert limiter.turns == [("write-organizations", False)] * 2


def test_a_long_limit_is_left_to_the_caller(wire, waits):
    limiter = CountingLimiter()
    auth0 = Auth0(wire.url, ClientSecret("the-client", SECRET), limiter=limiter)
    reset = str(int(time.time()) + 60)
    wire.answers(Reply(429, {"message": "Too many requests."}, {"X-RateLimit-Reset": reset}))

    with pytest.raises(RateLimited, match="Too many requests") as caught:
        auth0.organizations.list()

    assert 58 <= caught.value.retry_after <= 60
    assert limiter.pauses == [caught.value.retry_after]
    assert waits == []


def test_a_person_who_waits_goes_first(wire):
    limiter = CountingLimiter()
    auth0 = Auth0(wire.url, ClientSecret("the-client", SECRET), limiter=limiter)
    wire.answers(Reply(body=ORGANIZATION), Reply(body=ORGANIZATION))

    auth0.urgently().organizations.get(ORGANIZATION["id"])
    auth0.organizations.get(ORGANIZATION["id"])

    assert limiter.turns == [("read-organization", True), ("read-organization", False)]
    assert len(wire.token_calls) == 1


@pytest.mark.parametrize(
    ("headers", "seconds"),
    [
        ({"retry-after": "7", "x-ratelimit-reset": "1100"}, 7),
        ({"retry-after": "Thu, 01 Jan 1970 00:17:00 GMT"}, 20),
        ({"retry-after": "soon"}, 1),
        ({"x-ratelimit-reset": "1030"}, 30),
        ({"x-ratelimit-reset": "900"}, 0),
        ({"retry-after": "²"}, 1),
        ({"retry-after": "Thu, 01 Jan 1970 00:00:00 GMT"}, 0),
        ({"retry-after": "9" * 400}, 86_400),
        ({"x-ratelimit-reset": "1763800000000"}, 86_400),
        ({}, 1),
    ],
)
def test_retry_after_reads_what_auth0_tells(headers, seconds):
    assert retry_after(headers, now=1000) == seconds


def test_no_attempt_begins_after_the_deadline(wire, auth0, waits, monkeypatch):
    seconds = iter([0.0, 30.0])
    clock = SimpleNamespace(sleep=waits.append, time=time.time, monotonic=lambda: next(seconds))
    monkeypatch.setattr("portal.auth0.transport.retries.time", clock)
    auth0.granted_scopes()
    seconds = iter([0.0, 30.0])
    wire.answers(Reply(500))

    with pytest.raises(Unavailable):
        auth0.organizations.get(ORGANIZATION["id"])

    assert len(wire.calls) == 1


def test_whoever_watches_is_told_whether_auth0_is_there(wire, waits):
    watch = Watching()
    auth0 = Auth0(wire.url, ClientSecret("the-client", SECRET), watch=watch)
    # Being told to slow down, and a refusal, are answers.
    slow = Reply(429, headers={"Retry-After": "60"})
    wire.answers(*[Reply(503)] * 3, slow, Reply(404), Reply(body=ORGANIZATION))

    for _ in range(4):
        with suppress(Auth0Error):
            auth0.urgently().organizations.get(ORGANIZATION["id"])

    assert watch.told == [Unavailable, "back", "back"]
