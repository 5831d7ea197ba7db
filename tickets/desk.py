"""Addresses of the desk's ticket pages."""

from django.urls import path

from tickets.views import actions, inventory, look, mails, policy, presets, profiles, start, tickets

urlpatterns = [
    path("tickets/", tickets.tickets, name="tickets"),
    path("tickets/new/", start.new, name="new"),
    path("tickets/new/look/", look.look, name="look"),
    path("tickets/<int:pk>/", tickets.ticket, name="ticket"),
    path("tickets/<int:pk>/resend/", actions.resend, name="resend"),
    path("tickets/<int:pk>/again/", actions.issue_again, name="issue_again"),
    path("tickets/<int:pk>/revoke/", actions.revoke, name="revoke"),
    path("tickets/<int:pk>/confirm/", actions.confirm, name="confirm"),
    path("tickets/<int:pk>/recipient/", actions.change_recipient, name="change_recipient"),
    path("tickets/<int:pk>/link/", actions.copy_link, name="copy_link"),
    path("connections/<int:pk>/follow-up/", look.follow_up, name="follow_up"),
    path("connections/<int:pk>/follow-up/send/", actions.send_follow_up, name="send_follow_up"),
    path("connections/<int:pk>/rules/", policy.policy, name="policy"),
    path("connections/<int:pk>/rules/drop/", policy.policy_drop, name="policy_drop"),
    path("inventory/", inventory.inventory, name="inventory"),
    path("mails/", mails.mails, name="mails"),
    path("mails/<int:pk>/", mails.mail, name="mail"),
    path("mails/<int:pk>/html/", mails.mail_html, name="mail_html"),
    path("presets/", presets.preset_list, name="presets"),
    path("presets/new/<int:tenant_pk>/", presets.preset_new, name="preset_new"),
    path("presets/<int:pk>/", presets.preset, name="preset"),
    path("presets/<int:pk>/edit/", presets.preset_edit, name="preset_edit"),
    path("presets/<int:pk>/copy/", presets.preset_copy, name="preset_copy"),
    path("presets/<int:pk>/delete/", presets.preset_delete, name="preset_delete"),
    path("profiles/", profiles.profile_list, name="profiles"),
    path("profiles/<int:tenant_pk>/new/", profiles.profile_new, name="profile_new"),
    path("profiles/<int:tenant_pk>/<str:profile_id>/", profiles.profile, name="profile"),
    path(
        "profiles/<int:tenant_pk>/<str:profile_id>/edit/",
        profiles.profile_edit,
        name="profile_edit",
    ),
    path(
        "profiles/<int:tenant_pk>/<str:profile_id>/copy/",
        profiles.profile_copy,
        name="profile_copy",
    ),
    path(
        "profiles/<int:tenant_pk>/<str:profile_id>/delete/",
        profiles.profile_delete,
        name="profile_delete",
    ),
]
