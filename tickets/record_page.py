"""A page to forward to whoever runs a customer's DNS: the records to set, and nothing else."""

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from organizations.models import Connection, Domain
from portal.actor import client_ip
from portal.languages import in_readers_language
from portal.signing import read_record_token
from portal.throttle import allow
from tickets.services.follow_up import waited_for

# Requests a minute, by visitor.
MOST_A_MINUTE = 60


@login_not_required
@require_safe
@in_readers_language
def record_page(request: HttpRequest, token: str) -> HttpResponse:
    """Show the TXT records that are still to be set; who holds the address learns no more."""
    if not allow(f"records:{client_ip(request)}", most=MOST_A_MINUTE, seconds=60, if_down=True):
        return _page(request, "slow", 429)
    connection = Connection.objects.filter(pk=read_record_token(token) or 0).first()
    if connection is None:
        return _page(request, "unknown", 404)
    return _page(request, "records", 200, waited_for(connection))


def _page(
    request: HttpRequest, name: str, status: int, domains: list[Domain] | None = None
) -> HttpResponse:
    response = render(request, f"landing/{name}.html", {"domains": domains}, status=status)
    response["Referrer-Policy"] = "no-referrer"
    response["Cache-Control"] = "no-store"
    response["X-Robots-Tag"] = "noindex, nofollow"
    return response
