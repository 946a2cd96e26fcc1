"""`newsdb load` and its commands."""

from __future__ import annotations

from loaders.commands.group import load_group

__all__ = ["load_group"]
