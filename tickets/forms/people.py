"""Further people who share a ticket: on the first step of a new one, and added later."""

from typing import Any, cast

from django import forms
from django.conf import settings

from organizations.models import Contact, Customer
from portal.text.addresses import readable
from portal.web.forms import CleanCharField, MailboxField
from tickets.models import Link, Ticket
from tickets.services.requests import MOST_RECIPIENTS

# In the place of a key.
NEW = "new"
ROLES = [(Link.Role.SETUP, "Set up the connection"), (Link.Role.DNS, "Add DNS records only")]


class PersonForm(forms.Form):
    """One further person; empty, there is none."""

    contact = forms.ChoiceField(label="Person", choices=[], required=False)
    name = CleanCharField(label="Name", max_length=150, required=False)
    email = MailboxField(label="Email address", required=False)
    language = forms.ChoiceField(label="Language", choices=settings.LANGUAGES, required=False)
    role = forms.ChoiceField(
        label="Can", widget=forms.RadioSelect, choices=ROLES, initial=Link.Role.SETUP
    )

    def __init__(self, *args: Any, contacts: list[Contact], may_add: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.contacts = {str(one.pk): one for one in contacts}
        people = [(str(one.pk), f"{one.name}, {readable(one.email)}") for one in contacts]
        new = [(NEW, "Someone else")] if may_add else []
        cast(forms.ChoiceField, self.fields["contact"]).choices = [("", "No one"), *people, *new]
        if not may_add:
            for name in ("name", "email", "language"):
                del self.fields[name]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        if not cleaned.get("contact") and (cleaned.get("name") or cleaned.get("email")):
            cleaned["contact"] = NEW
        if cleaned.get("contact") == NEW:
            if not cleaned.get("name") and "name" not in self.errors:
                self.add_error("name", "Enter the person's name.")
            if not cleaned.get("email") and "email" not in self.errors:
                self.add_error("email", "Enter the person's email address.")
        return cleaned

    @property
    def is_filled(self) -> bool:
        """Whether there is a person in it: then its part of the page is open."""
        if self.is_bound:
            return any(
                self.data.get(self.add_prefix(name)) for name in ("contact", "name", "email")
            )
        return bool(self.initial)

    @property
    def known_contact(self) -> Contact | None:
        """The chosen contact; None for somebody new."""
        return self.contacts.get(self.cleaned_data["contact"])


class PeopleForms:
    """The forms of all who may share a ticket with its first recipient."""

    def __init__(
        self, data: Any, *, customer: Customer, may_add: bool, initial: list[tuple[str, str]]
    ) -> None:
        contacts = list(customer.contacts.all())
        rows = [{"contact": contact, "role": role} for contact, role in initial]
        self.forms = [
            PersonForm(
                data,
                contacts=contacts,
                may_add=may_add,
                prefix=f"other-{number}",
                initial=rows[number - 1] if number <= len(rows) else {},
            )
            for number in range(1, MOST_RECIPIENTS)
        ]

    @property
    def filled(self) -> list[PersonForm]:
        """Those with a person."""
        return [form for form in self.forms if form.is_filled]

    def is_valid(self) -> bool:
        """Check all of them, so that every error is shown at once."""
        checked = [form.is_valid() for form in self.filled]
        return all(checked)


class AddRecipientForm(forms.Form):
    """One more person for a ticket that was requested already."""

    contact = forms.ModelChoiceField(
        Contact.objects.none(),
        label="Person",
        widget=forms.RadioSelect,
        empty_label=None,
        error_messages={"required": "Choose who gets a link."},
    )
    role = forms.ChoiceField(
        label="Can", widget=forms.RadioSelect, choices=ROLES, initial=Link.Role.SETUP
    )

    def __init__(self, data: Any = None, *, ticket: Ticket) -> None:
        super().__init__(data)
        shared = ticket.link.everyones().filter(ended="").values("contact")
        others = ticket.connection.customer.contacts.exclude(
            pk__in=shared.filter(contact__isnull=False)
        )
        cast(forms.ModelChoiceField, self.fields["contact"]).queryset = others
