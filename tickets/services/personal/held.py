"""Everything that is held about a person, found by their address."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote_plus

from django.contrib.admin.models import LogEntry
from django.db.models import Model, Q, QuerySet

from organizations.models import (
    Attention,
    Contact,
    Customer,
    Event,
    IdempotencyKey,
    Note,
    SavedView,
    User,
    WebhookDelivery,
)
from organizations.services.audit.search import with_merged
from portal.text.addresses import readable, searchable
from tickets.models import (
    Attempt,
    Job,
    JobRow,
    Link,
    LinkRequest,
    Message,
    Nomination,
    Opening,
    Ticket,
)

# Keys and states of ours, which tell a person nothing about themselves.
_OURS = frozenset({"claimed_until", "attempts_made", "key", "html"})


@dataclass(frozen=True, slots=True)
class Held:
    """Rows that are about a person, and rows whose text may name them among others.

    `names` are told by the company and tell of them wherever they stand. `claimed` ones do so
    beside their address only: single words, and what somebody at the customer typed, who would
    otherwise choose what is cut out of the audit trail. Names of staff are in neither.
    """

    address: str
    names: frozenset[str]
    claimed: frozenset[str]
    contacts: QuerySet[Contact]
    links: QuerySet[Link]
    mails: QuerySet[Message]
    nominations: QuerySet[Nomination]
    requests: QuerySet[LinkRequest]
    openings: QuerySet[Opening]
    customers: QuerySet[Customer]

    @property
    def forms(self) -> tuple[str, ...]:
        """The address as it is stored and as people write it."""
        return tuple(dict.fromkeys((self.address, readable(self.address))))

    def events(self) -> QuerySet[Event]:
        """Lines of the audit trail that may tell of them."""
        said = Q(customer__in=with_merged(list(self.customers.values_list("pk", flat=True))))
        for form in self.forms:
            said |= Q(actor_name__iexact=form) | Q(data__icontains=form)
        return Event.objects.filter(said)

    def beside_them(self) -> Iterator[tuple[Iterable[Model], tuple[str, ...]]]:
        """Rows about their customers, whose texts may tell their name without the address.

        Mails to others do: they say who else got a link, and who chose them.
        """
        customers = list(self.customers.values_list("pk", flat=True))
        yield Note.objects.filter(customer__in=customers), ("text",)
        yield Attention.objects.filter(customer__in=customers), ("detail", "remedy", "resolution")
        tickets = Ticket.objects.filter(connection__customer__in=customers)
        yield tickets, ("problem", "remedy", "revoke_reason")
        yield Link.objects.filter(connection__customer__in=customers), ("personal_note",)
        mails = Message.objects.filter(connection__customer__in=customers)
        yield mails, ("subject", "text", "html")

    def named(self) -> QuerySet[Contact]:
        """Contacts whom they named as colleagues."""
        customers = list(self.customers.values_list("pk", flat=True))
        named_by = [*self.names, *self.claimed]
        rows = Contact.objects.filter(customer__in=customers, named_by__in=named_by)
        return rows.select_related("customer")

    def notes(self) -> QuerySet[Note]:
        return Note.objects.filter(self._mentioned("text"))

    def attentions(self) -> QuerySet[Attention]:
        return Attention.objects.filter(self._mentioned("detail", "remedy", "resolution"))

    def views(self) -> QuerySet[SavedView]:
        """Saved views that look for their address."""
        said = self._mentioned("name", "query")
        for form in self.forms:
            said |= Q(query__icontains=quote_plus(form))
        return SavedView.objects.filter(said)

    def tickets(self) -> QuerySet[Ticket]:
        """Tickets whose problem, or the reason why they were revoked, tells their address."""
        return Ticket.objects.filter(self._mentioned("problem", "remedy", "revoke_reason"))

    def attempts(self) -> QuerySet[Attempt]:
        """Calls to Auth0 that it answered with their address."""
        return Attempt.objects.filter(self._mentioned("detail"))

    def administration(self) -> QuerySet[LogEntry]:
        """What operators did in the administration, under their name and address of then."""
        theirs = Q(
            content_type__app_label=Contact._meta.app_label,
            content_type__model=Contact._meta.model_name,
            object_id__in=[str(key) for key in self.contacts.values_list("pk", flat=True)],
        )
        return LogEntry.objects.filter(theirs | self._mentioned("object_repr", "change_message"))

    def deliveries(self) -> QuerySet[WebhookDelivery]:
        """Deliveries whose receiver answered with their address."""
        return WebhookDelivery.objects.filter(self._mentioned("attempts"))

    def answers(self) -> list[IdempotencyKey]:
        """Answers of the API, kept for a day, with their address. They are encrypted."""
        kept = IdempotencyKey.objects.filter(status__isnull=False).iterator()
        return [row for row in kept if any(one in row.answer.lower() for one in self.forms)]

    def uploaded(self) -> tuple[QuerySet[Job], QuerySet[JobRow]]:
        """Jobs and rows of uploaded files with their address."""
        rows = self._mentioned("cells", "errors", "choices", "warnings", "problem", "remedy")
        return Job.objects.filter(self._mentioned("lines")), JobRow.objects.filter(rows)

    def _mentioned(self, *fields: str) -> Q:
        said = Q()
        for field in fields:
            for form in self.forms:
                said |= Q(**{f"{field}__icontains": form})
        return said


def find(address: str) -> Held:
    """Return what is held about the person with an address, in whatever form it is given."""
    known = searchable(address).lower()
    contacts = Contact.objects.filter(email__iexact=known)
    links = Link.objects.filter(recipient_email__iexact=known)
    mails = Message.objects.filter(to_email__iexact=known)
    nominations = Nomination.objects.filter(email__iexact=known)
    names, claimed = _names(contacts, links, mails, nominations)
    customers = Customer.objects.filter(
        Q(contacts__in=contacts)
        | Q(connections__links__in=links)
        | Q(connections__messages__in=mails)
        | Q(connections__links__nomination__in=nominations)
    ).distinct()
    return Held(
        address=known,
        names=names,
        claimed=claimed,
        contacts=contacts,
        links=links,
        mails=mails,
        nominations=nominations,
        requests=LinkRequest.objects.filter(email__iexact=known),
        # Without a link it is told by the tenant logs, or from before links were noted.
        openings=Opening.objects.filter(
            Q(link__in=links) | Q(link=None, ticket__link__in=links.filter(others=None))
        ),
        customers=customers,
    )


def held_about(address: str) -> dict[str, list[dict[str, object]]]:
    """Return all that is held about a person, by kind: what the law lets them ask for.

    Of the audit trail that is what they did, and what names their address.
    """
    held = find(address)
    jobs, rows = held.uploaded()
    named = Q()
    for form in held.forms:
        named |= Q(actor_name__iexact=form) | Q(data__icontains=form)
    found: dict[str, QuerySet[Any]] = {
        "contacts": held.contacts,
        "links": held.links,
        "mails": held.mails,
        "nominations": held.nominations,
        "requests for a link": held.requests,
        "openings": held.openings,
        "audit log": Event.objects.filter(named).order_by("pk"),
        "notes": held.notes(),
        "needs attention": held.attentions(),
        "saved views": held.views(),
        "tickets": held.tickets(),
        "attempts": held.attempts(),
        "administration": held.administration(),
        "webhook deliveries": held.deliveries(),
        "rows of uploaded files": rows,
    }
    facts: dict[str, list[dict[str, object]]] = {
        kind: [_facts(row) for row in rows] for kind, rows in found.items()
    }
    facts["uploaded files"] = [{"file_name": job.file_name} for job in jobs]
    return {kind: rows for kind, rows in facts.items() if rows}


def _names(
    contacts: QuerySet[Contact],
    links: QuerySet[Link],
    mails: QuerySet[Message],
    nominations: QuerySet[Nomination],
) -> tuple[frozenset[str], frozenset[str]]:
    """Names that are certain, and those that are only claimed."""
    given = set(contacts.filter(named_by="").values_list("name", flat=True))
    typed = {
        *contacts.exclude(named_by="").values_list("name", flat=True),
        *nominations.values_list("name", flat=True),
    }
    written = {
        *links.values_list("recipient_name", flat=True),
        *mails.values_list("to_name", flat=True),
    }
    staff = {name.casefold() for name in User.objects.values_list("name", flat=True)}
    known = {name for name in given | typed | written if name and name.casefold() not in staff}
    certain = {name for name in given | (written - typed) if len(name.split()) > 1} & known
    return frozenset(certain), frozenset(known - certain)


def _facts(row: Model) -> dict[str, object]:
    return {
        field.name: value
        for field in row._meta.concrete_fields
        if field.name not in _OURS
        and not field.is_relation
        and (value := getattr(row, field.attname)) not in (None, "", [], {})
    }
