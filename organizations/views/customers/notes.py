"""Notes about a customer: everybody reads them, each person edits and deletes their own."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods

from organizations.forms.customers.notes import NoteForm
from organizations.models import Customer, Note
from organizations.services import customers
from portal.actor import Actor
from portal.web.access import requires


@requires("change_customers")
@require_http_methods(["GET", "HEAD", "POST"])
def note_new(request: HttpRequest, pk: int) -> HttpResponse:
    customer = get_object_or_404(Customer, pk=pk)
    form = NoteForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        customers.add_note(customer, text=form.cleaned_data["text"], by=Actor.staff(request))
        messages.success(request, "Noted.")
        return redirect(customer)
    return render(
        request, "organizations/customers/note_form.html", {"form": form, "customer": customer}
    )


@requires("change_customers")
@require_http_methods(["GET", "HEAD", "POST"])
def note_edit(request: HttpRequest, pk: int) -> HttpResponse:
    note = _own(request, pk)
    form = NoteForm(request.POST if request.method == "POST" else None, initial={"text": note.text})
    if form.is_valid():
        customers.change_note(note, text=form.cleaned_data["text"], by=Actor.staff(request))
        messages.success(request, "Note saved.")
        return redirect(note.customer)
    context = {"form": form, "customer": note.customer, "note": note}
    return render(request, "organizations/customers/note_form.html", context)


@requires("change_customers")
@require_http_methods(["GET", "HEAD", "POST"])
def note_delete(request: HttpRequest, pk: int) -> HttpResponse:
    note = _own(request, pk)
    if request.method == "POST":
        customers.delete_note(note, by=Actor.staff(request))
        messages.success(request, "Note deleted.")
        return redirect(note.customer)
    return render(request, "organizations/customers/note_delete.html", {"note": note})


def _own(request: HttpRequest, pk: int) -> Note:
    """A note of this person; one of a colleague is theirs alone to change: 404."""
    return get_object_or_404(Note.objects.select_related("customer"), pk=pk, author=request.user)
