"""What every page has around it: the menu of who is signed in."""

from __future__ import annotations


def account(page):
    """The button with the menu of who is signed in; not there for who is not."""
    return page.locator("button.account:has(.avatar)")


def sign_out(page):
    if account(page).get_attribute("aria-expanded") == "false":
        account(page).click()
    page.get_by_role("button", name="Sign out", exact=True).click()


def choose_theme(page, name):
    page.locator("button.account").click()
    page.get_by_role("group", name="Theme").get_by_role("button", name=name).click()
