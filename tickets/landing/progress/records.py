"""A page to forward to whoever runs a customer's DNS: the records to set, and nothing else."""

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from organizations.models import Connection
from organizations.services.connections.open_points import pending_with_record
from portal.signing import read_record_token
from portal.web.languages import in_readers_language
from tickets.landing.visit import calm, page


@login_not_required
@require_safe
@in_readers_language
def records(request: HttpRequest, token: str) -> HttpResponse:
    """Show the TXT records that are still to be set; who holds the address learns no more."""
    if not calm(request):
        return page(request, "slow", status=429)
    connection = Connection.objects.filter(pk=read_record_token(token) or 0).first()
    if connection is None:
        return page(request, "unknown", status=404)
    return page(request, "records", domains=pending_with_record(connection))
