"""The README's pictures: the demo newsroom, as a browser shows it.

``python3 manage.py screenshots`` runs this and writes docs/pictures/*.png. Everything is real: a fresh
database, the demo as it is loaded, its mail delivered, the pages served by the application.
"""

from __future__ import annotations

import atexit
import os
import shutil
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

    Pictures = dict[str, tuple[str, dict[str, object], Callable[[Page], None]]]

ROOT = Path(__file__).resolve().parents[1]
PICTURES = ROOT / "docs" / "pictures"
WIDE = {"width": 1360, "height": 900}
RETURNED = ("two new fields", "three new fields")
"""What was changed in the copy for review that comes back."""
NARROW = {"width": 390, "height": 800}

var = Path(tempfile.mkdtemp(prefix="cds-", dir="/tmp"))
atexit.register(shutil.rmtree, var, ignore_errors=True)
for name in ("DATABASE_URL", "REDIS_URL", "EMAIL_URL", "COPYDESK_ENV"):
    os.environ.pop(name, None)
os.environ |= {
    "COPYDESK_VAR": str(var),
    "DJANGO_SETTINGS_MODULE": "newsroom.settings",
    "DJANGO_ALLOW_ASYNC_UNSAFE": "1",  # Playwright keeps a loop in this thread
}


def take(pictures: Pictures, browser: Browser, address: str, wanted: set[str]) -> None:
    """Take those of the pictures that are wanted; all of them when none is named."""
    for name, (who, options, act) in pictures.items():
        if wanted and name not in wanted:
            continue
        context = browser.new_context(
            base_url=address, locale="en-GB", reduced_motion="reduce", **{"viewport": WIDE, **options}
        )
        page = context.new_page()
        if who:
            sign_in(page, who)
        act(page)
        page.wait_for_load_state("networkidle")
        page.screenshot(path=PICTURES / f"{name}.png")
        context.close()
        print(f"docs/pictures/{name}.png")


def sign_in(page: Page, who: str) -> None:
    page.goto("/login/")
    page.locator("input[name=username]").fill(f"{who}@saltmarsh.example")
    page.locator("input[name=password]").fill("courier")
    page.locator("form button.button, form button[type=submit]").first.click()
    page.wait_for_url(lambda url: "login" not in url)


def go(path: str) -> Callable[[Page], None]:
    return lambda page: page.goto(path) and None


def preview(page: Page) -> None:
    """A file of Word with a thread, a tracked change and notes in its text, looked at before it is filed."""
    page.goto("/import/")
    upload(page, commented_file())
    page.get_by_role("combobox", name="Desk").last.select_option(label="City")
    page.get_by_role("button", name="Preview").click()
    page.locator("ol.found").wait_for()


def upload(page: Page, data: bytes) -> None:
    kind = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
    file = {"name": "old-pier.docx", "mimeType": kind, "buffer": data}
    page.get_by_label("Upload a file").set_input_files(file)


def commented_file() -> bytes:
    from tests.articles.importing.word.making import comment, dele, docx, end, ins, p, part, start

    desk, freelance = "Ruth Adeyemi", "Nora Blythe"
    comments = comment(1, "Which pier, the old one or the new one?", by=desk, mark="0A")
    comments += comment(2, "The old one, by the lighthouse.", by=freelance, mark="0B")
    comments += comment(3, "Can we say two hundred?", by=desk, mark="0C")
    threads = '<w15:commentEx w15:paraId="0A"/><w15:commentEx w15:paraId="0B" w15:paraIdParent="0A"/>'
    by = f'w:author="{freelance}"'
    body = (
        p("The night boat comes back to the old pier", style="Title")
        + p(f"By {freelance}")
        + p(
            *("From May the boat will leave the ", start(1), start(2), "pier", end(1), end(2), " at "),
            *(ins("half past ten", by=by), dele("22.30", by=by)),
            " every night, the harbour office said on Monday.",
        )
        + p("Some ", start(3), "200 people", end(3), " signed a letter about it <have we seen the letter?>.")
        + p("A single ticket will cost TK euros, as on the ferry.")
    )
    parts = {
        "word/comments.xml": part("w:comments", comments),
        "word/commentsExtended.xml": part("w15:commentsEx", threads),
    }
    return docx(body, parts=parts)


def returned(page: Page) -> None:
    """A copy for review that was answered and edited in Word, looked at before it is merged."""
    from django.utils import timezone

    from articles.models import Article
    from newsroom.models import User
    from reviews.queries.review_copies import review_copy
    from tests.reviews.workflow.test_returned import edited, replied

    article = Article.objects.get(headline__startswith="Waiting list")
    ruth = User.objects.get(name="Ruth Adeyemi")
    data = review_copy(article=article, by=ruth, now=timezone.now())
    data = edited(replied(data, "Two years, the housing office told me.", author="Nora Blythe"), RETURNED)
    page.goto(f"{article.get_absolute_url()}new-version/")
    upload(page, data)
    page.get_by_role("button", name="Preview").click()
    page.get_by_role("button", name="Merge").wait_for()


def set_up(page: Page) -> None:
    from reviews.setup import links

    page.goto(links.path())
    for label, words in (
        ("Name of the newsroom", "Riverside Weekly"),
        ("Your name", "Ines Okafor"),
        ("Your email address", "ines@riverside.example"),
        ("Name of the desk", "City"),
    ):
        page.get_by_label(label).fill(words)


def letter(page: Page) -> None:
    page.goto("/mail/")
    page.get_by_role("link", name="Night ferry").first.click()


