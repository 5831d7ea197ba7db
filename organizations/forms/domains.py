"""What staff say about a connection's domains."""

from django import forms


class DomainForm(forms.Form):
    name = forms.CharField(
        label="Domain",
        max_length=255,
        widget=forms.TextInput(
            attrs={"placeholder": "acme.com", "spellcheck": "false", "autocapitalize": "off"}
        ),
        help_text="What stands after the @ of their addresses. "
        "You get the TXT record that proves it is theirs.",
    )


class RecordForm(forms.Form):
    name = forms.CharField(
        label="Domain",
        max_length=255,
        widget=forms.TextInput(attrs={"spellcheck": "false", "autocapitalize": "off"}),
    )
    host = forms.CharField(
        label="Name (host) of the TXT record",
        max_length=400,
        widget=forms.TextInput(attrs={"spellcheck": "false", "autocapitalize": "off"}),
        help_text="The whole name as the assistant shows it. It begins with _ss-verification.",
    )
    value = forms.CharField(
        label="Value",
        max_length=400,
        widget=forms.TextInput(attrs={"spellcheck": "false", "autocapitalize": "off"}),
    )


class ForceForm(forms.Form):
    reason = forms.CharField(
        label="How do you know that the domain is theirs?",
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text="Kept in the audit trail under your name.",
    )
