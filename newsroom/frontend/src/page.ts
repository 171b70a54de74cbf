/** The small things every page needs; loaded with defer after htmx.js. What a page can ask for stands in contract.ts. */

import { confirming } from "./accounts/confirming";
import { demoAccounts } from "./accounts/demo";
import { passkeys } from "./accounts/passkeys";
import { session } from "./accounts/session";
import { signingOut } from "./accounts/signing-out";
import { menus } from "./frame/menus";
import { changes } from "./history/changes";
import { copyButtons } from "./page/copying";
import { dialogs } from "./page/dialogs";
import { drafts } from "./page/drafts";
import { listen } from "./page/events";
import { shortcuts } from "./page/field-shortcuts";
import { mentions } from "./page/mentions";
import { paletteOpener } from "./page/palette-opener";
import { nameKeys } from "./page/shortcuts";
import { theme } from "./page/theme";
import { timeZone } from "./page/time-zone";
import { richPaste } from "./pasting/rich-paste";
import { configureHtmx } from "./requests/htmx";
import { plainForms } from "./requests/plain-forms";
import { forms } from "./requests/sent-once";
import { toasts } from "./requests/toasts";

configureHtmx();
theme();
dialogs();
demoAccounts();
passkeys(); // before forms, for which a form counts as sent otherwise
plainForms(); // before drafts, for which words were sent otherwise
drafts();
mentions();
forms();
changes();
session();
confirming();
toasts();
copyButtons();
richPaste();
shortcuts();
paletteOpener();
nameKeys(document);
menus();
listen("panel-opened", ({ body }) => nameKeys(body));
signingOut();
timeZone();
