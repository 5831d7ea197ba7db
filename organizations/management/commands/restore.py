"""Fill a new, migrated database with what `backup` wrote; count its rows afterwards.

Stop web, workers and beat first. All rows are written, or none: a file that is damaged, of another
version or of another key changes nothing.
"""

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from organizations.errors import Rejected
from organizations.services import backup
from portal.actor import Actor
from portal.text.counting import counted


class Command(BaseCommand):
    help = __doc__

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", type=Path, help="A file written by `backup`.")
        parser.add_argument(
            "--replace", action="store_true", help="Delete all existing data first."
        )

    def handle(self, *args: Any, file: Path, replace: bool, **options: Any) -> None:
        try:
            with file.open("rb") as source:
                counts = backup.restore(source, replace=replace, by=Actor.system("Command line"))
        except (Rejected, OSError) as error:
            raise CommandError(str(error)) from None
        for name, count in counts.items():
            if count:
                self.stdout.write(f"{name}: {count}")
        self.stdout.write(
            f"Restored {counted(sum(counts.values()), 'row')}. Everyone has to sign in again. "
            "Next, run `audit verify` and `doctor`."
        )
