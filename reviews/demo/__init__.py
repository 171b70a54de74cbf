"""A believable small newsroom to try everything on: the Saltmarsh Courier."""

from reviews.demo.newsroom import PASSWORD, Account, accounts, is_empty, load

__all__ = ["PASSWORD", "Account", "accounts", "is_empty", "load"]
