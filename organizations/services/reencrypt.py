"""Move what is encrypted to the first of the configured keys, so that older ones can go.

Every column of EncryptedTextField in every app, and the secrets of second factors. Each value is
changed alone and only where nobody changed it meanwhile: it may be stopped at any time, run again,
and run beside everything else.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from allauth.mfa.models import Authenticator
from cryptography.fernet import Fernet, InvalidToken
from django.apps import apps
from django.conf import settings
from django.db.models import F, QuerySet, TextField
from django.db.models.functions import Cast

from portal.db.encrypted_field import EncryptedTextField, fernet

# Rows fetched at once.
_BATCH = 500
_FACTORS = f"{Authenticator._meta.label}.data"


def encrypted_columns() -> list[str]:
    """Return what there is to move: "organizations.Tenant.client_secret" and so on."""
    return [
        f"{model._meta.label}.{field.name}"
        for model in apps.get_models()
        for field in model._meta.local_fields
        if isinstance(field, EncryptedTextField)
    ] + [_FACTORS]


def old_values(column: str) -> int:
    """Count the values of a column that the first key alone does not decrypt."""
    return sum(1 for _pk, raw in _raw_values(column) if not all(map(_is_current, _tokens(raw))))


@dataclass(frozen=True, slots=True)
class Sample:
    """Of `read` values of a column: how many need an older key, how many no key decrypts."""

    read: int = 0
    older: int = 0
    lost: int = 0


def sample(column: str, *, most: int) -> Sample:
    """Try `most` values of a column at most, half of them the oldest and half the newest."""
    rows = _rows(column)
    halves = (rows.order_by("pk"), rows.order_by("-pk"))
    raws = dict(row for half in halves for row in half.values_list("pk", "raw")[: most // 2])
    older = [raw for raw in raws.values() if not all(map(_is_current, _tokens(raw)))]
    return Sample(len(raws), len(older), sum(map(_is_lost, older)))


def reencrypt(column: str) -> Iterator[int]:
    """Move a column to the first key; yields 1 for each value moved, 0 for each left as it is.

    What is current already is left, and so is what no configured key decrypts.
    """
    for pk, raw in _raw_values(column):
        if all(map(_is_current, _tokens(raw))):
            yield 0
            continue
        try:
            new = _moved(raw)
        except InvalidToken:
            yield 0
            continue
        yield _replace(column, pk, raw, new)


def _raw_values(column: str) -> Iterator[tuple[Any, Any]]:
    """Yield primary keys and what is in the column, as the database has it."""
    rows = _rows(column).order_by("pk")
    found = list(rows.values_list("pk", "raw")[:_BATCH])
    while found:
        yield from found
        found = list(rows.filter(pk__gt=found[-1][0]).values_list("pk", "raw")[:_BATCH])


def _rows(column: str) -> QuerySet[Any]:
    label, _dot, name = column.rpartition(".")
    rows = apps.get_model(label)._base_manager
    if column == _FACTORS:
        # A passkey holds no secret.
        return rows.exclude(type=Authenticator.Type.WEBAUTHN).annotate(raw=F(name))
    # A cast has no field that would decrypt it.
    return rows.annotate(raw=Cast(name, TextField())).exclude(raw=None).exclude(raw="")


def _replace(column: str, pk: Any, raw: Any, new: Any) -> int:
    name = column.rpartition(".")[2]
    # A field encrypts what it is given, by the first key; JSON takes the tokens as they are.
    return _rows(column).filter(pk=pk, raw=raw).update(**{name: new})


def _tokens(raw: Any) -> list[str]:
    """Return what is encrypted in a raw value: itself, or the texts in it."""
    if isinstance(raw, dict):
        return [token for value in raw.values() for token in _tokens(value)]
    if isinstance(raw, list):
        return [token for value in raw for token in _tokens(value)]
    return [raw] if isinstance(raw, str) else []


def _moved(raw: Any) -> Any:
    """Return a column's text decrypted, or the data of a factor with its texts encrypted anew."""
    if isinstance(raw, str):
        return fernet().decrypt(raw.encode()).decode()
    return _rotated(raw)


def _rotated(data: Any) -> Any:
    if isinstance(data, dict):
        return {key: _rotated(value) for key, value in data.items()}
    if isinstance(data, list):
        return [_rotated(value) for value in data]
    return fernet().rotate(data.encode()).decode() if isinstance(data, str) else data


def _is_lost(raw: Any) -> bool:
    try:
        _moved(raw)
    except InvalidToken:
        return True
    return False


def _is_current(token: str) -> bool:
    try:
        Fernet(settings.ENCRYPTION_KEYS[0]).decrypt(token.encode())
    except InvalidToken:
        return False
    return True
