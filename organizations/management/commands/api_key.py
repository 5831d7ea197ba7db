"""Create, list and revoke API keys. `create` prints the new key and nothing else."""

import argparse
from collections.abc import Callable
from datetime import timedelta
from typing import Any

from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError, CommandParser

from organizations.errors import Rejected
from organizations.models import ApiKey, Tenant
from organizations.services import api_keys
from portal import clock
from portal.actor import Actor

_BY = Actor.system("Command line")


class Command(BaseCommand):
    help = __doc__

    def add_arguments(self, parser: CommandParser) -> None:
        acts = parser.add_subparsers(dest="act", required=True)
        create: argparse.ArgumentParser = acts.add_parser("create", help="Print a new key.")
        create.add_argument("name", help="The system that uses it.")
        scopes = create.add_mutually_exclusive_group(required=True)
        scopes.add_argument(
            "--scope",
            action="append",
            metavar="RESOURCE:ACT",
            help=f"Can be given several times. One of: {', '.join(api_keys.SCOPES)}.",
        )
        scopes.add_argument("--all-scopes", action="store_true")
        create.add_argument("--tenant", default="", help="The name of the only tenant it sees.")
        create.add_argument("--days", type=int, help="How long it works; until revoked if omitted.")
        acts.add_parser("list", help="Print every key, without its secret part.")
        revoke: argparse.ArgumentParser = acts.add_parser(
            "revoke", help="Revoke a key immediately."
        )
        revoke.add_argument("key", help="Its prefix, as `list` prints it.")

    def handle(self, *args: Any, act: str, **options: Any) -> None:
        try:
            acts: dict[str, Callable[..., None]] = {
                "create": self._create,
                "list": self._list,
                "revoke": self._revoke,
            }
            acts[act](**options)
        except (Rejected, ValidationError) as error:
            raise CommandError(" ".join(getattr(error, "messages", [str(error)]))) from None

    def _create(
        self,
        name: str,
        scope: list[str] | None,
        all_scopes: bool,
        tenant: str,
        days: int | None,
        **_: Any,
    ) -> None:
        only = Tenant.objects.filter(name=tenant).first() if tenant else None
        if tenant and not only:
            raise CommandError(f"There is no tenant named “{tenant}”.")
        _key, secret = api_keys.create_key(
            name=ApiKey._meta.get_field("name").clean(name, None),
            scopes=api_keys.SCOPES if all_scopes else scope or (),
            tenant=only,
            expires_at=clock.now() + timedelta(days=days) if days is not None else None,
            by=_BY,
        )
        self.stdout.write(secret)

    def _list(self, **_: Any) -> None:
        for key in ApiKey.objects.select_related("tenant"):
            used = f"{key.last_used_at:%Y-%m-%d %H:%M} UTC" if key.last_used_at else "never"
            state = "works" if key.works else "revoked" if key.revoked_at else "expired"
            tenant = key.tenant.name if key.tenant else "all tenants"
            self.stdout.write(
                f"{key.prefix}  {state}  {key.name}  {tenant}  last used: {used}  "
                f"{' '.join(key.scopes)}"
            )

    def _revoke(self, key: str, **_: Any) -> None:
        found = list(ApiKey.objects.filter(prefix=key, revoked_at=None))
        if not found:
            raise CommandError(f"No active key starts with “{key}”. See `api_key list`.")
        for one in found:
            api_keys.revoke_key(one, by=_BY)
            self.stdout.write(f"{one} revoked.")
