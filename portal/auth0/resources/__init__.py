"""One module per resource of the Management API."""
