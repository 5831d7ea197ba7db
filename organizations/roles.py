"""Roles of staff: Django groups with permissions, one line a permission.

viewer ⊂ support ⊂ manager ⊂ operator
"""

from typing import Any

from django.apps import apps as global_apps
from django.db.models import TextChoices


class Role(TextChoices):
    VIEWER = "viewer", "Viewer"
    SUPPORT = "support", "Support"
    MANAGER = "manager", "Manager"
    OPERATOR = "operator", "Operator"


# permission → (the least role that has it, what it lets a person do)
PERMISSIONS: dict[str, tuple[Role, str]] = {
    "view_pages": (Role.VIEWER, "view customers, tickets, and emails"),
    "change_customers": (Role.SUPPORT, "create and change customers and contacts"),
    "map_organizations": (Role.SUPPORT, "map customers to Auth0 organizations"),
    "issue_tickets": (Role.SUPPORT, "issue, resend, and revoke tickets"),
    "copy_links": (Role.SUPPORT, "copy a customer's link"),
    "approve_domains": (Role.SUPPORT, "approve a colleague's pre-verified domains"),
    "force_domains": (Role.MANAGER, "mark a domain as verified without DNS"),
    "share_views": (Role.MANAGER, "share saved views with everyone"),
    "archive_customers": (Role.MANAGER, "archive customers"),
    "manage_presets": (Role.MANAGER, "change presets and self-service profiles"),
    "manage_failures": (Role.MANAGER, "add explanations of your own sign-in errors"),
    "manage_channels": (Role.MANAGER, "manage team channels for notifications"),
    "view_reports": (Role.MANAGER, "view reports"),
    "view_audit": (Role.MANAGER, "search and export the audit log"),
    "create_raw_connections": (
        Role.OPERATOR,
        "create connections of any strategy from raw JSON",
    ),
    "manage_api_keys": (Role.OPERATOR, "create, replace, and revoke API keys"),
    "manage_webhooks": (Role.OPERATOR, "create, change, and delete webhooks"),
    "manage_tenants": (Role.OPERATOR, "change tenants and their credentials"),
    "run_doctor": (Role.OPERATOR, "check the installation"),
    "manage_staff": (Role.OPERATOR, "invite staff and assign roles"),
}


def permissions_of(role: Role) -> list[str]:
    """Return the permission codenames of a role, those of lesser roles included."""
    order = list(Role)
    return [
        name for name, (least, _) in PERMISSIONS.items() if order.index(least) <= order.index(role)
    ]


def sync_roles(sender: Any = None, using: str = "default", **_: Any) -> None:
    """Make the groups and their permissions what the table above says."""
    group_model = global_apps.get_model("auth", "Group")
    permission_model = global_apps.get_model("auth", "Permission")
    content_type_model = global_apps.get_model("contenttypes", "ContentType")
    content_type, _created = content_type_model.objects.db_manager(using).get_or_create(
        app_label="organizations", model="portal"
    )
    permissions = {
        name: permission_model.objects.db_manager(using).update_or_create(
            codename=name, content_type=content_type, defaults={"name": f"May {text}"}
        )[0]
        for name, (_, text) in PERMISSIONS.items()
    }
    for role in Role:
        group, _created = group_model.objects.db_manager(using).get_or_create(name=role.value)
        group.permissions.set([permissions[name] for name in permissions_of(role)])
