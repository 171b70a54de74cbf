/**
 * The small things every page needs; loaded with defer after htmx.js. What a page can ask for:
 *
 * [data-open-dialog="id"]     opens that dialog; [data-close-dialog] closes the one it is in.
 * [data-theme-choice]         a button whose value (light, dark, auto) becomes data-theme on <html>, gets aria-pressed;
 *                             or a select. Kept in the cookie "theme", so that the server can draw the page right at once.
 * form[data-draft="name"]     what is typed is kept in this browser under that name until the form was sent.
 *                             [data-discard-draft] in it throws it away. Sentences: data-restored and data-discard of #announce.
 * textarea                    Ctrl/Cmd+Enter sends its form.
 * textarea[data-mentions]     suggests the people of #people (a JSON list of names) behind an @; sentences: data-people ("{n}"),
 *                             data-people-label of #announce.
 * form                        a second submit while the first is under way does nothing; meanwhile aria-busy="true".
 *                             [data-allow-resubmit] on the form is the exception (downloads).
 * [data-copy="selector"]      copies the value or text found there; [data-copied] is the word it then shows for a moment.
 * form[data-sign-out]         asks with that sentence first while words that were not sent are kept in this browser.
 * [data-shortcut="search"]    the field that the key of this act leads to (newsroom/shortcuts.json).
 * [data-keys]                 keys as other machines than Macs have them; those and the titles of
 *                             [aria-keyshortcuts] are named anew on a Mac.
 * [data-flash]                the first message (tabindex=-1) takes the focus when the page opens.
 * #request-failed             role=alert, hidden; shown when a request of htmx failed. Sentences: data-offline, and data-error
 *                             unless the page shows the server's own.
 */
import { copyButtons } from "./page/copying";
import { dialogs } from "./page/dialogs";
import { drafts } from "./page/drafts";
import { shortcuts } from "./page/field-shortcuts";
import { forms } from "./page/forms";
import { configureHtmx } from "./page/htmx";
import { mentions } from "./page/mentions";
import { nameKeys } from "./page/shortcuts";
import { signingOut } from "./page/signing-out";
import { theme } from "./page/theme";

configureHtmx();
theme();
dialogs();
drafts();
mentions();
forms();
copyButtons();
shortcuts();
nameKeys(document);
signingOut();
document.querySelector<HTMLElement>("[data-flash][tabindex]")?.focus();
