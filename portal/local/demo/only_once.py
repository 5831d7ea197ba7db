"""One demo at a time in one folder."""

import fcntl
import os
import shutil
from pathlib import Path
from typing import TextIO

from . import secrets_file
from .errors import DemoError

LOCK = "lock"


def hold(folder: Path, address: str) -> TextIO:
    """Take the folder's lock until the returned file is closed, or the process ends however.

    Raises DemoError naming the process that holds it and the address it serves.
    """
    try:
        folder.mkdir(parents=True, exist_ok=True)
        file = (folder / LOCK).open("a+")
    except OSError as error:
        raise DemoError(f"The demo cannot keep its data in {folder}: {error.strerror}.") from None
    try:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        file.seek(0)
        holder = file.read().strip()
        file.close()
        raise DemoError(
            f"The demo is running already: {holder}. Stop it with Ctrl-C in its terminal first."
        ) from None
    file.truncate(0)
    file.write(f"process {os.getpid()}, at {address}")
    file.flush()
    return file


def forget(folder: Path) -> None:
    """Delete what earlier demos left in the folder, which must be held."""
    # The secrets last: as long as they are there, the folder is known for a demo's.
    for path in sorted(folder.iterdir(), key=lambda path: path.name == secrets_file.NAME):
        if path.is_dir():
            shutil.rmtree(path)
        elif path.name != LOCK:
            path.unlink()
