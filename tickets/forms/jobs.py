"""What is to be done for many customers, and from which file."""

from typing import Any

from django import forms
from django.contrib.auth.models import AnonymousUser

from organizations.models import Tenant, User
from portal.tables import MOST_BYTES, BadTable, Table, read_table
from tickets.models import Job, Preset
from tickets.services import bulk


class JobForm(forms.Form):
    """One choice: a preset to issue tickets by, or a tenant to map to organizations in."""

    what = forms.ChoiceField(
        label="What shall be done for them?",
        choices=[],
        help_text="Nothing happens yet: you look at every customer first.",
        error_messages={"required": "Choose what shall be done."},
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
            offered.append(("Issue tickets by the preset", tickets))
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
        help_text=f"With a header and a line per customer: {bulk.MOST_ROWS:,} lines and "
        f"{MOST_BYTES // 1024 // 1024} MB at most, in UTF-8 or Western European, separated by "
        "comma, semicolon or tab.",
        widget=forms.FileInput(attrs={"accept": ".csv,.tsv,.txt,text/csv"}),
        error_messages={
            "required": "Choose a file.",
            "empty": "The file is empty. Choose a file with a header and a line per customer.",
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
            return read_table(data, most_rows=bulk.MOST_ROWS)
        except BadTable as error:
            raise forms.ValidationError(str(error)) from None


class ColumnsForm(forms.Form):
    """Which column holds each field; `examples` are the first cells of each column."""

    makes_customers = forms.BooleanField(
        label="Create customers that are not here yet",
        required=False,
        help_text="With the domains and the contact of their line. Customers who are here already "
        "are not changed.",
    )

    def __init__(
        self, data: Any = None, *, job: Job, examples: list[list[str]], may_make: bool
    ) -> None:
        guessed = bulk.guess(job.header, job.kind)
        super().__init__(data, initial={**guessed, "makes_customers": may_make})
        self.job = job
        columns = [("", "Not in the file")]
        for number, header in enumerate(job.header):
            name = header or f"Column {number + 1}"
            example = next((row[number] for row in examples if row[number]), "")
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
        self.order_fields([*bulk.fields_of(job.kind), "makes_customers"])
        if not may_make:
            del self.fields["makes_customers"]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        if self.columns.keys().isdisjoint({"name", "external_id"}):
            self.add_error(
                "name", "Say in which column the customer's name is, or their external ID."
            )
        if cleaned.get("makes_customers") and "name" not in self.columns:
            self.add_error("name", "New customers need a name. Say in which column it is.")
        return cleaned

    @property
    def columns(self) -> dict[str, int]:
        """Field → column, of what is in the file."""
        names = bulk.fields_of(self.job.kind)
        found = {name: self.cleaned_data.get(name) for name in names}
        return {name: column for name, column in found.items() if column is not None}
