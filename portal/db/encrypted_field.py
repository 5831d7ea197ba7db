"""Model fields that keep secrets encrypted, addresses canonical, and text without tricks.

What a field cleans is clean in every row, whichever door the text came through.
"""

from collections.abc import Callable
from functools import lru_cache
from typing import Any

from cryptography.fernet import Fernet, MultiFernet
from django.conf import settings
from django.db import models

from portal.text.addresses import canonical_address, canonical_domain, searchable
from portal.text.cleaning import clean_line, clean_text
from portal.web.forms import CleanCharField as CleanCharFormField
from portal.web.forms import CleanTextField as CleanTextFormField
from portal.web.forms import MailboxField, TypedCharField


@lru_cache(maxsize=4)
def _fernet(keys: tuple[str, ...]) -> MultiFernet:
    return MultiFernet([Fernet(key) for key in keys])


def fernet() -> MultiFernet:
    """Return the cipher of the configured keys: the first encrypts, all decrypt."""
    return _fernet(tuple(settings.ENCRYPTION_KEYS))


class EncryptedTextField(models.TextField):
    """Text that is encrypted in the database and can be filtered by presence only."""

    def get_prep_value(self, value: Any) -> Any:
        value = super().get_prep_value(value)
        return fernet().encrypt(value.encode()).decode("ascii") if value else value

    def from_db_value(self, value: str | None, expression: Any, connection: Any) -> str | None:
        return fernet().decrypt(value.encode("ascii")).decode() if value else value

    def get_lookup(self, lookup_name: str) -> Any:
        if lookup_name != "isnull":
            # Two encryptions of one text differ, so that equality would silently find nothing.
            raise TypeError(f"{self.name} is encrypted and can't be queried by {lookup_name}.")
        return super().get_lookup(lookup_name)


class _CleanedField(models.Field):
    """Text that is cleaned when it is validated, when it is saved and when it is updated.

    Saving raises ValidationError for text that cannot be cleaned: forms say so before.
    """

    cleaner: Callable[[str], str]

    def to_python(self, value: Any) -> Any:
        value = super().to_python(value)
        return self.cleaner(value) if isinstance(value, str) else value

    def get_prep_value(self, value: Any) -> Any:
        # Of what is looked for: perhaps a part of a text, and never refused.
        value = models.Field.get_prep_value(self, value)
        return value if value is None else str(value)

    def pre_save(self, model_instance: models.Model, add: bool) -> Any:
        value = self.to_python(super().pre_save(model_instance, add))
        setattr(model_instance, self.attname, value)
        return value

    def get_db_prep_save(self, value: Any, connection: Any) -> Any:
        if not hasattr(value, "as_sql"):
            value = self.to_python(value)
        return super().get_db_prep_save(value, connection)


class CleanCharField(_CleanedField, models.CharField):
    """A line of text as `portal.text.clean_line` leaves it."""

    cleaner = staticmethod(clean_line)

    def formfield(self, **options: Any) -> Any:
        if self.choices is None:
            options.setdefault("form_class", CleanCharFormField)
        return super().formfield(**options)


class CleanTextField(_CleanedField, models.TextField):
    """Text of several lines as `portal.text.clean_text` leaves it."""

    cleaner = staticmethod(clean_text)

    def formfield(self, **options: Any) -> Any:
        return super().formfield(**{"form_class": CleanTextFormField, **options})


class EmailAddressField(_CleanedField, models.EmailField):
    """An e-mail address in its canonical form, in which it is looked for as well."""

    cleaner = staticmethod(canonical_address)

    def get_prep_value(self, value: Any) -> Any:
        value = super().get_prep_value(value)
        return value if value is None else searchable(value)

    def formfield(self, **options: Any) -> Any:
        return super().formfield(**{"form_class": MailboxField, **options})


class DomainNameField(_CleanedField, models.CharField):
    """A domain as DNS knows it, in which form it is looked for as well."""

    cleaner = staticmethod(canonical_domain)

    def deconstruct(self) -> Any:
        # To the database it is a text as any other, so no migration has to know this class.
        name, _, args, kwargs = super().deconstruct()
        return name, "django.db.models.CharField", args, kwargs

    def get_prep_value(self, value: Any) -> Any:
        value = super().get_prep_value(value)
        return value if value is None else searchable(value)

    def formfield(self, **options: Any) -> Any:
        return super().formfield(**{"form_class": TypedCharField, **options})
