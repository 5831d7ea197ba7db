"""Examine this installation: a line for each part, with what to do where something is wrong.

Ends with 0 when all is well, with 1 when something isn't. Changes nothing.
"""

import json
import sys
from dataclasses import asdict
from typing import Any

from django.core.management.base import BaseCommand, CommandParser
from django.db import DatabaseError

from organizations.services import doctor
from portal.doctor import Finding, State, examine
from portal.text.counting import counted


class Command(BaseCommand):
    help = __doc__
    # It says itself what is wrong with the database.
    requires_migrations_checks = False

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--json", action="store_true", help="Print one JSON document instead.")

    def handle(self, *args: Any, json: bool, **options: Any) -> None:
        findings = []
        for finding in examine(_checks()):
            findings.append(finding)
            if not json:
                self._tell(finding)
        problems = [finding for finding in findings if finding.state == State.PROBLEM]
        if json:
            self._print(findings, well=not problems)
        elif problems:
            self.stdout.write(
                f"{counted(len(problems), 'problem')} found in {counted(len(findings), 'check')}."
            )
        else:
            self.stdout.write("No problems found.")
        if problems:
            sys.exit(1)

    def _tell(self, finding: Finding) -> None:
        self.stdout.write(f"{finding.state:<12} {finding.about}: {finding.told}")
        if finding.remedy:
            self.stdout.write(f"{'':<12} → {finding.remedy}")

    def _print(self, findings: list[Finding], *, well: bool) -> None:
        document = {"well": well, "findings": [asdict(finding) for finding in findings]}
        self.stdout.write(json.dumps(document, indent=2))


def _checks() -> list[Any]:
    try:
        return [*doctor.checks(), *doctor.checks_of_tenants()]
    except DatabaseError:
        return doctor.checks()  # the first of which says so
