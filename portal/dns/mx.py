"""Whether mail to a domain has anywhere to go."""

from django.conf import settings

from .query import ask, recursive


def takes_mail(domain: str, *, patience: float = 2.0) -> bool | None:
    """Answer whether a domain has a mail server; None when DNS gives no answer in time.

    Without an MX record, mail goes to the domain's own address, if it has one (RFC 5321,
    section 5.1); an MX record "." refuses all mail (RFC 7505). Waits `patience` seconds at most
    for each question.
    """
    resolver = recursive(settings.DNS_SERVERS, patience)
    servers = ask(resolver, domain, "MX")
    if servers is None or not servers.exists:
        return None if servers is None else False
    if servers.values:
        # A preference and a name, where a name is given.
        return any(len(value.split()) == 2 for value in servers.values)
    addresses = ask(resolver, domain, "A")
    if addresses is not None and not addresses.values:
        addresses = ask(resolver, domain, "AAAA")
    return None if addresses is None else bool(addresses.values)
