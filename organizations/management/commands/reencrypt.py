"""Encrypt everything by the first of PORTAL_ENCRYPTION_KEYS, so that the others can be dropped.

Safe to stop, to run again, and to run while the portal is in use. Ends with an error while a value
is left that needs an older key.
"""

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from organizations.services.reencrypt import encrypted_columns, old_values, reencrypt

# Values between two lines of progress.
_EVERY = 1_000


class Command(BaseCommand):
    help = __doc__

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "--check",
            action="store_true",
            help="Change nothing; only count values that need an old key.",
        )

    def handle(self, *args: Any, check: bool, **options: Any) -> None:
        if not check:
            for column in encrypted_columns():
                self._move(column)
        # Read anew, by the first key alone: that is the proof.
        left = {column: count for column in encrypted_columns() if (count := old_values(column))}
        if left:
            counts = ", ".join(f"{count} in {column}" for column, count in left.items())
            raise CommandError(
                f"The first key doesn't decrypt these values: {counts}. Keep the older keys, and "
                "run this command again."
            )
        self.stdout.write(
            "The first key decrypts everything: the others in PORTAL_ENCRYPTION_KEYS can go."
        )

    def _move(self, column: str) -> None:
        seen = moved = 0
        for one in reencrypt(column):
            seen, moved = seen + 1, moved + one
            if seen % _EVERY == 0:
                self.stdout.write(f"{column}: {seen} read, {moved} re-encrypted …")
        self.stdout.write(f"{column}: {seen} read, {moved} re-encrypted")
