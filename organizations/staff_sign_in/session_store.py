"""Where sessions are kept (SESSION_ENGINE), so that a copy of the database opens none."""

from base64 import urlsafe_b64encode
from datetime import datetime, timedelta
from hashlib import sha256
from typing import Any

from cryptography.fernet import Fernet, InvalidToken
from django.conf import settings
from django.contrib.auth import SESSION_KEY
from django.contrib.sessions.backends.base import SessionBase, UpdateError
from django.utils import timezone

from organizations.models import Session

# Seconds between two notes of when a session was seen last.
_NOTED_EVERY = timedelta(seconds=60)


class SessionStore(SessionBase):
    """A session by the key in its cookie; the database has a digest of the key.

    It ends `SESSION_IDLE_MINUTES` after it was seen last and `SESSION_COOKIE_AGE` after it
    started. Times are real ones, whatever the portal's clock says.
    """

    row: Session | None = None

    def load(self) -> dict[str, Any]:
        key = str(self.session_key)
        rows = Session.objects.filter(digest=Session.digest_of(key), expires_at__gt=timezone.now())
        self.row = rows.first()
        if self.row:
            try:
                return dict(self.serializer().loads(_box(key).decrypt(self.row.data)))
            except InvalidToken:  # somebody wrote into the database
                self.row = None
        self._session_key = None
        return {}

    def exists(self, session_key: str) -> bool:
        return Session.objects.filter(digest=Session.digest_of(session_key)).exists()

    def create(self) -> None:
        self._session_key = self._get_new_session_key()  # type: ignore[attr-defined]
        self.save(must_create=True)
        self.modified = True

    def save(self, must_create: bool = False) -> None:
        if self.session_key is None:
            self.create()
            return
        content = self._get_session(no_load=must_create)  # type: ignore[attr-defined]
        facts = {
            "data": _box(self.session_key).encrypt(self.serializer().dumps(content)).decode(),
            "user_id": content.get(SESSION_KEY),
        }
        digest = Session.digest_of(self.session_key)
        if must_create:
            now = timezone.now()
            self.row = Session.objects.create(
                digest=digest, started_at=now, seen_at=now, expires_at=_end(now, now), **facts
            )
        elif not Session.objects.filter(digest=digest).update(**facts):
            # Ended meanwhile, from another browser: it must not come back.
            raise UpdateError

    def delete(self, session_key: str | None = None) -> None:
        key = session_key or self.session_key
        if key is not None:
            Session.objects.filter(digest=Session.digest_of(key)).delete()

    def seen(self, *, ip: str, user_agent: str) -> None:
        """Note that its owner is there, which puts off its end."""
        row, now = self.row, timezone.now()
        if row is None:
            return
        agent = user_agent[: Session._meta.get_field("user_agent").max_length]
        if (row.ip, row.user_agent) == (ip, agent) and now - row.seen_at < _NOTED_EVERY:
            return
        row.ip, row.user_agent, row.seen_at = ip, agent, now
        row.expires_at = _end(row.started_at, now)
        # Another browser may have ended it meanwhile.
        Session.objects.filter(pk=row.pk).update(
            ip=ip, user_agent=agent, seen_at=now, expires_at=row.expires_at
        )

    @classmethod
    def clear_expired(cls) -> None:
        Session.objects.filter(expires_at__lte=timezone.now()).delete()


def _box(session_key: str) -> Fernet:
    # Made differently from the digest, which would else give it away.
    return Fernet(urlsafe_b64encode(sha256(f"session data:{session_key}".encode()).digest()))


def _end(started_at: datetime, seen_at: datetime) -> datetime:
    return min(
        started_at + timedelta(seconds=settings.SESSION_COOKIE_AGE),
        seen_at + timedelta(minutes=settings.SESSION_IDLE_MINUTES),
    )
