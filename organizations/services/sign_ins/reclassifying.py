"""What nothing explained, explained anew once staff have added a text of their own."""

from django.db import transaction
from django.db.models import Count, Q

from organizations.failures import UNKNOWN
from organizations.models import SignInDay, SignInLine
from organizations.services.failures import OWN, explain_line, own_categories
from organizations.services.lifecycle.locks import lock_connection


def classify_again() -> None:
    """Give days of unknown failures, and of the company's own, the outcome that fits by now.

    A day keeps one text, so all of it follows that. Twice is harmless.
    """
    own = own_categories()
    ours = Q(outcome=UNKNOWN) | Q(outcome__startswith=OWN)
    for day in SignInDay.objects.filter(ours).select_related("connection__tenant").iterator():
        outcome = explain_line(day.text, tenant=day.connection.tenant, own=own).category
        if outcome != day.outcome:
            _move(day, outcome)


@transaction.atomic
def _move(stale: SignInDay, outcome: str) -> None:
    lock_connection(stale.connection)
    day = SignInDay.objects.filter(pk=stale.pk, outcome=stale.outcome, text=stale.text).first()
    if day is None:
        return  # counted further meanwhile: its turn comes again
    same_day = SignInDay.objects.filter(connection=day.connection_id, day=day.day)
    there = same_day.filter(outcome=outcome).first()
    if there is None:
        SignInDay.objects.filter(pk=day.pk).update(outcome=outcome)
        return
    _merge(day, there)
    day.delete()


def _merge(day: SignInDay, there: SignInDay) -> None:
    """Add a day's lines and counts to those of another outcome."""
    known = there.lines.values_list("log_id", flat=True)
    day.lines.exclude(log_id__in=list(known)).update(day=there)
    if (day.text_at or day.last_at, day.text) > (there.text_at or there.last_at, there.text):
        there.text, there.text_at = day.text, day.text_at
    there.first_at = min(there.first_at, day.first_at)
    there.last_at = max(there.last_at, day.last_at)
    found = SignInLine.objects.filter(day=there).aggregate(
        count=Count("pk"), people=Count("person", filter=~Q(person=""), distinct=True)
    )
    # Lines are forgotten after a week, and their counts stay.
    complete = found["count"] >= there.count
    there.count = min(found["count"] if complete else there.count + day.count, SignInDay.MOST)
    there.people = max(found["people"], there.people, day.people)
    there.save()
