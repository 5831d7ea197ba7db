"""Write all data into one file, encrypted by PORTAL_BACKUP_KEY. The portal may go on meanwhile.

What is needed besides to use it: the keys in PORTAL_ENCRYPTION_KEYS and PORTAL_LINK_KEYS.
"""

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from organizations.errors import Rejected
from organizations.services import backup


class Command(BaseCommand):
    help = __doc__

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", type=Path, help="A new file.")

    def handle(self, *args: Any, file: Path, **options: Any) -> None:
        if file.exists():
            raise CommandError(f"{file} is there already: name a new file.")
        # Under its name only once it is whole.
        part = file.with_name(f"{file.name}.part")
        try:
            backup.backup_key()
            part.touch(mode=0o600)
            with part.open("wb") as to:
                counts = backup.back_up(to)
            part.rename(file)
        except (Rejected, OSError) as error:
            raise CommandError(str(error)) from None
        finally:
            part.unlink(missing_ok=True)
        size = file.stat().st_size
        self.stdout.write(
            f"{sum(counts.values())} rows of {len(counts)} tables are in {file}, {size:,} bytes."
        )
