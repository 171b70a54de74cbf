"""A believable small newsroom to try everything on: the Saltmarsh Courier."""

from reviews.demo.newsroom import Account, accounts, is_empty, load

__all__ = ["Account", "accounts", "is_empty", "load"]
