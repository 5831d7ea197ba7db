"""The file's lines, compressed and encrypted in pieces, so that it is never in memory as a whole.

Each piece is AES-256-GCM under a key of this file's own. Its number and whether it is the last are
authenticated with it: pieces cannot be swapped, left out, or cut off at the end.
"""

import base64
import os
import zlib
from collections.abc import Iterator
from typing import BinaryIO

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from django.conf import settings

from organizations.errors import Rejected

_MAGIC = b"SSO onboarding portal backup 1\n"
_SALT = 32
# Bytes of text in a piece, and the most that one can take in the file.
_PIECE = 1 << 20
_LARGEST = _PIECE * 64
_HOW_TO_MAKE = (
    "Make one with: python3 -c 'import base64, secrets; "
    "print(base64.urlsafe_b64encode(secrets.token_bytes(32)).decode())'"
)


def backup_key() -> bytes:
    """Return the configured key, 32 bytes; raises Rejected without one or with another's."""
    if not settings.BACKUP_KEY:
        raise Rejected(f"PORTAL_BACKUP_KEY isn't set. {_HOW_TO_MAKE}")
    if settings.BACKUP_KEY in settings.ENCRYPTION_KEYS:
        raise Rejected(
            "PORTAL_BACKUP_KEY is one of PORTAL_ENCRYPTION_KEYS: anyone who has backups could read "
            f"the secrets in them. {_HOW_TO_MAKE}"
        )
    try:
        key = base64.urlsafe_b64decode(settings.BACKUP_KEY)
    except ValueError:
        key = b""
    if len(key) != 32:
        raise Rejected(f"PORTAL_BACKUP_KEY isn't 32 bytes in Base64. {_HOW_TO_MAKE}")
    return key


class Sealer:
    """Writes lines of text; `close` ends the file, which is no backup without it."""

    def __init__(self, file: BinaryIO, key: bytes) -> None:
        salt = os.urandom(_SALT)
        file.write(_MAGIC + salt)
        self._file = file
        self._cipher = _cipher(key, salt)
        self._compressor = zlib.compressobj()
        self._piece = bytearray()
        self._number = 0

    def write(self, line: str) -> None:
        self._piece += self._compressor.compress(line.encode() + b"\n")
        if len(self._piece) >= _PIECE:
            self._seal(last=False)

    def close(self) -> None:
        self._piece += self._compressor.flush()
        self._seal(last=True)

    def _seal(self, *, last: bool) -> None:
        nonce, about = _of(self._number, last)
        sealed = self._cipher.encrypt(nonce, bytes(self._piece), about)
        self._file.write(len(sealed).to_bytes(4) + last.to_bytes() + sealed)
        self._piece.clear()
        self._number += 1


def unsealed(file: BinaryIO, key: bytes) -> Iterator[str]:
    """Yield the lines of a backup; raises Rejected for another key, a damaged or another file."""
    if file.read(len(_MAGIC)) != _MAGIC:
        raise Rejected("This file isn't a backup of the portal, or has another format.")
    cipher = _cipher(key, file.read(_SALT))
    decompressor = zlib.decompressobj()
    rest = b""
    for piece in _pieces(file, cipher):
        *lines, rest = (rest + decompressor.decompress(piece)).split(b"\n")
        for line in lines:
            yield line.decode()


def _pieces(file: BinaryIO, cipher: AESGCM) -> Iterator[bytes]:
    number, last = 0, False
    while not last:
        head = file.read(5)
        length, last = int.from_bytes(head[:4]), head[4:] == b"\1"
        sealed = file.read(min(length, _LARGEST))
        nonce, about = _of(number, last)
        try:
            yield cipher.decrypt(nonce, sealed, about)
        except (InvalidTag, ValueError):
            told = (
                f"The file is damaged or cut off in piece {number + 1}. Take another copy of it."
                if number
                else "PORTAL_BACKUP_KEY doesn't open this file, or it is damaged. "
                "Set the key that it was made with."
            )
            raise Rejected(told) from None
        number += 1


def _cipher(key: bytes, salt: bytes) -> AESGCM:
    return AESGCM(HKDF(SHA256(), 32, salt, b"portal backup").derive(key))


def _of(number: int, last: bool) -> tuple[bytes, bytes]:
    """The nonce and the authenticated words of a piece: no key seals two of one number."""
    return number.to_bytes(12), b"last" if last else b"more"
