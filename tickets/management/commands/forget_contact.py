"""Erase a person at a customer, by their address: contacts, links, mails, requests, uploaded rows,
notes, and what the audit trail tells of them. Counts stay, and so do the chains of the trail.
"""

from dataclasses import asdict
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from organizations.errors import Rejected
from portal.actor import Actor
from tickets.services import personal


class Command(BaseCommand):
    help = __doc__

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("address")

    def handle(self, *args: Any, address: str, **options: Any) -> None:
        try:
            erased = personal.erase(address, by=Actor.system("Command line"))
        except Rejected as refused:
            raise CommandError(refused.message) from refused
        counts = {kind: count for kind, count in asdict(erased).items() if count}
        if not counts:
            self.stdout.write("No data was stored about them.")
        for kind, count in counts.items():
            self.stdout.write(f"{kind}: {count}")
