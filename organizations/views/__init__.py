"""Staff's pages about customers, their organizations and connections, tenants and the trail."""
