/**
 * The editor of an article page. What the page holds and what is done with it:
 *
 * #copy                  the copy as HTML; becomes the editor. data-steps-url, data-editable ("true"/"false"),
 *                        data-user (id of whoever sits here), lang, dir; data-label (its accessible name), data-placeholder-headline, -standfirst, -body.
 *                        Afterwards it has class "ProseMirror" and, for scripts, `.copydesk` (see Handle).
 *                        Its HTML: h1, p.standfirst, p, h2–h4, blockquote, aside.pull-quote, ul, ol, li, hr, br,
 *                        figure > img[data-credit] + figcaption, a[rel], em, strong; empty blocks that say what belongs
 *                        there have class "empty" and data-placeholder.
 *                        Passages: span.passage[data-query] with passage-open or passage-resolved, passage-blocking,
 *                        passage-changed, passage-moved, active. Words being asked about: span.passage-asking.
 * #copy-data             JSON {doc, version, passages: [{query, start, end, state, kind, blocking, open}]}
 * #toolbar               button[data-command]: bold italic link paragraph heading2 heading3 heading4 bullet_list
 *                        ordered_list blockquote pull_quote standfirst rule undo redo ask. They get aria-pressed and
 *                        aria-disabled="true" (never disabled) and one tab stop between them.
 * #save-state            role=status; data-saved, data-saving, data-offline, data-unkept (offline and the browser's store
 *                        is full), data-refused. Gets its text, and data-state="saved|saving|offline|refused".
 * #ask-dialog            dialog with an htmx form: inputs start, end, version, and [data-ask-quote]. Closed and emptied
 *                        after a successful POST, which answers with HX-Trigger: passages-changed.
 * #link-dialog           dialog with form method=dialog: input name=href, [data-link-error][hidden], submit buttons with
 *                        value "set", "remove", "cancel" (cancel with formnovalidate).
 * #refused-dialog        dialog with form method=dialog: [data-refused-reason], textarea[data-refused-text], buttons with
 *                        value "keep" and "discard".
 * #threads .thread       section[data-query][data-open][tabindex=0], [data-question] inside. On wide screens #threads has
 *                        class "threads-aligned", a min-height, and each thread is moved by translateY from the top of
 *                        #threads (position: relative there; .thread position: absolute with top 0). The lit one: active.
 * #announce              aria-live=polite; data-position ("Query {n} of {total}: {text}"), data-none, data-nothing-selected.
 * [data-word-count]      gets the number of words after each save.
 */
import { readCopyPage } from "./copy-page";
import { start } from "./editor";

const page = readCopyPage();
if (page) void start(page);
