"""Addresses that more than this app links to, under names without an app.

They show customers together with their tickets, so that they belong to the upper app, which
`organizations` must not name.
"""

from django.urls import path

from tickets.hooks import auth0_logs
from tickets.views import connection, customer, customers, home

urlpatterns = [
    path("", home.home, name="home"),
    path("customers/", customers.customers, name="customers"),
    path("customers/<int:pk>/", customer.customer, name="customer"),
    path("connections/<int:pk>/", connection.connection, name="connection"),
    path("hooks/auth0/logs/<uuid:hook_id>/", auth0_logs.auth0_logs, name="log_hook"),
]
