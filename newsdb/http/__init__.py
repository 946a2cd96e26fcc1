"""ASGI types and helpers, and the responses of the site's own JSON endpoints."""
