"""A file that waits in Bulk for somebody to review: a line that is ready, and two that ask."""

from portal.tables.csv_import import read_table
from tickets.models import Job, Preset
from tickets.services import bulk

from .company import STANDARD
from .scene import Scene

FILE = """Company,Domain,Contact,E-mail,Language
Cyberdyne Systems,cyberdyne.example,Miles Dyson,miles@cyberdyne.example,en
Northwind Traders,,,,
Oscorp Industries,oscorp,Norman Osborn,norman@oscorp.example,English
"""


def upload(scene: Scene) -> None:
    """Upload the file and match its columns, once."""
    if Job.objects.exists():
        return
    job = bulk.job_of_table(
        read_table(FILE.encode(), most_rows=bulk.MOST_ROWS),
        file_name="new-customers.csv",
        kind=Job.Kind.ISSUE,
        tenant=scene.tenant,
        preset=Preset.objects.get(name=STANDARD),
        by=scene.staff,
    )
    bulk.match_columns(job, bulk.guess(job.header, job.kind), makes_customers=True)
