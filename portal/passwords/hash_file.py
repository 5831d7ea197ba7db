"""The list of Have I Been Pwned, as a file: lines of SHA-1 and count, ordered by hash.

https://haveibeenpwned.com/Passwords; its downloader writes such a file, of some 40 GB.
"""

import hashlib
import os
import re
import stat
from typing import BinaryIO

# Bytes: a hash, a colon, a count, the line's end.
_LONGEST_LINE = 80
_LINE = re.compile(rb"([0-9A-Fa-f]{40})(?::\d+)?\r?\n?")
# Places at which `inspect` looks.
_SAMPLES = 200


class Unusable(Exception):
    """Raised where the file can't be asked; says why."""


class HashFile:
    """A file of hashes in their order, searched in place: neither memory nor time grows with it."""

    def __init__(self, path: str) -> None:
        self.path = path

    def holds(self, password: str) -> bool:
        """Tell whether `password` is in the list. Raises Unusable."""
        wanted = hashlib.sha1(  # what the list is made of
            password.encode(errors="replace"), usedforsecurity=False
        ).hexdigest()
        with self._open() as file:
            low, high = 0, _size(file)
            # The wanted line begins at `low` or behind it, and before `high`.
            while low < high:
                middle = (low + high) // 2
                begin, found, end = self._line_from(file, middle)
                if found is None or begin >= high:
                    high = middle
                elif found == wanted:
                    return True
                elif found < wanted:
                    low = end
                else:
                    high = middle
        return False

    def inspect(self) -> int:
        """Return about how many hashes are in it. Raises Unusable, also where they aren't ordered.

        Looks at samples: the whole takes minutes.
        """
        with self._open() as file:
            size = _size(file)
            seen = ""
            lengths: list[int] = []
            for sample in range(_SAMPLES):
                begin, found, end = self._line_from(file, size * sample // _SAMPLES)
                if found is None:
                    break
                if found < seen:
                    raise Unusable("its lines aren't ordered by hash")
                seen = found
                lengths.append(end - begin)
            if not lengths:
                raise Unusable("it's empty")
            return round(size * len(lengths) / sum(lengths))

    def _line_from(self, file: BinaryIO, place: int) -> tuple[int, str | None, int]:
        """Return begin, hash and end of the first line that begins at `place` or behind it."""
        try:
            file.seek(max(0, place - 1))
            if place:
                self._checked(file.readline(_LONGEST_LINE), whole=False)
            begin = file.tell()
            line = file.readline(_LONGEST_LINE)
        except OSError as error:
            raise Unusable(_reason(error)) from error
        if not line:
            return begin, None, begin
        return begin, self._checked(line, whole=True), begin + len(line)

    def _checked(self, line: bytes, *, whole: bool) -> str:
        match = _LINE.fullmatch(line) if whole else None
        if len(line) == _LONGEST_LINE or (whole and not match):
            raise Unusable("it isn't a list of SHA-1 hashes, as 5BAA61E4…:3861493")
        return match[1].decode().lower() if match else ""

    def _open(self) -> BinaryIO:
        try:
            # Waits for nobody, should it be a pipe.
            handle = os.open(self.path, os.O_RDONLY | getattr(os, "O_NONBLOCK", 0))
            file = os.fdopen(handle, "rb", buffering=256)
        except OSError as error:
            raise Unusable(_reason(error)) from error
        except ValueError as error:
            raise Unusable(str(error)) from error
        if not stat.S_ISREG(os.fstat(file.fileno()).st_mode):
            file.close()
            raise Unusable("it isn't a file")
        return file


def _size(file: BinaryIO) -> int:
    return os.fstat(file.fileno()).st_size


def _reason(error: OSError) -> str:
    return (error.strerror or "it can't be read").lower()
