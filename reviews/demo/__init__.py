"""A believable small newsroom to try everything on: the Saltmarsh Courier."""

from reviews.demo.newsroom import (
    PASSWORD,
    Account,
    NoDemoInProduction,
    accounts,
    is_empty,
    load,
    refuse_in_production,
)

__all__ = [
    "PASSWORD",
    "Account",
    "NoDemoInProduction",
    "accounts",
    "is_empty",
    "load",
    "refuse_in_production",
]
