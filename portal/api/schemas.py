"""What requests and answers are made of. Rules of a column are asked of the model that has it."""

from collections.abc import Callable
from datetime import UTC, datetime
from typing import Annotated, Any, Generic, TypeVar

from django.core.exceptions import ValidationError
from django.db.models import Model
from ninja import Schema
from pydantic import (
    ConfigDict,
    Field,
    GetCoreSchemaHandler,
    GetJsonSchemaHandler,
    PlainSerializer,
)
from pydantic_core import core_schema

# What a database can hold as a key.
MOST_ID = 2**63 - 1
Id = Annotated[int, Field(ge=1, le=MOST_ID)]


def rfc3339(at: datetime) -> str:
    """Return a time as answers have it, in UTC."""
    return at.astimezone(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")


Time = Annotated[
    datetime,
    PlainSerializer(rfc3339, return_type=str),
    Field(json_schema_extra={"format": "date-time"}),
]

T = TypeVar("T")


class In(Schema):
    """A request; a field that it does not have is refused by name."""

    model_config = ConfigDict(extra="forbid")


class Out(Schema):
    """An answer. Within v1 fields are added, and none is changed or taken away."""


class Page(Out, Generic[T]):
    """A page of a list; `next` is the URL of the next one, or null."""

    data: list[T]
    next: str | None


class Column:
    """Of a text that a column of a model is to hold: its limits, and cleaned as it cleans."""

    def __init__(self, model: type[Model], name: str) -> None:
        self._field: Any = model._meta.get_field(name)

    def __get_pydantic_core_schema__(
        self, source: Any, handler: GetCoreSchemaHandler
    ) -> core_schema.CoreSchema:
        field = self._field
        text = core_schema.str_schema(
            min_length=None if field.blank else 1, max_length=field.max_length
        )
        cleaned = by_rules(lambda given: field.clean(given, None))
        return core_schema.no_info_after_validator_function(cleaned, text)

    def __get_pydantic_json_schema__(
        self, schema: core_schema.CoreSchema, handler: GetJsonSchemaHandler
    ) -> dict[str, Any]:
        told = handler(schema)
        if self._field.choices:
            told["enum"] = [value for value, _ in self._field.choices]
        return told


def by_rules(clean: Callable[[str], Any]) -> Callable[[str], Any]:
    """Return a validator that asks a rule of Django's, and says what it says."""

    def cleaned(text: str) -> Any:
        if "\0" in text:
            raise ValueError("This contains a control character (U+0000). Remove it.")
        try:
            return clean(text)
        except ValidationError as error:
            raise ValueError(" ".join(error.messages)) from None

    return cleaned


def given(fields: Schema) -> dict[str, Any]:
    """Return the fields that a request named, those it left out are not in it."""
    return {name: getattr(fields, name) for name in fields.model_fields_set}
