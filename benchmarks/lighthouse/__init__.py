"""Lighthouse's scores of every kind of page."""
