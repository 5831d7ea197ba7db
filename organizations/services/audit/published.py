"""What the company's systems are told: some lines of the audit trail, in an order that holds.

Rows become visible when their transactions commit, in another order than they were written. So a
line gets its number afterwards, one process at a time: a reader who remembers the last number it
saw misses nothing. A counter keeps the last number given, because the line that has it may be
deleted for its age.
"""

from collections.abc import Iterable, Mapping

from django.db import transaction
from django.db.models import Case, Q, QuerySet, Value, When

from organizations.models import Counter, Event, PublicEvent
from organizations.verbs import AuditVerb, Verb
from portal import clock
from portal.db.turns import wait_for_turn

_TYPES: dict[str, str] = {}
_COUNTER = "public events"
# Lines that get a number in one transaction.
_AT_ONCE = 500


def learn(types: Mapping[AuditVerb, str]) -> None:
    """Know the types under which verbs are told; each app tells its own (`AppConfig.ready`)."""
    _TYPES.update((verb.value, told) for verb, told in types.items())


def types() -> list[str]:
    """Return every type there is."""
    return sorted(set(_TYPES.values()))


def publish(event: Event) -> None:
    """Put an event on the list if its verb is one that is told; in the event's transaction."""
    if told := _TYPES.get(event.verb):
        PublicEvent.objects.create(event=event, type=told)


def publish_all(events: Iterable[Event]) -> None:
    """As `publish`, for many."""
    PublicEvent.objects.bulk_create(
        PublicEvent(event=event, type=_TYPES[event.verb])
        for event in events
        if event.verb in _TYPES
    )


def in_tenant(rows: QuerySet[PublicEvent], tenant: int | None) -> QuerySet[PublicEvent]:
    """Return what somebody may know who is limited to a tenant (its key); None: to none."""
    if tenant is None:
        return rows
    # Customers are of no tenant; what is neither about one nor a connection may be of another.
    of_none = Q(event__connection=None, event__customer__isnull=False) & (
        Q(type__startswith="customer.") | Q(type__startswith="contact.")
    )
    return rows.filter(Q(event__connection__tenant=tenant) | of_none)


def last_number() -> int:
    """Return the number of the last event that has one."""
    return Counter.objects.filter(name=_COUNTER).values_list("last", flat=True).first() or 0


def give_numbers() -> None:
    """Give what was committed since its place in the order; call it outside transactions."""
    while give_some_numbers() == _AT_ONCE:
        pass


def give_some_numbers() -> int:
    """Give the next ones their numbers, at most 500, and return how many; as `give_numbers`."""
    unnumbered = PublicEvent.objects.filter(number=None).order_by("pk")
    if not unnumbered.exists():
        return 0
    with transaction.atomic():
        wait_for_turn(_COUNTER)
        # Read after the turn came: what another process numbered meanwhile is seen to be.
        keys = list(unnumbered.values_list("pk", flat=True)[:_AT_ONCE])
        if not keys:
            return 0
        now = clock.now()
        counter, _ = Counter.objects.get_or_create(name=_COUNTER, defaults={"counted_at": now})
        places = enumerate(keys, start=counter.last + 1)
        numbers = [When(pk=key, then=Value(number)) for number, key in places]
        PublicEvent.objects.filter(pk__in=keys).update(number=Case(*numbers))
        counter.last, counter.counted_at = counter.last + len(keys), now
        counter.save()
    return len(keys)


learn(
    {
        Verb.ATTENTION_FLAG: "attention.flagged",
        Verb.ATTENTION_REOPEN: "attention.flagged",
        Verb.ATTENTION_RESOLVE: "attention.settled",
        Verb.ATTENTION_SETTLE: "attention.settled",
        Verb.CONNECTION_ADOPT: "connection.adopted",
        Verb.CONNECTION_CHANGED: "connection.changed_in_auth0",
        Verb.CONNECTION_CLIENTS: "connection.applications_enabled",
        Verb.CONNECTION_CREATE: "connection.created",
        Verb.CONNECTION_DROP: "connection.dropped",
        Verb.CONNECTION_ENDING: "connection.credential_ending",
        Verb.CONNECTION_ORGANIZATION: "connection.organization_enabled",
        Verb.CONNECTION_PLAN: "connection.planned",
        Verb.CONNECTION_STAGE: "connection.stage_changed",
        Verb.CONNECTION_UPDATE: "connection.updated",
        Verb.CONTACT_ADD: "contact.created",
        Verb.CONTACT_BOUNCE: "contact.bounced",
        Verb.CONTACT_CHANGE: "contact.updated",
        Verb.CONTACT_OPT_OUT: "contact.opted_out",
        Verb.CONTACT_REACHED: "contact.reached",
        Verb.CONTACT_REMOVE: "contact.deleted",
        Verb.CUSTOMER_ARCHIVE: "customer.archived",
        Verb.CUSTOMER_CHANGE: "customer.updated",
        Verb.CUSTOMER_CREATE: "customer.created",
        Verb.CUSTOMER_MERGE: "customer.updated",
        Verb.CUSTOMER_UNMERGE: "customer.updated",
        Verb.CUSTOMER_UNARCHIVE: "customer.unarchived",
        Verb.DOMAIN_ACCEPT: "domain.verified",
        Verb.DOMAIN_ADD: "domain.added",
        Verb.DOMAIN_CHECK: "domain.check_requested",
        Verb.DOMAIN_FORCE: "domain.verified",
        Verb.DOMAIN_LOOK_UP: "domain.looked_up",
        Verb.DOMAIN_PENDING: "domain.pending",
        Verb.DOMAIN_RECORD: "domain.record_noted",
        Verb.DOMAIN_REMOVE: "domain.removed",
        Verb.DOMAIN_ROUTE: "domain.routed",
        Verb.DOMAIN_SEEN: "domain.seen",
        Verb.DOMAIN_VANISHED: "domain.removed",
        Verb.DOMAIN_VERIFIED: "domain.verified",
        Verb.ORGANIZATION_ACCEPT: "organization.rename_accepted",
        Verb.ORGANIZATION_BACK: "organization.restored",
        Verb.ORGANIZATION_CREATE: "organization.created",
        Verb.ORGANIZATION_GONE: "organization.deleted",
        Verb.ORGANIZATION_MAP: "organization.mapped",
        Verb.ORGANIZATION_RENAME: "organization.renamed",
        Verb.ORGANIZATION_UNMAP: "organization.unmapped",
    }
)
