"""Every mail with its state and its exact content, its links masked."""

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from portal import keyset
from portal.access import requires
from tickets.forms.filters import MessageFilter
from tickets.masking import masked
from tickets.models import Message
from tickets.services.messages import link_is_open

# A mail brings its own styles, and is framed by our page only; it loads and runs nothing.
MAIL_HEADERS = {
    "Content-Security-Policy": (
        "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'self'; "
        "form-action 'none'; base-uri 'none'; sandbox"
    ),
    "X-Frame-Options": "SAMEORIGIN",
}


@requires("view_desk")
@require_safe
def mails(request: HttpRequest) -> HttpResponse:
    form = MessageFilter(request.GET)
    rows = Message.objects.select_related("connection__customer")
    page = keyset.page(
        form.narrow(rows.defer("text", "html")),
        ["-created_at", "-pk"],
        after=request.GET.get("after", ""),
        before=request.GET.get("before", ""),
    )
    narrowed = any(request.GET.get(name) for name in form.fields)
    return render(request, "tickets/mails.html", {"form": form, "page": page, "narrowed": narrowed})


@requires("view_desk")
@require_safe
def mail(request: HttpRequest, pk: int) -> HttpResponse:
    message = get_object_or_404(
        Message.objects.select_related("connection__customer", "contact", "link", "ticket"), pk=pk
    )
    context = {
        "message": message,
        "text": masked(message.text),
        # Without a mail service that reports, "sent" is the last that is known.
        "ends_here": message.state == Message.State.SENT
        and not settings.ANYMAIL.get("WEBHOOK_SECRET"),
        "can_resend": bool(message.ticket and message.link and link_is_open(message.link)),
    }
    return render(request, "tickets/mail.html", context)


@requires("view_desk")
@require_safe
def mail_html(request: HttpRequest, pk: int) -> HttpResponse:
    message = get_object_or_404(Message.objects.only("html"), pk=pk)
    return HttpResponse(masked(message.html), headers=MAIL_HEADERS)
