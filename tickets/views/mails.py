"""Every mail with its state and its exact content, its links masked."""

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from portal.web.access import requires
from portal.web.listing.lists import listing
from tickets.forms.filters import MessageFilter
from tickets.models import Link, Message
from tickets.services.links.bounced import LOST
from tickets.services.links.status import is_good, newest
from tickets.services.mail.masking import masked

# A mail brings its own styles, and is framed by our page only; it loads and runs nothing.
MAIL_HEADERS = {
    "Content-Security-Policy": (
        "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'self'; "
        "form-action 'none'; base-uri 'none'; sandbox"
    ),
    "X-Frame-Options": "SAMEORIGIN",
}


@requires("view_pages")
@require_safe
def mails(request: HttpRequest) -> HttpResponse:
    form = MessageFilter(request.GET)
    rows = Message.objects.select_related("connection__customer")
    found = form.narrow(rows.defer("text", "html"))
    return render(request, "tickets/mails/mails.html", listing(request, found, form=form))


@requires("view_pages")
@require_safe
def mail(request: HttpRequest, pk: int) -> HttpResponse:
    message = get_object_or_404(
        Message.objects.select_related(
            "connection__customer",
            "contact",
            "link__connection__customer",
            "link__connection__tenant",
            "ticket",
        ),
        pk=pk,
    )
    can_resend = bool(
        message.ticket
        and message.link
        and message.link.delivery == Link.Delivery.MAIL
        and is_good(message.link)
    )
    context = {
        "message": message,
        "lost": message.state in LOST,
        "text": masked(message.text),
        # Without a mail service that reports, "sent" is the last that is known.
        "ends_here": message.state == Message.State.SENT
        and not settings.ANYMAIL.get("WEBHOOK_SECRET"),
        # What its link leads to by now.
        "resends": newest(message.link) if message.link and can_resend else None,
    }
    return render(request, "tickets/mails/mail.html", context)


@requires("view_pages")
@require_safe
def mail_html(request: HttpRequest, pk: int) -> HttpResponse:
    message = get_object_or_404(Message.objects.only("html"), pk=pk)
    return HttpResponse(masked(message.html), headers=MAIL_HEADERS)
