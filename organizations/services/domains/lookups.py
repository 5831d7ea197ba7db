"""Look in DNS for the records that prove pending domains: often at first, then seldom."""

from datetime import timedelta
from typing import Any

from django.db import transaction
from django.db.models import F

from organizations.models import Attention, Connection, Domain
from organizations.services import attention, audit
from organizations.services.lifecycle.locks import lock_connection
from organizations.verbs import Verb
from portal import clock
from portal.actor import Actor
from portal.dns import domain_connect, txt_record
from portal.dns.domain_connect import Provider
from portal.dns.hosts import Zone, find_zone
from portal.dns.txt_record import Diagnosis, Result

from .diagnosis import explain

DNS = Actor.system("DNS check")
# Two minutes at first, a third more each time, four hours at most, about 30 days in all.
_FIRST = timedelta(minutes=2)
_GROWTH = 4 / 3
_LONGEST = timedelta(hours=4)
_MOST_LOOKUPS = 190
# Claimed in one run; the next begins a minute later.
_AT_ONCE = 100
# Who adds records for a zone is asked again so long after.
_PROVIDER_KEPT = timedelta(days=1)
# More than that helps nobody: whoever holds the domain says how much there is.
_MOST_RECORDS, _LONGEST_VALUE = 20, 500
# What DNS said stands so long while its servers do not answer: several look-ups.
_ANSWER_KEPT = timedelta(hours=12)
# Something is there, and it will not become right by waiting.
_WRONG = frozenset(
    {
        Result.OTHER_VALUE,
        Result.WRONG_NAME,
        Result.INVISIBLE,
        Result.LETTER_CASE,
        Result.QUOTED,
        Result.CNAME,
    }
)


def lookups_due() -> list[int]:
    """Claim the pending domains that are due; return their primary keys.

    Each claim sets when the next look-up is due, so that no crash can stop or speed up the
    schedule. After about 30 days nothing more is due.
    """
    now = clock.now()
    due = Domain.objects.filter(
        state=Domain.State.PENDING,
        lookup_due_at__lte=now,
        connection__customer__archived_at=None,
        connection__tenant__active=True,
    ).order_by("lookup_due_at")
    claimed = []
    for pk, at, lookups in due.values_list("pk", "lookup_due_at", "lookups")[:_AT_ONCE]:
        changes: dict[str, Any] = {
            "lookups": F("lookups") + 1,
            "lookup_due_at": now + pause(lookups) if lookups < _MOST_LOOKUPS else None,
        }
        if Domain.objects.filter(pk=pk, lookup_due_at=at).update(**changes):
            claimed.append(pk)
    return claimed


def look_up_soon(domain: Domain) -> None:
    """Let the next sweep look the domain up, and begin again with short pauses.

    Somebody is at it, perhaps long after the look-ups ended.
    """
    pending = Domain.objects.filter(pk=domain.pk, state=Domain.State.PENDING)
    pending.update(lookup_due_at=clock.now(), lookups=0)


def check_domain(domain: Domain, *, by: Actor = DNS) -> Diagnosis:
    """Look up a domain's TXT record now, because `by` asks, and write down what is there.

    Tells the timeline when that changed, and staff when a person has to mend it. When the
    record became right, Auth0 is looked at soon. While its servers do not answer, what they
    said within the last hours stands.
    """
    diagnosis = txt_record.look_up_txt(domain.txt_host, domain.txt_value, domain=domain.name)
    zone = None if diagnosis.result == Result.TIMEOUT else find_zone(domain.name)
    asks = bool(zone) and _asks_provider(domain)
    provider = domain_connect.find_provider(zone.name) if zone and asks else None
    with transaction.atomic():
        if by.is_company:
            audit.record(
                Verb.DOMAIN_CHECK,
                by=by,
                connection=domain.connection,
                looks=True,
                domain=domain.name,
            )
        if domain.connection:
            lock_connection(domain.connection)
        row = Domain.objects.select_for_update().filter(pk=domain.pk).first()
        # Taken out meanwhile, or Auth0 wants another record by now: then this says nothing.
        if row and (row.txt_host, row.txt_value) == (domain.txt_host, domain.txt_value):
            if asks:
                _write_provider(row, provider)
            _write(row, diagnosis, zone)
            domain.refresh_from_db()
    return diagnosis


def _asks_provider(domain: Domain) -> bool:
    asked = domain.connect_checked_at
    return domain_connect.is_on() and (not asked or asked < clock.now() - _PROVIDER_KEPT)


def _write_provider(row: Domain, provider: Provider | None) -> None:
    row.connect_name, row.connect_url = (provider.name, provider.url) if provider else ("", "")
    row.connect_checked_at = clock.now()
    row.save(update_fields=["connect_name", "connect_url", "connect_checked_at"])


def _write(row: Domain, diagnosis: Diagnosis, zone: Zone | None) -> None:
    now = clock.now()
    row.looked_up_at = now
    if diagnosis.result == Result.TIMEOUT:
        # No answer says nothing about the record.
        if row.answered_at and row.answered_at > now - _ANSWER_KEPT:
            row.save(update_fields=["looked_up_at"])
            return
    else:
        row.answered_at = now
    was = row.lookup, row.lookup_found
    row.lookup = diagnosis.result.value
    # Records come in no order.
    row.lookup_found = [
        {"name": record.name, "type": record.type, "value": record.value[:_LONGEST_VALUE]}
        for record in sorted(diagnosis.records, key=lambda record: record.value)[:_MOST_RECORDS]
    ]
    if zone:
        row.zone, row.dns_host = zone.name, zone.host
    row.save(
        update_fields=[
            "lookup",
            "lookup_found",
            "looked_up_at",
            "answered_at",
            "zone",
            "dns_host",
        ]
    )
    if (row.lookup, row.lookup_found) != was:
        _report(row, diagnosis)


def _report(row: Domain, diagnosis: Diagnosis) -> None:
    audit.record(
        Verb.DOMAIN_LOOK_UP,
        by=DNS,
        connection=row.connection,
        domain=row.name,
        result=row.lookup,
        found=row.lookup_found,
    )
    connection = row.connection
    if connection is None or row.state != Domain.State.PENDING:
        return
    if diagnosis.result in _WRONG:
        explanation = explain(row)
        attention.flag(
            connection,
            Attention.Reason.DOMAIN_WRONG,
            detail=explanation.what,
            remedy=explanation.remedy,
            by=DNS,
        )
        return
    if diagnosis.result == Result.RIGHT:
        Connection.objects.filter(pk=connection.pk).update(check_due_at=clock.now())
    if diagnosis.result != Result.TIMEOUT:
        # What was wrong was mended, or taken away.
        others = connection.domains.filter(state=Domain.State.PENDING, lookup__in=_WRONG)
        if not others.exists():
            attention.settle(connection, Attention.Reason.DOMAIN_WRONG, by=DNS)


def pause(lookups: int) -> timedelta:
    """How long after so many look-ups of a domain the next one is due."""
    return min(_FIRST * _GROWTH ** min(lookups, 60), _LONGEST)
