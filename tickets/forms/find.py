"""The one field of the search for anything."""

from django import forms


class FindForm(forms.Form):
    q = forms.CharField(
        label="Search for anything",
        required=False,
        max_length=500,
        widget=forms.TextInput(
            attrs={
                "type": "search",
                "autocomplete": "off",
                "autofocus": True,
                "placeholder": "Customer, person, domain, ticket number, or any ID or link",
            }
        ),
    )
