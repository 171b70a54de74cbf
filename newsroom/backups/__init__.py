"""Backups: rows, attachments and keys in one file, and how to restore them."""
