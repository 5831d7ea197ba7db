"""The JSON API's door to what this app has. It decides nothing: services do."""
