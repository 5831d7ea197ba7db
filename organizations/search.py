"""Find customers by whatever somebody has at hand: a name, a domain, an address, an id."""

from collections.abc import Callable
from dataclasses import dataclass

from django.core.exceptions import ValidationError
from django.db.models import Case, Exists, F, Min, Model, OuterRef, Q, QuerySet, When

from organizations.models import (
    Attention,
    Connection,
    Contact,
    Customer,
    Domain,
    Organization,
    Stage,
    Tenant,
)
from organizations.names import domain_name
from organizations.stages import OPEN
from portal.db.any_of import any_of, keys_of_any
from portal.db.international import like_address
from portal.db.trigrams import like, like_name

# By name, recently changed first, or whose setup has stood still longest (see `waiting`); the last
# field makes each place unique.
BY_NAME = ("name", "pk")
RECENT = ("-updated_at", "-pk")
WAITING = ("waiting_since", "pk")

# How many `best` compares.
_CANDIDATES = 500
# How many words of a text are looked up one by one.
_MOST_WORDS = 6


@dataclass(frozen=True, slots=True)
class Reference:
    """What a text such as "#12" refers to: a condition on connections, and a target of events."""

    connection: Q
    target: str


_readers: list[Callable[[str], Reference | None]] = []


def read_references(reader: Callable[[str], Reference | None]) -> None:
    """Let an app above this one tell what a text refers to; None where that is nothing of it."""
    _readers.append(reader)


def reference(text: str) -> Reference | None:
    """Return what a text refers to, if it is a reference and not a name."""
    return next((found for read in _readers if (found := read(text))), None)


def named(text: str, *, by_connection: bool = True) -> list[Q]:
    """Return conditions on customers; who meets one of them is named by the text.

    One a table, each served by an index of its own: `portal.db.any_of` says why. Of several words,
    each may stand in another field ("kestrel dana"). Without `by_connection`, what names one of
    their connections does not name them.
    """
    text = text.strip()
    if referred := reference(text):
        return [_has(Connection, referred.connection)]
    conditions = _named(text, by_connection=by_connection)
    words = list(dict.fromkeys(text.split()))[:_MOST_WORDS]
    if len(words) > 1:
        conditions.append(_by_words(words, by_connection=by_connection))
    return conditions


def _named(text: str, *, by_connection: bool) -> list[Q]:
    name = like_name("name", text)
    title = like("name", text) | like("display_name", text) | Q(auth0_id=text)
    return [
        name | Q(external_id__istartswith=text),
        *([_has(Connection, title)] if by_connection else []),
        _has(Organization, title),
        _has(Domain, like_address(Domain, "name", text) | Q(name__in=_domains(text))),
        _has(Contact, name | like_address(Contact, "email", text)),
    ]


def _by_words(words: list[str], *, by_connection: bool) -> Q:
    """The condition for customers whom each of the words names."""
    found = Q()
    for word in words:
        found &= Q(pk__in=keys_of_any(Customer, _named(word, by_connection=by_connection)))
    return found


def best(text: str) -> QuerySet[Customer]:
    """Return the customers that a text names, those first whose name is or begins with it.

    A stage in it ("kestrel domain pending") is one of a connection of theirs. Archived ones come
    last. Of very many not all: nobody looks through them here.
    """
    text = text.strip()
    exactly, begun = Q(name__iexact=text), Q(name__istartswith=text)
    conditions = [exactly, begun, *named(text)]
    if stage := stage_in(text):
        at_stage = _has(Connection, Q(stage=stage))
        if words := without_stage(text, stage).split()[:_MOST_WORDS]:
            at_stage &= _by_words(words, by_connection=True)
        conditions.append(at_stage)
    keys = keys_of_any(Customer, conditions)[:_CANDIDATES]
    exactness = Case(When(exactly, then=0), When(begun, then=1), default=2)
    archived = F("archived_at").asc(nulls_first=True)
    return Customer.objects.filter(pk__in=keys).order_by(archived, exactness, "name", "pk")


def stage_in(text: str) -> Stage | None:
    """Return the stage whose name, as pages show it, is among the words of a text."""
    padded = f" {' '.join(text.lower().split())} "
    return next((one for one in Stage if f" {one.label.lower()} " in padded), None)


def without_stage(text: str, stage: Stage) -> str:
    """Return what else is in a text that names a stage."""
    padded = f" {' '.join(text.lower().split())} "
    return padded.replace(f" {stage.label.lower()} ", " ").strip()


def customers(
    *,
    q: str = "",
    stage: str = "",
    tenant: Tenant | None = None,
    owner: Q | None = None,
    show: str = "",
) -> QuerySet[Customer]:
    """Return the customers that all given filters let through; archived ones only on request.

    `owner` is a condition on customers; `show` is "", "attention", "unmapped" or "archived".
    """
    found = Customer.objects.filter(archived_at__isnull=show != "archived")
    if q:
        found = any_of(found, named(q))
    if stage:
        found = found.filter(_has(Connection, Q(stage=stage)))
    if tenant:
        in_tenant = Q(tenant=tenant)
        found = any_of(found, [_has(Organization, in_tenant), _has(Connection, in_tenant)])
    if owner:
        found = found.filter(owner)
    if show == "attention":
        found = found.filter(_has(Attention, Q(resolved_at=None)))
    if show == "unmapped":
        found = found.exclude(_has(Organization, Q()))
    return found


def waiting(rows: QuerySet[Customer]) -> QuerySet[Customer]:
    """Return those who are in the middle of a setup, each with `waiting_since`.

    That is when the connection that has stood still longest came to its stage.
    """
    under_way = rows.filter(connections__stage__in=OPEN)
    return under_way.annotate(waiting_since=Min("connections__stage_since"))


def _has(model: type[Model], condition: Q) -> Q:
    """Return the condition for customers who have one of these."""
    return Q(Exists(model._default_manager.filter(condition, customer=OuterRef("pk"))))


def _domains(text: str) -> list[str]:
    """The domain that a text is or, in an e-mail address, ends in, as DNS knows it."""
    try:
        return [domain_name(text.rpartition("@")[2])]
    except ValidationError:
        return []
