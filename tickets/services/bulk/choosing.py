"""What a person decides about rows before a job starts: columns, choices, corrected cells."""

from collections.abc import Mapping, Sequence

from portal.tables import encodings
from portal.text.cleaning import printable
from tickets.errors import TicketError
from tickets.models import Job, JobRow

from .control import check_on, held
from .making import fill
from .upload.columns import check
from .upload.row_check import NEW
from .upload.salesforce_ids import same_ids

State = JobRow.State
# Instead of one of a row's choices.
LEAVE_OUT = "leave-out"


def choose_encoding(job: Job, code: str) -> None:
    """Read an uploaded file in the encoding that a person chose (portal.tables.encodings).

    Again for a file that is read already is no harm. Raises WrongState.
    """
    with held(job, Job.State.UPLOADED):
        if not job.encoding_unclear:
            return
        job.header = [printable(encodings.read(name, code)) for name in job.header]
        job.lines = [
            (number, [encodings.read(cell, code).strip() for cell in cells])
            for number, cells in job.lines
        ]
        job.encoding_unclear = False
        job.save(update_fields=["header", "lines", "encoding_unclear"])


def match_columns(job: Job, columns: Mapping[str, int], *, makes_customers: bool) -> None:
    """Make rows of an uploaded file's lines, each field from this column (from 0), and have them
    checked.

    What stands in other columns is forgotten. Raises WrongState.
    """
    with held(job, Job.State.UPLOADED):
        first: dict[tuple[str, str], int] = {}
        fill([_row_of(job, number, cells, columns, first) for number, cells in job.lines])
        job.header, job.lines, job.makes_customers = [], [], makes_customers
        job.state = Job.State.READY
        job.save(update_fields=["header", "lines", "makes_customers", "state"])
        check_on(job)


def _row_of(
    job: Job,
    number: int,
    cells: Sequence[str],
    columns: Mapping[str, int],
    first: dict[tuple[str, str], int],
) -> JobRow:
    checked, errors = check({name: cells[column] for name, column in columns.items()})
    row = JobRow(job=job, number=number, cells=checked, errors=errors)
    _note_repetition(row, first)
    if row.errors:
        row.state = State.WRONG
    return row


def save_choices(
    job: Job, *, choices: Mapping[int, str], cells: Mapping[int, Mapping[str, str]]
) -> None:
    """Write down what was chosen (row key → value) and corrected (row key → field → text).

    Corrected rows, and those with another recipient, are checked again. Raises WrongState,
    TicketError for a choice that a row does not have.
    """
    with held(job, Job.State.READY) as rows:
        for row in rows.filter(pk__in={*choices, *cells}):
            if row.pk in cells and row.errors:
                _correct(row, cells[row.pk])
            if row.pk in choices and choices[row.pk] != _shown(row):
                _choose(row, choices[row.pk])
        check_on(job)


def create_for_unmatched(job: Job) -> int:
    """Choose a new organization for every row that no organization fits; answer for how many.

    Raises WrongState.
    """
    with held(job, Job.State.READY) as rows:
        alone = [row.pk for row in rows.filter(state=State.ASKS) if _values(row) == {NEW}]
        return int(rows.filter(pk__in=alone).update(state=State.READY, choice=NEW))


def _choose(row: JobRow, value: str) -> None:
    if value == LEAVE_OUT:
        row.state = State.LEFT_OUT
    elif value in _values(row):
        row.choice = value
        # Another recipient may be unusual in another way.
        issues = row.job.kind == Job.Kind.ISSUE
        row.state = State.NEW if issues else State.READY
    elif value:
        raise TicketError(f"“{value}” is no longer available for {row.name}. Refresh the page.")
    else:
        row.state, row.choice = State.ASKS, ""
    row.save(update_fields=["state", "choice"])


def _correct(row: JobRow, cells: Mapping[str, str]) -> None:
    checked = {name: cells.get(name, text).strip() for name, text in row.cells.items()}
    row.cells, row.errors = check(checked)
    _note_twin(row)
    if not row.errors:
        row.state = State.NEW
    row.save(update_fields=["cells", "errors", "state"])


def _values(row: JobRow) -> set[str]:
    return {one["value"] for one in row.choices}


def _shown(row: JobRow) -> str:
    return LEAVE_OUT if row.state == State.LEFT_OUT else row.choice


def _note_repetition(row: JobRow, first: dict[tuple[str, str], int]) -> None:
    """A customer stands in a file once; the first line counts."""
    name, text = _known_by(row)
    if (name, text) in first:
        row.errors.setdefault(name, _twice(first[name, text]))
    if text:
        first.setdefault((name, text), row.number)


def _note_twin(row: JobRow) -> None:
    """The same for a corrected line, against all others."""
    name, text = _known_by(row)
    others = row.job.rows.exclude(pk=row.pk).exclude(state=State.LEFT_OUT)
    if name == "external_id":
        others = others.filter(cells__external_id__in=same_ids(text))
    else:
        others = others.filter(cells__name__iexact=text)
    twin = others.first() if text else None
    if twin:
        row.errors.setdefault(name, _twice(twin.number))


def _known_by(row: JobRow) -> tuple[str, str]:
    # Numbers of a CRM may differ in upper and lower case only, as Salesforce's do.
    if external_id := row.cells.get("external_id"):
        return "external_id", same_ids(external_id)[0]
    return "name", row.cells.get("name", "").lower()


def _twice(number: int) -> str:
    return f"Row {number} is the same. Keep one of the two."
