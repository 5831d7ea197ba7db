"""The page behind “Stop these reminders”: it asks, and whoever types their address stops them."""

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_http_methods

from organizations.services import customers
from portal.actor import Actor
from portal.web.throttle import allow
from tickets.models import Link

from .identity_form import MOST_TRIES, WINDOW, AddressForm
from .visit import behind_link, page


@require_http_methods(["GET", "HEAD", "POST"])
@behind_link
def opt_out(request: HttpRequest, link: Link) -> HttpResponse:
    """Take the recipient of a link off the reminders; the link itself stays as good as it is.

    A button alone would not do: mail filters press those of the pages that mails lead to.
    """
    form = AddressForm(request.POST if request.method == "POST" else None, link=link)
    if form.is_bound and not allow(
        f"confirm:{link.pk}", most=MOST_TRIES, seconds=WINDOW, if_down=False
    ):
        return page(request, "slow", status=429)
    if form.is_valid() and link.contact:
        customers.opt_out(link.contact, by=Actor.customer(link.recipient_email, request))
    return page(request, "stop", link=link, form=form, customer=link.connection.customer)
