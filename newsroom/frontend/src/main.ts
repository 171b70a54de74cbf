/**
 * The editor of an article page. What the page holds, by id, and what is done with it:
 *
 * #copy            The copy as HTML; becomes the editor. data-steps-url, data-editable ("true"/"false"), data-user
 *                  (id of whoever sits here), data-place-from and -to (words to select at first), data-label (its
 *                  accessible name), data-placeholder-headline, -standfirst, -body, lang, dir. It gets class "ProseMirror" and, for scripts, `.copydesk` (Handle).
 *                  Its HTML: h1, p.standfirst, p, h2 to h4, blockquote, aside.pull-quote, ul, ol, li, hr, br,
 *                  figure > span.picture[data-credit] + figcaption, a[rel], em, strong. Empty blocks that say what belongs
 *                  there have class "empty" and data-placeholder. Passages are span.passage[data-query] with
 *                  passage-open or passage-resolved, passage-blocking, passage-changed, passage-moved, active;
 *                  words being asked about span.passage-asking.
 *                  data-article (its number), data-events-url, data-presence-url, data-threads-url: without them the
 *                  page asks for steps now and then. The others' cursors are span.cursor.cursor-1 to -8[data-name],
 *                  their selections span.selection.selection-1 to -8.
 * #here            ul, hidden while nobody else is here; gets li.person.person-1 to -8 with their names.
 * #copy-data       JSON {doc, version, passages: [{query, anchor, start, end, state, kind, blocking, open}]}.
 * #toolbar         button[data-command]: bold italic link paragraph heading2 heading3 heading4 bullet_list
 *                  ordered_list blockquote pull_quote standfirst rule undo redo ask wrote. They get aria-pressed,
 *                  aria-disabled (never disabled) and one tab stop between them.
 * #save-state      role=status; data-saved, -saving, -offline, -unkept (offline, and the browser's store is full),
 *                  -refused. Gets its text, and data-state: saved, saving, offline or refused.
 * #mode            button[data-mode]: editing, suggesting; they get aria-pressed, and #copy data-mode. Without it, and
 *                  with data-editable="suggest", whatever is typed is suggested. on #copy data-overtaken, -entangled and
 *                  -too-long: sentences for when a change of one's own was left out, cannot be suggested, or makes the
 *                  article longer than one can be.
 * #refusal         role=alert; why a change was not made.
 * #suggested       how many suggestions there are, and .decided li with what was decided, the newest first.
 * #threads         .suggestion[data-suggestion][tabindex=0] with .by and [data-change] inside, laid out like the threads;
 *                  [data-inserted], [data-deleted] and [data-formatted] follow what is typed. In #copy the words are ins
 *                  and del.proposed.by-1 to -8[data-suggestion], formatting span.proposed.formatting; blocks have
 *                  data-inserted, -deleted, -retyped and data-by. What is lit has class "lit".
 * #ask-dialog      dialog with an htmx form[data-draft]: inputs start, end, version, quote; [data-ask-quote];
 *                  textarea proposed in [data-proposing], [data-fill-proposed] puts the passage in it. Closed after the
 *                  POST, emptied after a successful one, which answers with HX-Trigger: passages-changed.
 * #ask-kept        hidden unless a question is half written: [data-ask-kept-quote], button[data-ask-again].
 * form[data-place] in a thread: inputs start, end, version get the selected words before it is sent.
 * form[data-take-back] in a thread: undoes the acceptance of its words; undo in the copy right after it presses it.
 * form[data-after-saving] is sent when the server has every word typed here.
 * [data-of-page]   what scripts put into a thread; it stays when the thread is renewed.
 * #passage-hint    div.passage-hint, put into the copy's parent: what a passage was, and where its thread is.
 * #link-dialog     dialog with form method=dialog: input href, [data-link-error][hidden], submit buttons with value
 *                  set, remove, cancel.
 * #refused-dialog  dialog with form method=dialog, also where nothing can be edited: [data-refused-reason],
 *                  textarea[data-refused-text], buttons with value keep, discard.
 * #threads, #resolved  Renewed from data-threads-url when news comes; what somebody is typing in stays.
 * #threads         .thread[data-query][data-open][tabindex=0] with [data-question] inside. On wide screens it has
 *                  class "threads-aligned" and a min-height, and each thread is moved by translateY from its top
 *                  (#threads position: relative, .thread position: absolute). The lit one has class "active".
 * #wrote-dialog    dialog with data-url, which answers who wrote the words between ?start and end at version, and its
 *                  sentences data-waiting, -none, -unsaved, -failed; [data-wrote] gets the answer.
 * #pasted-notes    hidden until notes are found in pasted words; data-scan-url, -queries-url, -put-back-url (with
 *                  /0/ for the query), and its sentences; ol, template with [data-note-question] and so on,
 *                  button[data-act]: make, make-all, put-back, leave.
 * #paste-losses    hidden until something pasted could not be put in the copy as it was; p gets the sentences in
 *                  data-tables, -kept, -left (each with -many) and -files ({n}, {names}); the kinds in data-img and so on.
 * [data-go]        a button that goes to the next open query, with "-1" to the one before.
 * #announce        aria-live=polite; data-editing, -suggesting, -suggestion ("{n} of {total}, {who}: {text}"),
 *                  -suggested ("{n} {text}"), -no-suggestion, -no-suggestion-here, -not-yours; data-position ("Query {n} of {total}: {text}"), -none, -nothing-selected,
 *                  -select-first, -was ("{n} {text}"), and what arrived: -arrived ("{n} {text}"), -replied ("{n} {who}
 *                  {text}"), -resolved, -reopened, -gone, -back ("{n}"), -changes ("{n}").
 *
 * [data-word-count] gets the number of words after each save, and <body> the event "copy-saved" {version}. The event
 * "passages-changed" anywhere makes the editor ask for the passages. "#query-5" in the address or in a link leads to
 * that query, "#passage-5" to its words. Keys are in newsroom/shortcuts.json: those of ask, wrote, mode and the formats
 * work in the copy; those of suggestions and queries everywhere, single letters outside of fields. Escape leads from the
 * copy to the toolbar.
 *
 * A style sheet must give .ProseMirror "white-space: break-spaces", .ProseMirror-selectednode an outline,
 * .ProseMirror-hideselection a transparent selection, and img.ProseMirror-separator neither border nor margin.
 */
import { readCopyPage } from "./editor/copy-page";
import { start } from "./editor/start";

const page = readCopyPage();
if (page) void start(page);
