"""Every route, by everybody: each answers those who may use it, and refuses all others."""

import logging
import re
from collections.abc import Iterator

import pytest
from django.contrib.auth.decorators import login_not_required
from django.http import HttpResponse
from django.test import Client

from organizations.models import Customer, User
from organizations.roles import PERMISSIONS, Role, permissions_of
from tests.doors.routes import NO_KEY, Route, routes
from tests.doors.who_may import (
    ADDED,
    ADMIN,
    ANYBODY,
    CHANGED,
    DELETED,
    ENTRIES,
    KEY,
    SIGNED_IN,
    WHO_MAY,
)
from tests.factories import SYSTEM, make_customer, make_preset, make_tenant, make_user
from tests.signing_in import signed_in
from tickets.models import Job
from tickets.services import bulk

ACTORS = ("anonymous", *Role.values, "superuser")
# They end the session, so that they come last.
LAST = ("account_logout", "admin:logout")


def entry_of(route: Route) -> str:
    """Where `who_may` speaks of a route: its name, or in the administration its record's."""
    if not route.pattern.startswith("admin/"):
        return route.name
    parts = [part for part in route.pattern.split("/") if part]
    if parts[1:] and parts[1].startswith("("):
        return "admin/nothing" if "url" in parts[1] else "admin/organizations"
    size = 3 if parts[1:] and parts[1] in ("organizations", "tickets") else 2
    return "/".join(parts[:size])


A_JOB = f"/bulk/{NO_KEY}/"
ROUTES = sorted(routes(), key=lambda route: route.name in LAST)


def test_every_route_has_an_entry_and_every_entry_a_route() -> None:
    known = {entry_of(route) for route in ROUTES} | {"admin/tickets"}

    assert known == set(ENTRIES)
    assert set(WHO_MAY) - {ANYBODY, KEY, SIGNED_IN, ADMIN} <= set(PERMISSIONS)
    assert len(ENTRIES) == sum(map(len, WHO_MAY.values()))


@pytest.fixture
def plain_refusals(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Refusals without their pages and log lines, which would be most of the time."""
    for status in (403, 404):
        answer = HttpResponse(status=status)
        monkeypatch.setattr(
            f"portal.urls.handler{status}",
            login_not_required(lambda request, exception=None, answer=answer: answer),
        )
    logging.disable(logging.CRITICAL)
    yield
    logging.disable(logging.NOTSET)


@pytest.fixture
def job(db: None) -> Job:
    """Who may do what with a job hangs on its kind, so that there has to be one."""
    tenant = make_tenant(active=False)  # nobody asks Auth0
    make_customer()
    return bulk.job_of_customers(
        Customer.objects.all(),
        kind=Job.Kind.ISSUE,
        tenant=tenant,
        preset=make_preset(tenant),
        by=SYSTEM,
    )


@pytest.mark.parametrize("method", ["get", "post"])
@pytest.mark.parametrize("actor", ACTORS)
def test_every_route_answers_who_may_and_refuses_others(
    actor: str, method: str, job: Job, plain_refusals: None
) -> None:
    user = user_of(actor)
    client = signed_in(Client(), user) if user else Client()
    wrong = []
    for route in routes_of(actor):
        if user and route.name in LAST:
            signed_in(client, user)
        answer = getattr(client, method)(route.address.replace(A_JOB, f"/bulk/{job.pk}/"))
        who = ENTRIES[entry_of(route)]
        # The page about a sign-in at the company that failed answers 401 to everybody.
        no_key = answer.status_code == 401 and who == KEY
        how = "refused" if no_key else answered(answer.status_code, answer.get("Location", ""))
        wanted = expected(who, actor, route, method)
        # No page needs to guard a method that it doesn't have.
        if how != wanted and answer.status_code != 405:
            wrong.append(f"{method} {route.address} ({route.name}): {how}, not {wanted}")

    assert not wrong, "\n".join(wrong)


def routes_of(actor: str) -> list[Route]:
    """All; of those who may not use the administration, the one who may most tries it."""
    if actor in (Role.VIEWER, Role.SUPPORT):
        return [route for route in ROUTES if not route.pattern.startswith("admin/")]
    return ROUTES


def user_of(actor: str) -> User | None:
    if actor == "anonymous":
        return None
    if actor == "superuser":
        return User.objects.create_superuser("root@umbrella.example", "correct horse", name="Root")
    return make_user(Role(actor))


def answered(status: int, location: str) -> str:
    if re.match(r"/(account|admin)/login/\?", location):
        return "sign in"
    return "refused" if status == 403 else "error" if status == 500 else "open"


def expected(who: str, actor: str, route: Route, method: str) -> str:
    if who == ANYBODY:
        return "open"
    if who == KEY:
        return "refused"
    if actor == "anonymous":
        return "sign in"
    if who == ADMIN and actor not in (Role.OPERATOR, "superuser"):
        # Django leads away to sign in as somebody else, and lets everybody sign out.
        return {"admin:login": "refused", "admin:logout": "open"}.get(route.name, "sign in")
    if who == ADMIN:
        return "open" if does_something(route, method) else "refused"
    if actor == "superuser" or who == SIGNED_IN:
        return "open"
    return "open" if who in permissions_of(Role(actor)) else "refused"


def does_something(route: Route, method: str) -> bool:
    """Whether the administration takes this of operators."""
    record = route.name.removeprefix("admin:").rpartition("_")[0].rpartition("_")[2]
    act = route.name.rpartition("_")[2]
    if act == "delete":
        return record in DELETED
    if act == "add":
        return record in ADDED
    if route.name == "admin:autocomplete":
        return False  # no page of ours asks for it
    return not (act == "change" and method == "post") or record in CHANGED | {"password"}
