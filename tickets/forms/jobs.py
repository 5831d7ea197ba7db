"""What is to be done for many customers, and from which file."""

from collections.abc import Iterable, Sequence
from typing import Any

from django import forms
from django.contrib.auth.models import AnonymousUser

from organizations.models import Tenant, User
from portal.tables import encodings
from portal.tables.csv_import import MOST_BYTES, SAVE_AS, BadTable, Table, read_table
from tickets.models import Job, Preset
from tickets.services import bulk

_NO_ENCODING = "none"


class JobForm(forms.Form):
    """One choice: a preset to issue tickets by, or a tenant to map to organizations in."""

    what = forms.ChoiceField(
        label="Action",
        choices=[],
        help_text="Nothing is sent yet. You review every customer first.",
        error_messages={"required": "Choose an action."},
    )

    def __init__(self, data: Any = None, files: Any = None, *, user: User | AnonymousUser) -> None:
        super().__init__(data, files)
        self.presets = list(Preset.objects.filter(tenant__active=True).select_related("tenant"))
        self.tenants = list(Tenant.objects.filter(active=True))
        several = len(self.tenants) > 1
        tickets = [
            (f"issue-{one.pk}", f"{one.name} ({one.tenant.name})" if several else one.name)
            for one in self.presets
        ]
        mappings = [(f"map-{one.pk}", one.name) for one in self.tenants]
        offered: list[Any] = [("", "Choose…")]
        if tickets and user.has_perm("organizations.issue_tickets"):
            offered.append(("Issue tickets with preset", tickets))
        if mappings and user.has_perm("organizations.map_organizations"):
            offered.append(("Map them to organizations in", mappings))
        field = self.fields["what"]
        assert isinstance(field, forms.ChoiceField)  # noqa: S101 - for mypy
        field.choices = offered
        self.offers_anything = len(offered) > 1

    @property
    def wanted(self) -> dict[str, Any]:
        """Kind, tenant and preset of the job, of cleaned values."""
        kind, _, key = self.cleaned_data["what"].partition("-")
        if kind == Job.Kind.MAP:
            tenant = next(one for one in self.tenants if str(one.pk) == key)
            return {"kind": Job.Kind.MAP, "tenant": tenant, "preset": None}
        preset = next(one for one in self.presets if str(one.pk) == key)
        return {"kind": Job.Kind.ISSUE, "tenant": preset.tenant, "preset": preset}


class UploadForm(JobForm):
    """The same for the customers of a file; its table is `cleaned_data["file"]`."""

    file = forms.FileField(
        label="CSV file",
        help_text=f"A header row, then one row per customer: up to {bulk.MOST_ROWS:,} rows and "
        f"{MOST_BYTES // 1024 // 1024} MB, separated by commas, semicolons, or tabs.",
        widget=forms.FileInput(attrs={"accept": ".csv,.tsv,.txt,text/csv"}),
        error_messages={
            "required": "Choose a file.",
            "empty": "The file is empty. Choose a file with a header row and one row per customer.",
        },
    )
    field_order = ["file", "what"]

    @property
    def file_name(self) -> str:
        file = self.files["file"]
        return str(getattr(file, "name", ""))

    def clean_file(self) -> Table:
        file = self.cleaned_data["file"]
        # One byte more tells that it is too large, without reading it all.
        data = file.read(MOST_BYTES + 1)
        try:
            table = read_table(data, most_rows=bulk.MOST_ROWS, is_heading=bulk.is_heading)
        except BadTable as error:
            raise forms.ValidationError(str(error)) from None
        if not table.encoding and not _readings(table.header, table.rows):
            raise forms.ValidationError(f"The file's encoding can't be read. {SAVE_AS}")
        return table


def _readings(
    header: Sequence[str], lines: Iterable[tuple[int, Sequence[str]]]
) -> list[encodings.Reading]:
    return encodings.readings(
        [", ".join(filter(None, cells)) for cells in (header, *(cells for _, cells in lines))]
    )


def _read(cells: Iterable[str], reading: encodings.Reading) -> list[str]:
    return [encodings.read(cell, reading.code) for cell in cells]


class ColumnsForm(forms.Form):
    """Which column holds each field; `examples` are the first lines.

    Where nobody can tell the file's encoding, it is asked for as well, by how lines read in each;
    until then `header` and `examples` are shown in the likeliest.
    """

    encoding = forms.ChoiceField(
        label="Which text is correct?",
        choices=[],
        widget=forms.RadioSelect,
        help_text="The file's encoding isn't certain. These rows would differ.",
        error_messages={"required": "Choose the version whose text is correct."},
    )
    makes_customers = forms.BooleanField(
        label="Create missing customers",
        required=False,
        help_text="With the domains and contact from their row. Existing customers aren't changed.",
    )

    def __init__(
        self, data: Any = None, *, job: Job, examples: list[list[str]], may_make: bool
    ) -> None:
        readings = _readings(job.header, job.lines) if job.encoding_unclear else []
        # Headings that mean something are probably read right.
        readings.sort(key=lambda one: -len(bulk.guess(_read(job.header, one), job.kind)))
        self.header, self.examples = job.header, examples
        if readings:
            self.header = _read(job.header, readings[0])
            self.examples = [_read(cells, readings[0]) for cells in examples]
        guessed = bulk.guess(self.header, job.kind)
        super().__init__(data, initial={**guessed, "makes_customers": may_make})
        self.job = job
        if readings:
            self._offer(readings)
        else:
            del self.fields["encoding"]
        columns = [("", "Not in the file")]
        for number, header in enumerate(self.header):
            name = header or f"Column {number + 1}"
            example = next((row[number] for row in self.examples if row[number]), "")
            columns.append((str(number), f"{name} ({example[:40]})" if example else name))
        for name, field in bulk.fields_of(job.kind).items():
            self.fields[name] = forms.TypedChoiceField(
                label=field.label,
                help_text=field.help_text,
                choices=columns,
                coerce=int,
                empty_value=None,
                required=False,
            )
        self.order_fields(["encoding", *bulk.fields_of(job.kind), "makes_customers"])
        if not may_make:
            del self.fields["makes_customers"]

    def _offer(self, readings: list[encodings.Reading]) -> None:
        field = self.fields["encoding"]
        assert isinstance(field, forms.ChoiceField)  # noqa: S101 - for mypy
        field.choices = [
            *((one.code, f"{one.name}: {' · '.join(one.samples)}") for one in readings),
            (_NO_ENCODING, "None of these"),
        ]

    def clean_encoding(self) -> str:
        code = str(self.cleaned_data["encoding"])
        if code == _NO_ENCODING:
            raise forms.ValidationError(f"The file's encoding can't be read here. {SAVE_AS}")
        return code

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        if self.columns.keys().isdisjoint({"name", "external_id"}):
            self.add_error(
                "name", "Choose the column that holds the customer's name or external ID."
            )
        if cleaned.get("makes_customers") and "name" not in self.columns:
            self.add_error("name", "New customers need a name. Choose the column that holds it.")
        return cleaned

    @property
    def columns(self) -> dict[str, int]:
        """Field → column, of what is in the file."""
        names = bulk.fields_of(self.job.kind)
        found = {name: self.cleaned_data.get(name) for name in names}
        return {name: column for name, column in found.items() if column is not None}
