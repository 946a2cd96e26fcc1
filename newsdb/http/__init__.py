"""ASGI types and helpers, and the JSON responses of the site."""
