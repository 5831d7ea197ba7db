from django.urls import path

from organizations.views import (
    audit,
    connections,
    contacts,
    customers,
    domains,
    home,
    mapping,
    tenants,
)

app_name = "organizations"

urlpatterns = [
    path("", home.home, name="home"),
    path("attention/<int:pk>/settle/", home.attention_settle, name="attention_settle"),
    path("customers/", customers.customers, name="customers"),
    path("customers/new/", customers.customer_new, name="customer_new"),
    path("customers/<int:pk>/", customers.customer, name="customer"),
    path("customers/<int:pk>/edit/", customers.customer_edit, name="customer_edit"),
    path("customers/<int:pk>/archive/", customers.customer_archive, name="customer_archive"),
    path("customers/<int:pk>/unarchive/", customers.customer_unarchive, name="customer_unarchive"),
    path("customers/<int:pk>/contacts/new/", contacts.contact_new, name="contact_new"),
    path("contacts/<int:pk>/edit/", contacts.contact_edit, name="contact_edit"),
    path("contacts/<int:pk>/remove/", contacts.contact_remove, name="contact_remove"),
    path("customers/<int:pk>/mapping/<int:tenant_pk>/", mapping.mapping, name="mapping"),
    path(
        "customers/<int:pk>/mapping/<int:tenant_pk>/new/",
        mapping.organization_new,
        name="organization_new",
    ),
    path("organizations/<int:pk>/unmap/", mapping.unmap, name="unmap"),
    path(
        "organizations/<int:pk>/refresh/",
        mapping.organization_refresh,
        name="organization_refresh",
    ),
    path("organizations/<int:pk>/accept/", mapping.organization_accept, name="organization_accept"),
    path(
        "customers/<int:pk>/connections/<int:tenant_pk>/adopt/",
        connections.connection_adopt,
        name="connection_adopt",
    ),
    path(
        "customers/<int:pk>/connections/<int:tenant_pk>/new/",
        connections.connection_create,
        name="connection_create",
    ),
    path("connections/<int:pk>/", connections.connection, name="connection"),
    path("connections/<int:pk>/look/", connections.connection_look, name="connection_look"),
    path("connections/<int:pk>/enable/", connections.connection_enable, name="connection_enable"),
    path("connections/<int:pk>/finish/", connections.connection_finish, name="connection_finish"),
    path("connections/<int:pk>/domains/new/", domains.domain_add, name="domain_add"),
    path("domains/<int:pk>/check/", domains.domain_check, name="domain_check"),
    path("domains/<int:pk>/remove/", domains.domain_remove, name="domain_remove"),
    path("domains/<int:pk>/force/", domains.domain_force, name="domain_force"),
    path("tenants/", tenants.tenants, name="tenants"),
    path("tenants/new/", tenants.tenant_new, name="tenant_new"),
    path("tenants/<int:pk>/", tenants.tenant, name="tenant"),
    path("tenants/<int:pk>/edit/", tenants.tenant_edit, name="tenant_edit"),
    path("tenants/<int:pk>/check/", tenants.tenant_check, name="tenant_check"),
    path("tenants/<int:pk>/stream/start/", tenants.stream_start, name="stream_start"),
    path("tenants/<int:pk>/stream/stop/", tenants.stream_stop, name="stream_stop"),
    path("audit/", audit.audit, name="audit"),
]
