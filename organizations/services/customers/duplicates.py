"""Who is here already, perhaps under another spelling."""

from organizations.models import Customer
from organizations.names import company_words
from portal.db.any_of import any_of
from portal.db.trigrams import like

# How many names are compared, and how many customers are shown.
_COMPARED, _SHOWN = 200, 5


def similar_customers(name: str, domain: str) -> list[Customer]:
    """Return customers with this domain or name, whatever its case, accents or legal form.

    `domain` as DNS knows it (`organizations.names.domain_name`). Archived ones come last.
    """
    words = company_words(name)
    by_domain = Customer.objects.filter(domains__name=domain).distinct()
    found = {one.pk: one for one in by_domain[:_SHOWN]}
    first = name.split()[:1]
    beginnings = [like("name", word) for word in {*words[:1], *first}]
    for one in any_of(Customer.objects.all(), beginnings)[:_COMPARED] if beginnings else ():
        if company_words(one.name) == words:
            found.setdefault(one.pk, one)
    return sorted(found.values(), key=lambda one: (one.archived_at is not None, one.name))[:_SHOWN]
