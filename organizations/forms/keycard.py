from django import forms


class KeycardForm(forms.Form):
    """Which organization of Keycard to look at."""

    organization = forms.CharField(
        label="Organization at Keycard",
        max_length=255,
        help_text="Its ID or label.",
        widget=forms.TextInput(attrs={"type": "search", "spellcheck": "false"}),
    )
