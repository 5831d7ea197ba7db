"""The one field of the search for anything."""

from django import forms

from portal.signing import find_token
from portal.text.wrapped_links import kept_by
from portal.web.forms import CleanTextField


class FindForm(forms.Form):
    q = CleanTextField(
        label="Search for anything",
        required=False,
        # A link that a mail filter has wrapped is long.
        max_length=4000,
        widget=forms.TextInput(
            attrs={
                "type": "search",
                "autocomplete": "off",
                "autofocus": True,
                "placeholder": "Customer, person, domain, ticket number, or any ID or link",
            }
        ),
    )

    def clean_q(self) -> str:
        text: str = self.cleaned_data["q"]
        filtered_by = kept_by(text)
        if filtered_by and not find_token(text):
            raise forms.ValidationError(
                f"{filtered_by} rewrote this link, and only {filtered_by} knows where it "
                "leads. Open it and paste the URL that the browser shows then, or search "
                "for the customer."
            )
        return text
