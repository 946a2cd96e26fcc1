"""Atom and JSON feeds of lists."""
