"""API keys: made and shown once, found by their digest, replaced with an overlap, revoked."""

import hashlib
import secrets
from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction
from django.db.models import Q

from organizations.errors import Rejected
from organizations.models import ApiKey, Tenant
from organizations.services import audit
from organizations.verbs import Verb
from portal import clock
from portal.actor import Actor
from portal.text.dates import moment_text

from .scopes import checked

BEGINNING = "sk_"
_SHOWN = 11
# The last use need not be known more exactly, and so costs no write for each request.
_USE_NOTED = timedelta(minutes=1)
_SHORTEST = 40


def create_key(
    *,
    name: str,
    scopes: Iterable[str],
    by: Actor,
    tenant: Tenant | None = None,
    expires_at: datetime | None = None,
    secret: str = "",
) -> tuple[ApiKey, str]:
    """Make a key; return its row and the key itself, which is stored nowhere.

    `secret` is a key chosen beforehand ("sk_…"). Raises Rejected for scopes that there are not, a
    time that is over, and a chosen key that is too short or known already.
    """
    scopes = checked(scopes)
    if expires_at and expires_at <= clock.now():
        raise Rejected("This time is in the past. Choose a later one.", field="expires_at")
    secret = _chosen(secret) if secret else BEGINNING + secrets.token_urlsafe(32)
    with transaction.atomic():
        key = ApiKey.objects.create(
            name=name,
            prefix=secret[:_SHOWN],
            digest=_digest(secret),
            scopes=scopes,
            tenant=tenant,
            expires_at=expires_at,
            created_at=clock.now(),
            created_by=by.user,
        )
        _record(Verb.API_KEY_CREATE, key, by, scopes=scopes)
    return key, secret


def rotate_key(key: ApiKey, *, overlap: timedelta, by: Actor) -> tuple[ApiKey, str]:
    """Make a key that may do the same; the old one works until `overlap` is over.

    Raises Rejected for a key that works no more or was replaced already.
    """
    with transaction.atomic():
        row = ApiKey.objects.select_for_update(of=("self",)).get(pk=key.pk)
        if not row.works:
            raise Rejected("This key no longer works. Create another one.")
        if row.replaced_by_id:
            raise Rejected("This key was already replaced. Replace the newer one.")
        new, secret = _copy(row, by)
        ends = clock.now() + overlap
        row.expires_at = min(row.expires_at or ends, ends)
        row.replaced_by = new
        row.save(update_fields=["expires_at", "replaced_by"])
        _record(
            Verb.API_KEY_ROTATE,
            new,
            by,
            was=row.prefix,
            ends=moment_text(row.expires_at),
        )
    key.refresh_from_db()
    return new, secret


def revoke_key(key: ApiKey, *, by: Actor) -> None:
    """End a key at once. Doing it twice does no harm."""
    with transaction.atomic():
        if ApiKey.objects.filter(pk=key.pk, revoked_at=None).update(revoked_at=clock.now()):
            _record(Verb.API_KEY_REVOKE, key, by)
    key.refresh_from_db()


def find_key(secret: str) -> ApiKey | None:
    """Return the key that somebody shows, noting its use; None for one that does not work."""
    if not secret.startswith(BEGINNING):
        return None
    key = ApiKey.objects.filter(digest=_digest(secret)).first()
    if key is None or not key.works:
        return None
    now = clock.now()
    if not key.last_used_at or now - key.last_used_at >= _USE_NOTED:
        unused = Q(last_used_at=None) | Q(last_used_at__lte=now - _USE_NOTED)
        ApiKey.objects.filter(unused, pk=key.pk).update(last_used_at=now)
    return key


def _copy(key: ApiKey, by: Actor) -> tuple[ApiKey, str]:
    secret = BEGINNING + secrets.token_urlsafe(32)
    new = ApiKey.objects.create(
        name=key.name,
        prefix=secret[:_SHOWN],
        digest=_digest(secret),
        scopes=key.scopes,
        tenant=key.tenant,
        expires_at=key.expires_at,
        created_at=clock.now(),
        created_by=by.user,
    )
    return new, secret


def _chosen(secret: str) -> str:
    if not secret.startswith(BEGINNING) or len(secret) < _SHORTEST or not secret.isascii():
        raise Rejected(
            f"Choose a key that starts with {BEGINNING} and has at least {_SHORTEST} characters.",
            field="secret",
        )
    if ApiKey.objects.filter(digest=_digest(secret)).exists():
        raise Rejected("This key already exists. Choose another.", field="secret")
    return secret


def _digest(secret: str) -> str:
    # Random and long: nothing that a slow hash would have to protect.
    return hashlib.sha256(secret.encode("utf-8", "replace")).hexdigest()


def _record(verb: Verb, key: ApiKey, by: Actor, **told: Any) -> None:
    audit.record(verb, by=by, target=f"api_key:{key.pk}", name=key.name, prefix=key.prefix, **told)
