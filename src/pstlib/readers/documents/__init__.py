"""Readers of published documents."""
