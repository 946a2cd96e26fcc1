"""ASGI middleware, one class per module; `plugins/middleware.py` puts them in order."""
