"""The customers that somebody opened last, kept in their session."""

from django.http import HttpRequest

from organizations.models import Customer

_KEY = "recent_customers"
_MOST = 6


def remember(request: HttpRequest, customer: Customer) -> None:
    """Note that this customer's page was opened."""
    known = request.session.get(_KEY, [])
    # A page that renews itself, or is opened again, writes nothing.
    if known[:1] != [customer.pk]:
        others = [key for key in known if key != customer.pk]
        request.session[_KEY] = [customer.pk, *others][:_MOST]


def recent(request: HttpRequest) -> list[Customer]:
    """Return them, the last one first."""
    keys = request.session.get(_KEY, [])
    found = Customer.objects.in_bulk(keys)
    return [found[key] for key in keys if key in found]
