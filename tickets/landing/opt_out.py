"""The page behind “Stop these reminders”: GET asks, a person's POST stops them."""

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_http_methods

from organizations import services as organizations
from portal.actor import Actor
from tickets.models import Link

from .visit import behind_link, page


@require_http_methods(["GET", "HEAD", "POST"])
@behind_link
def opt_out(request: HttpRequest, link: Link) -> HttpResponse:
    """Take the recipient of a link off the reminders; the link itself stays as good as it is."""
    if request.method == "POST" and link.contact:
        organizations.opt_out(link.contact, by=Actor.customer(link.recipient_email, request))
    return page(request, "stop", link=link, customer=link.connection.customer)
