"""Sign-in errors: what a screen says, and the company's own texts."""

import re
from typing import Any

from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError

from organizations.models import OwnFailure
from portal.web.forms import CleanCharField, CleanTextField, PastedTextField

# A shorter fragment would explain what it isn't about.
_SHORTEST = 8
_TRANSLATED = [(code, name) for code, name in settings.LANGUAGES if code != "en"]


class ScreenForm(forms.Form):
    """What a customer's screen says, and in which language to answer."""

    text = PastedTextField(
        label="Error code or text",
        help_text="For example AADSTS50105, or the whole error page. Not stored.",
        widget=forms.Textarea(attrs={"rows": 4, "spellcheck": "false", "autocomplete": "off"}),
    )
    language = forms.ChoiceField(label="Language of the answer", choices=settings.LANGUAGES)


class OwnFailureForm(forms.ModelForm):
    class Meta:
        model = OwnFailure
        fields = ["fragment", "owner", "title", "remedy"]
        labels = {"owner": "Who fixes it"}
        help_texts = {
            "fragment": "Part of the message, in any case. Use {} for the parts that vary: "
            "Not enough seats in {}.",
            "title": "What happened, in a few words. Shown to customers.",
            "remedy": "What to do, in one or two sentences. Shown to customers.",
        }
        widgets = {"remedy": forms.Textarea(attrs={"rows": 3})}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for code, name in _TRANSLATED:
            known = self.instance.translations.get(code, {})
            self.fields[f"title_{code}"] = CleanCharField(
                label=f"Title, {name}",
                required=False,
                max_length=100,
                initial=known.get("title", ""),
            )
            self.fields[f"remedy_{code}"] = CleanTextField(
                label=f"Remedy, {name}",
                required=False,
                max_length=1000,
                initial=known.get("remedy", ""),
                widget=forms.Textarea(attrs={"rows": 3}),
            )

    @property
    def translations(self) -> dict[str, dict[str, str]]:
        """Title and remedy by language, without those left empty."""
        found: dict[str, dict[str, str]] = {}
        for code, _name in _TRANSLATED:
            for field in ("title", "remedy"):
                if text := self.cleaned_data[f"{field}_{code}"]:
                    found.setdefault(code, {})[field] = text
        return found

    def clean_fragment(self) -> str:
        fragment: str = self.cleaned_data["fragment"]
        said = fragment.replace("{}", "")
        if re.search(r"[{}]", said) or fragment.startswith("{}"):
            raise ValidationError(
                "Start with a part of the message, and write {} for the parts that vary; other "
                "braces aren’t allowed."
            )
        if len(said.strip()) < _SHORTEST:
            raise ValidationError(
                f"Enter at least {_SHORTEST} characters of the message, so it's unambiguous."
            )
        return fragment
