"""Addresses of the staff's ticket pages."""

from django.urls import path

from tickets.palette import views as palette
from tickets.views import customers, inventory, mails, merge, message, presets, profiles, unmap
from tickets.views.automation import policy, scheduled
from tickets.views.bulk import job_actions, job_start, jobs
from tickets.views.reports import page as reports
from tickets.views.tickets import actions, bounced, colleague, people, review, setup, start, tickets

urlpatterns = [
    path("find/", palette.find, name="find"),
    path("tickets/", tickets.tickets, name="tickets"),
    path("tickets/export/", tickets.tickets_export, name="tickets_export"),
    path("tickets/new/", start.new, name="new"),
    path("tickets/setup/", setup.setup, name="setup"),
    path("tickets/new/review/", review.review, name="review"),
    path("tickets/<int:pk>/", tickets.ticket, name="ticket"),
    path("tickets/<int:pk>/resend/", actions.resend, name="resend"),
    path("tickets/<int:pk>/revoke/", actions.revoke, name="revoke"),
    path("tickets/<int:pk>/approve/", actions.approve, name="approve"),
    path("tickets/<int:pk>/recipient/", actions.change_recipient, name="change_recipient"),
    path("tickets/<int:pk>/address/", bounced.correct_address, name="correct_address"),
    path("tickets/<int:pk>/link/", actions.copy_link, name="copy_link"),
    path("tickets/<int:pk>/recipients/add/", people.add_recipient, name="add_recipient"),
    path("tickets/<int:pk>/recipients/<uuid:link_id>/resend/", people.resend, name="person_resend"),
    path("tickets/<int:pk>/recipients/<uuid:link_id>/revoke/", people.revoke, name="person_revoke"),
    path("tickets/<int:pk>/recipients/<uuid:link_id>/link/", people.copy_link, name="person_link"),
    path("customers/<int:pk>/archive/", customers.customer_archive, name="customer_archive"),
    path("contacts/<int:pk>/message/", message.message, name="message"),
    path("customers/<int:pk>/reminders/pause/", customers.reminders_pause, name="reminders_pause"),
    path(
        "customers/<int:pk>/reminders/resume/", customers.reminders_resume, name="reminders_resume"
    ),
    path("customers/<int:pk>/merge/", merge.customer_merge, name="customer_merge"),
    path("customers/<int:pk>/unmerge/", merge.customer_unmerge, name="customer_unmerge"),
    path("organizations/<int:pk>/unmap/", unmap.unmap, name="unmap"),
    path("connections/<int:pk>/colleague/", colleague.colleague, name="colleague"),
    path("connections/<int:pk>/follow-up/", review.follow_up, name="follow_up"),
    path("connections/<int:pk>/rules/", policy.policy, name="policy"),
    path("connections/<int:pk>/rules/drop/", policy.policy_drop, name="policy_drop"),
    path("connections/<int:pk>/scheduled/<slug:kind>/", scheduled.scheduled, name="scheduled"),
    path(
        "connections/<int:pk>/scheduled/<slug:kind>/html/",
        scheduled.scheduled_html,
        name="scheduled_html",
    ),
    path("bulk/", jobs.jobs, name="jobs"),
    path("bulk/new/", job_start.job_new, name="job_new"),
    path("bulk/upload/", job_start.job_upload, name="job_upload"),
    path("bulk/template.csv", job_start.job_template, name="job_template"),
    path("bulk/<int:pk>/", jobs.job, name="job"),
    path("bulk/<int:pk>/columns/", job_start.job_columns, name="job_columns"),
    path("bulk/<int:pk>/choose/", job_actions.job_choose, name="job_choose"),
    path("bulk/<int:pk>/recheck/", job_actions.job_recheck, name="job_recheck"),
    path("bulk/<int:pk>/create/", job_actions.job_create_unmatched, name="job_create_unmatched"),
    path("bulk/<int:pk>/pause/", job_actions.job_pause, name="job_pause"),
    path("bulk/<int:pk>/resume/", job_actions.job_resume, name="job_resume"),
    path("bulk/<int:pk>/cancel/", job_actions.job_cancel, name="job_cancel"),
    path("bulk/<int:pk>/retry/", job_actions.job_retry, name="job_retry"),
    path("bulk/<int:pk>/result/", jobs.job_result, name="job_result"),
    path("reports/", reports.reports, name="reports"),
    path("reports/setups.csv", reports.reports_csv, name="reports_csv"),
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
