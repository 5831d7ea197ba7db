"""Verify the audit trail: compute its chains anew, and name the first line that was changed.

Ends with an error when one was. Compare the digests with those of an earlier run, an export or the
log (audit_sealed): whoever can write to the database could compute a whole chain anew.
"""

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from organizations.models import Tenant
from organizations.services.audit import chain as chains


class Command(BaseCommand):
    help = __doc__

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("what", choices=["verify"])

    def handle(self, *args: Any, what: str, **options: Any) -> None:
        names = dict(Tenant.objects.values_list("pk", "name")) | {0: "no tenant"}
        broken = []
        for chain in chains.verify():
            name = names.get(chain.tenant, f"tenant {chain.tenant}")
            if chain.broken:
                broken.append(f"{name}: {chain.broken}")
                continue
            told = f", {chain.forgotten} with personal data erased" if chain.forgotten else ""
            self.stdout.write(f"{name}: {chain.lines} lines{told}, {chain.digest}")
        if waiting := chains.unsealed_count():
            self.stdout.write(f"{waiting} events wait for their seal.")
        if broken:
            raise CommandError("The audit log was changed.\n" + "\n".join(broken))
        self.stdout.write("Every event is as it was written.")
