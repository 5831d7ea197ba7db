"""How every form of the portal is drawn (Django's, allauth's and our own), and what ours share."""

import json
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.forms.renderers import TemplatesSetting

from portal.text.addresses import canonical_address, readable
from portal.text.cleaning import clean_line, clean_text, clean_typed, clean_value, printable
from portal.text.wrapped_links import opened


class FormRenderer(TemplatesSetting):
    """`{{ form }}` and `{{ field.as_field_group }}` use the design system's templates."""

    form_template_name = "_page_form.html"
    field_template_name = "components/field.html"


class CleanCharField(forms.CharField):
    """A line of text without invisible characters; refused with the name of what is wrong in it."""

    def to_python(self, value: Any) -> str:
        return clean_line(super().to_python(value) or "")


class TypedCharField(CleanCharField):
    """The same for what is typed on a Latin keyboard: URLs, hosts, ids."""

    def to_python(self, value: Any) -> str:
        return clean_typed(super().to_python(value) or "")


class TypedURLField(forms.URLField):
    """A URL, cleaned as `TypedCharField` cleans, and without what mail filters put around it."""

    def to_python(self, value: Any) -> Any:
        return super().to_python(opened(clean_typed(value)) if isinstance(value, str) else value)


class CleanTextField(forms.CharField):
    """Text of several lines, cleaned as `CleanCharField` cleans one."""

    widget: Any = forms.Textarea

    def to_python(self, value: Any) -> str:
        return clean_text(super().to_python(value) or "")


class PastedTextField(forms.CharField):
    """A text that is only read, never kept, such as an error page: nothing in it is refused."""

    widget: Any = forms.Textarea

    def to_python(self, value: Any) -> str:
        return printable(super().to_python(value) or "")


def as_typed(widget: Any) -> None:
    """Have an input for an e-mail address sent as it is typed.

    Of type email, Chromium encodes its domain by itself, and makes another company's of one with
    an ß: "strasse" of "straße".
    """
    widget.input_type = "text"
    widget.attrs.pop("type", None)
    widget.attrs |= {"inputmode": "email", "autocapitalize": "none", "spellcheck": "false"}


class MailboxField(forms.CharField):
    """An e-mail address; becomes its canonical form and is shown as people write it."""

    default_validators = [validate_email]

    def __init__(self, **options: Any) -> None:
        options.setdefault("max_length", 254)
        super().__init__(**options)
        as_typed(self.widget)

    def to_python(self, value: Any) -> str:
        return canonical_address(super().to_python(value) or "")

    def prepare_value(self, value: Any) -> Any:
        return readable(value) if isinstance(value, str) else value


class YesNoField(forms.TypedChoiceField):
    """Yes, no, or nothing said; `otherwise` explains what nothing means."""

    def __init__(self, *, otherwise: str, **options: Any) -> None:
        super().__init__(
            choices=[("", otherwise), ("true", "Yes"), ("false", "No")],
            # What was initially there is a bool: Django compares both in this form.
            coerce=lambda value: value is True or value == "true",
            empty_value=None,
            required=False,
            **options,
        )

    def prepare_value(self, value: Any) -> Any:
        return str(value).lower() if isinstance(value, bool) else value


class PairsField(forms.CharField):
    """Lines of the form key = value; becomes a dictionary.

    What such a line cannot show, a key with an "=" or a line break, stands in quotation marks as
    in JSON, so that every dictionary of texts comes back as it was, but for invisible
    characters.
    """

    widget = forms.Textarea(attrs={"rows": 3, "spellcheck": "false"})

    def prepare_value(self, value: Any) -> Any:
        if not isinstance(value, dict):
            return value
        return "\n".join(
            f"{_quoted(key, besides='=')} = {_quoted(text or '')}" for key, text in value.items()
        )

    def to_python(self, value: Any) -> dict[str, str]:  # type: ignore[override]
        pairs: dict[str, str] = {}
        # Not splitlines(): a value may hold one of the rarer line separators.
        for line in clean_value(_lines(super().to_python(value))).split("\n"):
            if not line.strip():
                continue
            key, text = self._pair(line.strip())
            if key in pairs:
                raise ValidationError(f"“{key}” appears twice. Keep one.", code="twice")
            pairs[key] = text
        return pairs

    def has_changed(self, initial: Any, data: Any) -> bool:
        """Compare what the lines mean, so that another spacing is no change.

        Lines left as they were shown are none either, though cleaning would alter them.
        """
        pairs = {key: text or "" for key, text in (initial or {}).items()}
        if _lines(data) == self.prepare_value(pairs):
            return False
        try:
            return self.to_python(data) != pairs
        except ValidationError:
            return True

    @staticmethod
    def _pair(line: str) -> tuple[str, str]:
        key, end = _unquoted(line)
        rest = line[end:].strip() if end else line
        before, equals, text = rest.partition("=")
        if not end:
            key = before.strip()
        if not equals or not key or (end and before):
            raise ValidationError(
                f"“{line}” isn't a pair. Enter one pair per line, such as region = emea.",
                code="pair",
            )
        text = text.strip()
        value, end = _unquoted(text)
        return key, value if end and end == len(text) else text


def _lines(value: str | None) -> str:
    """Return what was typed with the line breaks that it was shown with."""
    return (value or "").replace("\r\n", "\n")


def _quoted(text: str, besides: str = "") -> str:
    """Return the text in quotation marks if a line would not give it back as it is."""
    plain = text == text.strip() and not text.startswith('"') and "\n" not in text
    if plain and "\r" not in text and not (besides and besides in text):
        return text
    return json.dumps(text, ensure_ascii=False)


def _unquoted(text: str) -> tuple[str, int]:
    """Return the text in quotation marks at the beginning, and where it ends; ("", 0) if none."""
    if not text.startswith('"'):
        return "", 0
    try:
        found, end = json.JSONDecoder().raw_decode(text)
    except ValueError:
        return "", 0
    # JSON can also name a character that the line itself does not hold.
    return clean_value(found), end
