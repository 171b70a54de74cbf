"""Figures for BENCHMARKS.md: real requests to the real application, on a real PostgreSQL.

``python3 manage.py bench`` runs this. Nothing here is a test: what must hold whatever the machine
(statements, ratios of work) is held by tests.
"""
