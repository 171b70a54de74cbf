"""The browser that is brought where there is none: verified by hash, and with letters to show."""

import json
import os
from concurrent.futures import ThreadPoolExecutor

import pytest
from playwright.sync_api import sync_playwright

from tests.environment import browser

pytestmark = pytest.mark.journey  # once a run is enough

LETTERS = """
texts => {
  const drawn = text => {
    const canvas = document.createElement("canvas"), pen = canvas.getContext("2d");
    pen.font = "40px " + family;
    pen.fillText(text, 10, 60);
    return canvas.toDataURL();
  };
  let family = "";
  const found = {};
  for (family of ["serif", "sans-serif", "monospace"])
    found[family] = texts.map(text => drawn(text) !== drawn("\\u{FFFFE}") && drawn(text) !== drawn(""));
  return found;
}
"""


def letters_shown(found, texts):
    """Generic family → for each text whether the browser has its letters."""
    with sync_playwright() as playwright:
        launched = playwright.chromium.launch(
            executable_path=found.program, args=list(found.flags), env={**os.environ, **found.environ}
        )
        shown = launched.new_page().evaluate(LETTERS, texts)
        launched.close()
    return shown


def test_it_shows_latin_arabic_hebrew_and_cyrillic_letters(monkeypatch):
    monkeypatch.setenv("TEST_BROWSER", browser.FETCH)
    try:
        found = browser.find()
    except browser.Unavailable as error:
        pytest.skip(str(error))
    with ThreadPoolExecutor(1) as thread:  # Playwright of other tests keeps a loop in this one
        shown = thread.submit(letters_shown, found, ["é", "ش", "ﻻ", "ש", "Ж", "“"]).result()
    assert shown == {family: [True] * 6 for family in ("serif", "sans-serif", "monospace")}


def test_every_package_has_its_hash_in_the_lockfile():
    lock = json.loads((browser.PACKAGES / "package-lock.json").read_text())
    wanted = json.loads((browser.PACKAGES / "package.json").read_text())["dependencies"]
    packages = {path: package for path, package in lock["packages"].items() if path}
    assert all(package["integrity"].startswith("sha512-") for package in packages.values())
    for name, version in wanted.items():
        assert packages[f"node_modules/{name}"]["version"] == version
