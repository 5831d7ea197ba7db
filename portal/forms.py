"""How every form of the portal is drawn (Django's, allauth's and our own), and what ours share."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.forms.renderers import TemplatesSetting
from django.utils.encoding import punycode


class FormRenderer(TemplatesSetting):
    """`{{ form }}` and `{{ field.as_field_group }}` use the design system's templates."""

    form_template_name = "components/form.html"
    field_template_name = "components/field.html"


class MailboxField(forms.EmailField):
    """An address that a mail server can be handed.

    Django's own check lets letters pass whose other case is an ASCII letter ("ſ", "İ"), and domains
    too long in the form that mail servers know.
    """

    def clean(self, value: Any) -> str:
        address: str = super().clean(value)
        mailbox, _, domain = address.rpartition("@")
        try:
            mailbox.encode("ascii")
            punycode(domain)
        except UnicodeError:
            raise ValidationError(validate_email.message, code="invalid") from None
        return address
