"""What staff say about a connection's domains."""

from django import forms

from portal.web.forms import CleanTextField, TypedCharField


class DomainForm(forms.Form):
    name = TypedCharField(
        label="Domain",
        max_length=255,
        widget=forms.TextInput(
            attrs={"placeholder": "acme.com", "spellcheck": "false", "autocapitalize": "off"}
        ),
        help_text="The part after the @ in their email addresses. You'll get the TXT record that "
        "proves they own it.",
    )


class RecordForm(forms.Form):
    name = TypedCharField(
        label="Domain",
        max_length=255,
        widget=forms.TextInput(attrs={"spellcheck": "false", "autocapitalize": "off"}),
    )
    host = TypedCharField(
        label="Name (host) of the TXT record",
        max_length=400,
        widget=forms.TextInput(attrs={"spellcheck": "false", "autocapitalize": "off"}),
        help_text="The full name as the assistant shows it. It starts with _ss-verification.",
    )
    value = TypedCharField(
        label="Value",
        max_length=400,
        widget=forms.TextInput(attrs={"spellcheck": "false", "autocapitalize": "off"}),
    )


class ForceForm(forms.Form):
    reason = CleanTextField(
        label="How do you know they own this domain?",
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text="Kept in the audit log under your name.",
    )
