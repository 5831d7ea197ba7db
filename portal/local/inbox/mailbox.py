"""The mails of one folder, newest first; each is a file `<id>.eml`, so they outlive the process."""

import os
import secrets
import threading
import time
from pathlib import Path

from .mail import Mail, parse


class Mailbox:
    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._lock = threading.Lock()
        folder.mkdir(parents=True, exist_ok=True)
        # Ids begin with the time of arrival, so their order is the order of arrival.
        self._mails = {path.stem: _load(path) for path in sorted(folder.glob("*.eml"))}

    def add(self, source: bytes) -> Mail:
        """Keep a mail; raises ValueError when it cannot be read."""
        received_ns = time.time_ns()
        mail = parse(source, id=f"{received_ns}-{secrets.token_hex(4)}", received_ns=received_ns)
        path = self._folder / f"{mail.id}.eml"
        # Mails carry links that open a ticket: for the owner's eyes only.
        descriptor = os.open(path.with_suffix(".part"), os.O_WRONLY | os.O_CREAT, 0o600)
        with os.fdopen(descriptor, "wb") as file:
            file.write(source)
        path.with_suffix(".part").replace(path)
        with self._lock:
            self._mails[mail.id] = mail
        return mail

    def page(self, *, start: int = 0, limit: int = 50) -> tuple[list[Mail], int]:
        """Up to `limit` mails from the `start`th newest on, and how many there are in all."""
        with self._lock:
            mails = list(self._mails.values())
        return mails[::-1][start : start + limit], len(mails)

    def get(self, id: str) -> Mail | None:
        with self._lock:
            return self._mails.get(id)

    def clear(self) -> None:
        with self._lock:
            for id in self._mails:
                (self._folder / f"{id}.eml").unlink(missing_ok=True)
            self._mails.clear()


def _load(path: Path) -> Mail:
    received_ns = int(path.stem.partition("-")[0])
    return parse(path.read_bytes(), id=path.stem, received_ns=received_ns)