def story(words: str, tail: str = "", *, click: str = "") -> Callable[[Page], None]:
    """Go to the story with these words in its headline, or to a page of it."""

    def act(page: Page) -> None:
        page.goto(f"/stories/?state=&words={words}")
        href = page.get_by_role("link", name=words).first.get_attribute("href")
        page.goto(f"{href}{tail}")
        if click:
            page.locator(click).click()

    return act


BEFORE_THE_DEMO: Pictures = {"set-up": ("", {"timezone_id": "Europe/Dublin"}, set_up)}
"""Of a database without people."""

PICTURES_OF: Pictures = {
    "article": ("ruth", {}, story("Night ferry", click="#query-2")),
    "article-dark": (
        "ruth",
        {"color_scheme": "dark", "viewport": {"width": 1180, "height": 800}},
        story("Night ferry", click="#query-2"),
    ),
    "article-narrow": ("mara", {"viewport": NARROW, "device_scale_factor": 2}, story("Night ferry")),
    "suggestions": ("ruth", {}, story("Waiting list", click="#copy ins >> nth=0")),
    "arabic": ("mara", {}, story("سوق")),
    "import": ("mara", {}, preview),
    "returned": ("ruth", {}, returned),
    "stories": ("ruth", {}, go("/stories/")),
    "board": ("ruth", {}, go("/board/")),
    "compare": ("jonas", {}, story("orchestra", "compare/")),
    "preflight": ("ruth", {}, story("orchestra", "preflight/")),
    "release": ("peter", {}, story("Library", "releases/1/")),
    "mail": ("mara", {}, letter),
    "settings-people": ("ines", {}, go("/settings/people/")),
    "admin": ("ines", {}, go("/admin/")),
}


SIZES = {
    "telephone-small": (320, 700),
    "telephone": (390, 844),
    "zoomed": (680, 450),
    "tablet": (820, 1100),
    "laptop": (1024, 768),
    "desktop": (1360, 900),
    "wide": (1920, 1080),
}
SITE = (
    (
        "ines",
        "/ /stories/ /board/ /calendar/ /inbox/ /import/ /mail/ /preferences/ /permissions/ /webhooks/"
        " /account/ /design/",
    ),
    (
        "ines",
        "/settings/people/ /settings/people/invite/ /settings/desks/ /settings/newsroom/ /settings/security/",
    ),
    ("ines", "/admin/ /admin/articles/article/"),
    ("", "/login/ /password/forgotten/ /nothing-here/"),
)
STORY = (
    "copy preflight/ history/ history/1/ compare/ authorship/ clean/ guests/ details/ move/ correction/"
    " new-version/"
)
STORIES = {"story": ("ruth", "Night ferry"), "arabic": ("mara", "سوق"), "released": ("peter", "Library")}


def take_every_page(browser: Browser, address: str, folder: Path) -> None:
    """Each page at each width in light, and at the width of a desktop in dark: one file each, to look at."""
    folder.mkdir(parents=True, exist_ok=True)
    shots = [(name, size, "light") for name, size in SIZES.items()] + [("desktop", SIZES["desktop"], "dark")]
    for who in sorted({who for who, _paths in SITE} | {who for who, _words in STORIES.values()}):
        context = browser.new_context(base_url=address, locale="en-GB", reduced_motion="reduce")
        page = context.new_page()
        if who:
            sign_in(page, who)
        for name, path in addresses(page, who):
            page.goto(path)
            for size, (width, height), scheme in shots:
                page.set_viewport_size({"width": width, "height": height})
                page.emulate_media(color_scheme=scheme)  # type: ignore[arg-type]
                page.wait_for_timeout(200)
                page.screenshot(path=folder / f"{name}-{size}-{scheme}.png")
            print(name)
        context.close()


def addresses(page: Page, who: str) -> list[tuple[str, str]]:
    """Name of the picture and address of every page that is looked at as this person."""
    paths = [path for one, listed in SITE if one == who for path in listed.split()]
    found = [(path.strip("/").replace("/", "-") or "needs-me", path) for path in paths]
    for name, (one, words) in STORIES.items():
        if one == who:
            page.goto(f"/stories/?state=&words={words}")
            href = page.get_by_role("link", name=words).first.get_attribute("href")
            for tail in STORY.split():
                found.append(
                    (f"{name}-{tail.strip('/').replace('/', '-')}", f"{href}{tail.replace('copy', '')}")
                )
    return found


def main() -> None:
    import django

    django.setup()
    from django.core.management import call_command
    from playwright.sync_api import sync_playwright

    from reviews.notifications import outbox
    from tests.environment import browser as browsers
    from tests.environment import processes

    call_command("migrate", verbosity=0)
    found = browsers.find()
    if own_node := browsers.node_for_playwright():
        os.environ["PLAYWRIGHT_NODEJS_PATH"] = own_node
    PICTURES.mkdir(parents=True, exist_ok=True)
    with processes.web() as address, sync_playwright() as playwright:
        launched = playwright.chromium.launch(
            executable_path=found.program, args=list(found.flags), env={**os.environ, **found.environ}
        )
        every_page = Path(sys.argv[2]) if sys.argv[1:2] == ["--every-page"] else None
        if not every_page:
            take(BEFORE_THE_DEMO, launched, address, set(sys.argv[1:]))
        call_command("load_demo", verbosity=0)
        outbox.drain(seconds=60)
        call_command("index_search", verbosity=0)
        if every_page:
            take_every_page(launched, address, every_page)
        else:
            take(PICTURES_OF, launched, address, set(sys.argv[1:]))
        launched.close()


if __name__ == "__main__":
    main()
