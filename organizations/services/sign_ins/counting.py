"""Count what the tenant's log tells of sign-ins: by connection, day and outcome.

Only what Auth0 answers is counted. Every line counts once, however often and in what order it
comes. Of the people only how many they were is kept, and of a failure's message what isn't
personal.
"""

from collections import defaultdict
from collections.abc import Iterable
from datetime import date, datetime, timedelta
from functools import cache

from django.db import transaction
from django.db.models import Count, Q
from django.utils.crypto import salted_hmac

from organizations.failures import Category, Explanation
from organizations.models import Connection, SignInDay, SignInLine, Stage, Tenant
from organizations.services.failures import explain_line, own_categories
from organizations.services.lifecycle.locks import lock_connection
from organizations.services.lifecycle.stages import set_stage
from portal import clock
from portal.actor import Actor
from portal.auth0.sign_ins import SignIn

from .cadence import next_look
from .trouble import note_trouble

SIGN_INS = Actor.system("Sign-ins")
# A search goes back a little further than the last; what is older than this isn't counted any more.
_REPEATED = timedelta(days=7)
_KEPT = timedelta(days=90)
# How far Auth0's clock may be ahead of ours.
_SKEW = timedelta(minutes=5)


def take(tenant: Tenant, sign_ins: Iterable[SignIn]) -> None:
    """Count sign-ins that Auth0 answered; those with no connection of a tenant change nothing."""
    by_id: dict[str, list[SignIn]] = defaultdict(list)
    latest = clock.now() + _SKEW
    for one in sign_ins:
        if one.at <= latest:
            by_id[one.connection_id].append(one)
    if not by_id:
        return
    own: list[Category] | None = None
    for connection in Connection.objects.filter(tenant=tenant, auth0_id__in=list(by_id)):
        theirs = by_id[connection.auth0_id]
        theirs = [one for one in theirs if not one.ok or through_the_product(connection, one)]
        if theirs:
            own = own_categories() if own is None else own
            _take(connection, theirs, own=own)


def through_the_product(connection: Connection, one: SignIn) -> bool:
    """Answer whether it was one of the product's applications, and not a try in the Dashboard."""
    return one.client_id in connection.clients or one.client_id in connection.wanted_clients


def forget_old() -> None:
    """Forget the lines that no search finds again, and with them who was counted; then days."""
    SignInLine.objects.filter(day__day__lt=_oldest()).delete()
    SignInDay.objects.filter(day__lt=clock.now().date() - _KEPT).delete()


def _oldest() -> date:
    return clock.now().date() - _REPEATED


@transaction.atomic
def _take(connection: Connection, sign_ins: list[SignIn], *, own: list[Category]) -> None:
    row = lock_connection(connection)
    oldest = _oldest()
    outcomes: dict[tuple[date, str], list[SignIn]] = defaultdict(list)

    @cache
    def explained(text: str) -> Explanation:
        return explain_line(text, tenant=connection.tenant, own=own)

    for one in sign_ins:
        if one.at.date() >= oldest:
            outcome = SignInDay.SUCCESS if one.ok else explained(one.text).category
            outcomes[one.at.date(), outcome].append(one)
    for (day, outcome), theirs in outcomes.items():
        newest = max(theirs, key=lambda one: (one.at, one.text))
        text = "" if outcome == SignInDay.SUCCESS else explained(newest.text).redacted
        _count(row, day, outcome, theirs, newest_at=newest.at, text=text)
    if good := [one.at for one in sign_ins if one.ok]:
        _note_seen(row, min(good), max(good))
    note_trouble(row, own=own, by=SIGN_INS)


def _note_seen(row: Connection, first: datetime, last: datetime) -> None:
    row.first_sign_in_at = min(row.first_sign_in_at or first, first)
    row.last_sign_in_at = max(row.last_sign_in_at or last, last)
    row.save(update_fields=["first_sign_in_at", "last_sign_in_at"])
    if row.stage == Stage.LIVE:
        set_stage(row, Stage.IN_USE, was=Stage.LIVE, by=SIGN_INS)
        row.sign_ins_due_at = next_look(row)
        row.save(update_fields=["sign_ins_due_at"])


def _count(
    connection: Connection,
    day: date,
    outcome: str,
    sign_ins: list[SignIn],
    *,
    newest_at: datetime,
    text: str,
) -> None:
    row, _ = SignInDay.objects.get_or_create(
        connection=connection,
        day=day,
        outcome=outcome,
        defaults={"first_at": newest_at, "last_at": newest_at},
    )
    if row.text_at is None or (newest_at, text) > (row.text_at, row.text):
        row.text_at, row.text = newest_at, text
    row.last_at = max(row.last_at, newest_at)
    row.first_at = min(row.first_at, *(one.at for one in sign_ins))
    _add_lines(row, {one.log_id: one for one in sign_ins})
    row.save()


def _add_lines(row: SignInDay, by_id: dict[str, SignIn]) -> None:
    # A line counts once a day, also where another outcome has taken it over since.
    known = SignInLine.objects.filter(
        day__connection=row.connection_id, day__day=row.day, log_id__in=list(by_id)
    )
    for log_id in list(known.values_list("log_id", flat=True)):
        del by_id[log_id]
    room = SignInDay.MOST - row.lines.count()
    SignInLine.objects.bulk_create(
        SignInLine(day=row, log_id=log_id, person=_person(row, one.user), proven_at=one.at)
        for log_id, one in list(by_id.items())[: max(0, room)]
    )
    people = Count("person", filter=~Q(person=""), distinct=True)
    found = row.lines.aggregate(count=Count("pk"), people=people)
    row.count, row.people = found["count"], found["people"]


def _person(row: SignInDay, user: str) -> str:
    """Tell people apart on one day, one connection and one outcome: elsewhere they are others."""
    if not user:
        return ""
    key = f"{row.pk}:{user}"
    return salted_hmac("organizations.sign_ins", key, algorithm="sha256").hexdigest()[:16]
