"""The first hour of a newsroom: from an empty database to the first story that is signed and released."""

from __future__ import annotations

import re
import shutil
import tempfile
from pathlib import Path

import pytest
from playwright.sync_api import expect

from tests.environment.processes import wait_until
from tests.environment.up import Up
from tests.journeys.looking import serious
from tests.journeys.test_editing import saved
from tests.journeys.test_margin import select

PASSWORD = "seven grey herons"
PEOPLE = (
    ("mara@riverside.example", "Mara Velde", "writer", ""),
    ("ruth@riverside.example", "Ruth Adeyemi", "editor", "Desk edit"),
    ("jonas@riverside.example", "Jonas Weber", "reader", "Copy edit"),
    ("peter@riverside.example", "Peter Lund", "editor", "Final read"),
    ("leila@riverside.example", "Leila Haddad", "viewer", ""),
)
DRAFT = """# Ferry runs at night again

The last boat leaves at 23.40. A single ticket costs 6.50 euros.
"""


@pytest.fixture
def running(smtp_server):
    """``manage.py up --empty`` on data of its own, whose mail goes to the mail server."""
    var = Path(tempfile.mkdtemp(prefix="cdfirst-", dir="/tmp"))
    run = Up(var, "--empty", EMAIL_URL=smtp_server.url, COPYDESK_ENV="test", MAIL_WINDOW="0s")
    yield run
    run.stop()
    shutil.rmtree(var, ignore_errors=True)


@pytest.fixture
def visit(running, new_page):
    """Opens a browser of one's own on that run."""
    running.wait_until_ready()
    address = f"http://127.0.0.1:{running.port}"
    return lambda: new_page(base_url=address, timezone_id="Europe/Dublin")


def link_in(text):
    (found,) = set(re.findall(r"http://\S+/(?:set-up|invitations)/\S+", text))
    return found


def set_up(page, link):
    """One page, filled in by the managing editor."""
    page.goto(link)
    assert serious(page) == []
    page.get_by_label("Name of the newsroom").fill("Riverside Weekly")
    expect(page.get_by_label("Time zone")).to_have_value("Europe/Dublin")  # the browser's own
    page.get_by_label("Your name").fill("Ines Okafor")
    page.get_by_label("Your email address").fill("ines@riverside.example")
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_label("Name of the desk").fill("City")
    page.get_by_role("radio", name=re.compile("Small magazine")).check()
    page.get_by_role("group", name="You sign off").get_by_role("checkbox", name="Final read").uncheck()
    for number, (address, name, role, stage) in enumerate(PEOPLE, start=1):
        line = page.get_by_role("group", name=f"Person {number}", exact=True)
        line.get_by_label("Email address").fill(address)
        line.get_by_label("Name", exact=True).fill(name)
        line.get_by_label("Role").select_option(role)
        if stage:
            line.get_by_role("checkbox", name=stage).check()
    page.get_by_role("button", name="Set up the newsroom").click()
    expect(page.get_by_text("5 invitations were sent.")).to_be_visible()
    expect(page.get_by_role("heading", name="No stories in progress")).to_be_visible()


def accept(page, mailbox, address, name):
    """Read one's own mail, choose a password, and see what one can do."""
    wait_until(lambda: mailbox.to(address))
    (message,) = mailbox.to(address)
    page.goto(link_in(message.get_body(("plain",)).get_content()))
    expect(page.get_by_label("Your name")).to_have_value(name)
    assert serious(page) == []
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Accept and sign in").click()
    expect(page.get_by_role("heading", name=f"Welcome, {name}")).to_be_visible()
    assert serious(page) == []
    return page


def test_the_first_hour(running, visit, smtp_server):
    page = visit()
    page.goto("/")
    expect(page.get_by_text("This Copydesk has no newsroom yet.")).to_be_visible()
    wait_until(lambda: "Press Ctrl-C" in running.output)
    set_up(page, link_in(running.output))

    at = {name.split()[0]: accept(visit(), smtp_server, address, name) for address, name, *_ in PEOPLE}

    mara = at["Mara"]
    mara.get_by_role("button", name="Other ways to begin a story").first.click()
    mara.get_by_role("link", name="Paste or upload").first.click()
    mara.get_by_role("textbox", name="or paste the copy").fill(DRAFT)
    mara.get_by_role("button", name="Preview").click()
    mara.get_by_role("button", name="File story").click()
    expect(mara.locator("#copy h1")).to_have_text("Ferry runs at night again")
    path = re.sub(r"https?://[^/]+", "", mara.url).partition("?")[0]

    # An editor asks on the words themselves, the writer answers and mends, the editor resolves.
    ruth = at["Ruth"]
    ruth.goto(path)
    select(ruth, "6.50 euros")
    ruth.keyboard.press("Control+Alt+m")
    ruth.get_by_label("Question").fill("6.50 or 5.60?")
    ruth.get_by_role("dialog").get_by_role("button", name="Ask").click()
    thread = mara.locator("#threads .thread", has_text="6.50 or 5.60?")
    thread.click()
    thread.locator("textarea[name=body]").fill("5.60. I have changed it.")
    thread.get_by_role("button", name="Reply").click()
    expect(mara.locator("#threads .thread", has_text="I have changed it")).to_be_visible()
    select(mara, "6.50")
    mara.keyboard.type("5.60")
    saved(mara)
    expect(ruth.locator("#copy")).to_contain_text("A single ticket costs 5.60 euros.")
    thread = ruth.locator("#threads .thread", has_text="6.50 or 5.60?")
    thread.click()
    thread.get_by_role("button", name="Resolve").click()
    expect(ruth.locator(".thread[data-open=true]")).to_have_count(0)

    # Three stages, three people; who only views signs nothing.
    leila = at["Leila"]
    leila.goto(f"{path}preflight/")
    expect(leila.get_by_role("button", name=re.compile("Sign off"))).to_have_count(0)
    for name, stage in (("Ruth", "Desk edit"), ("Jonas", "Copy edit"), ("Peter", "Final read")):
        signer = at[name]
        signer.goto(f"{path}preflight/")
        signer.get_by_role("button", name=f"Sign off ({stage})").click()
        expect(signer.get_by_text(re.compile(f"Signed off by {name}"))).to_be_visible()

    peter = at["Peter"]
    expect(peter.get_by_text("All clear.")).to_be_visible()
    peter.get_by_role("button", name="Release").click()
    expect(peter.get_by_role("heading", name="Release this story?")).to_be_visible()
    peter.get_by_role("button", name="Release").click()
    expect(peter.get_by_role("heading", name=re.compile("certificate|released", re.I)).first).to_be_visible()
    leila.goto(f"{path}clean/")
    expect(leila.locator("main")).to_contain_text("A single ticket costs 5.60 euros.")

    # The link that set the newsroom up does nothing any more.
    stranger = visit()
    stranger.goto(link_in(running.output))
    expect(stranger.get_by_role("heading", name="Sign in")).to_be_visible()
