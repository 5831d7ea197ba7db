from django import forms

from portal.web.forms import TypedCharField


class KeycardForm(forms.Form):
    """Which organization of Keycard to look at."""

    organization = TypedCharField(
        label="Organization in Keycard",
        max_length=255,
        help_text="Its ID or label.",
        widget=forms.TextInput(attrs={"type": "search", "spellcheck": "false"}),
    )
