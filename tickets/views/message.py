"""Write to a contact: what is sent can be read beside the form first."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import translation
from django.views.decorators.http import require_http_methods

from organizations.errors import Rejected
from organizations.models import Contact
from organizations.services import connections
from organizations.views.answers import refusals_as_messages
from portal.actor import Actor
from portal.text.addresses import readable
from portal.web.access import requires
from portal.web.keys import key_in_query
from tickets.forms.message import MessageForm
from tickets.services.mail.write import Written, last_connection, preview_written, write_to

from .mails import MAIL_HEADERS


@requires("issue_tickets")
@require_http_methods(["GET", "HEAD", "POST"])
def message(request: HttpRequest, pk: int) -> HttpResponse:
    contact = get_object_or_404(Contact.objects.select_related("customer"), pk=pk)
    by = Actor.staff(request)
    if last_connection(contact) is None:
        messages.error(request, f"{contact.customer} has no connection yet. Issue a ticket first.")
        return redirect(contact.customer)
    beginning = _values(contact, key_in_query(request, "values"))
    form = MessageForm(request.POST if request.method == "POST" else None, **beginning)
    valid = form.is_valid()
    if "preview" in (request.POST or request.GET):
        # The form posts itself into the frame, whatever is typed so far.
        typed = Written(
            request.POST.get("subject", beginning.get("subject", "")),
            request.POST.get("text", beginning.get("text", "")),
        )
        if valid:
            typed = Written(form.cleaned_data["subject"], form.cleaned_data["text"])
        return HttpResponse(preview_written(contact, typed, by=by).html, headers=MAIL_HEADERS)
    if valid:
        written = Written(form.cleaned_data["subject"], form.cleaned_data["text"])
        with refusals_as_messages(request, of=(Rejected,)):
            write_to(contact, written, once=form.cleaned_data["once"], by=by)
            messages.success(
                request, f"Message to {contact.name} ({readable(contact.email)}) queued."
            )
        return redirect(contact.customer)
    context = {"contact": contact, "form": form}
    return render(request, "tickets/mails/message.html", context)


def _values(contact: Contact, key: int) -> dict[str, str]:
    """How a message begins that tells what to enter at the identity provider of a connection."""
    found = contact.customer.connections.select_related("tenant").filter(pk=key).first()
    if found is None:
        return {}
    with translation.override(contact.language):
        values = connections.our_values(found)
        lines = [f"{one.label}:\n{one.value}" for one in values]
    return {"subject": f"Values for your identity provider ({found})", "text": "\n\n".join(lines)}
