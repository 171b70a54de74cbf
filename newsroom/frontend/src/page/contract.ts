/**
 * What templates and scripts share, by name: a test compares this list with both sides. Templates are those of Django
 * and what Python draws by itself (articles/rendering.py, the template tags of reviews).
 *
 * The copy and the margin are drawn by the server first. In the copy passages are span.passage[data-query] with
 * passage-open or passage-resolved, passage-blocking, passage-changed or passage-moved, and active; what is proposed is
 * ins.proposed or del.proposed with by-1 to by-8 and data-suggestion, or span.proposed.formatting; blocks have
 * data-inserted, -deleted, -retyped and data-by. The lit suggestion has class "lit", an empty slot class "empty".
 * On wide screens #threads has class "threads-aligned" and a min-height, and each thread is moved by translateY from its
 * top. "#query-5" in the address or in a link leads to that query, "#passage-5" to its words.
 *
 * A style sheet must give .ProseMirror "white-space: break-spaces", .ProseMirror-selectednode an outline,
 * .ProseMirror-hideselection a transparent selection, and img.ProseMirror-separator neither border nor margin.
 */

/** Elements by their id. */
export interface Elements {
  /** aria-live=polite: says aloud the sentences in its data attributes. */
  announce: HTMLElement;
  /** Hidden unless words are looked for: fields find, replace, exact and words, and buttons with data-find. */
  "find-bar": HTMLFormElement;
  /** A form of htmx with start, end, version, quote, question and proposed; closed after the POST. */
  "ask-dialog": HTMLDialogElement;
  /** Hidden unless a question is half written. */
  "ask-kept": HTMLElement;
  /** Leads to the inbox, and opens #bell-panel, which is hidden at first and asks for its words when it is opened. */
  bell: HTMLAnchorElement;
  "bell-panel": HTMLElement;
  /** The copy as HTML; becomes the editor. For scripts, it gets the property `copydesk` (Handle). */
  copy: HTMLElement;
  /** Has the list of time zones; absent once somebody chose. */
  "browser-time-zone": HTMLElement;
  /** JSON: doc, version and passages (CopyData). */
  "copy-data": HTMLElement;
  /** A list, hidden while nobody else is here; gets li.person.person-1 to -8 with data-initials. */
  here: HTMLElement;
  /** A form method=dialog with fields image, alt, decorative, caption and credit, and buttons of value set and cancel. */
  "image-dialog": HTMLDialogElement;
  /** How long the copy is, against a target, and how long it takes to read. */
  length: HTMLElement;
  /** A form method=dialog with an input href, and submit buttons with value set, remove and cancel. */
  "link-dialog": HTMLDialogElement;
  /** The form to sign out that Django's administration brings. */
  "logout-form": HTMLFormElement;
  /** Buttons with data-mode; absent for whoever can only suggest. */
  mode: HTMLElement;
  /** Hidden until something pasted could not be put in the copy as it was; p gets the sentences. */
  "paste-losses": HTMLElement;
  /** Hidden until notes are found in pasted words; has an ol, and a template for its items. */
  "pasted-notes": HTMLElement;
  /** JSON: what the server asks a device for. */
  "passkey-options": HTMLElement;
  /** What is not in the row of tools: what does not fit there (groups with data-fold), and what is seldom used. */
  "more-tools": HTMLElement;
  /**
   * The one panel at the side of the story, hidden until a button with data-panel="name" is pressed; pressed again, it
   * closes, as by Escape and by data-close-panel. The button gets aria-expanded, and its words become the title. What is
   * in template[data-panel-template="name"] is put into #panel-body. What comes from the server is said on the button:
   *
   *     <button type="button" data-panel="sign-off" aria-expanded="false" aria-controls="panel"
   *       hx-get="…" hx-trigger="panel-opened" hx-target="#panel-body" hx-swap="innerHTML">Sign-off</button>
   *
   * What a script draws it puts into `body` on `listen("panel-opened", ({ name, body }) => …)`; it ends with the panel.
   */
  panel: HTMLElement;
  /** Put into the page when it is asked for: a field, #palette-list, and sentences for none, one and many results. */
  palette: HTMLDialogElement;
  /** role=listbox with what fits: links and buttons of role=option. */
  "palette-list": HTMLElement;
  /** Opens the command palette; has the addresses of its script and of what it shows, and the slug of an open story. */
  "palette-opener": HTMLButtonElement;
  "panel-body": HTMLElement;
  "panel-title": HTMLElement;
  /** JSON: the names of the people of the desk. */
  people: HTMLElement;
  /** role=alert: why a change was not made. */
  refusal: HTMLElement;
  /** A form method=dialog with buttons of value keep and discard; also where nothing can be edited. */
  "refused-dialog": HTMLDialogElement;
  /** role=status: what was done, each in an element with data-toast. */
  flash: HTMLElement;
  /** What a page has below its frame. */
  main: HTMLElement;
  /** role=alert, hidden while whoever the page was made for is signed in; has a p for the sentence. */
  "signed-out": HTMLElement;
  /** Resolved threads, apart from those that are laid out beside the copy. */
  resolved: HTMLElement;
  /** role=status: where the words are. */
  "save-state": HTMLElement;
  /** What blocks release, above the copy: links to the sign-off. */
  status: HTMLElement;
  /** Hidden: facts about the story with data-news, and in data-may what may be typed; renewed with what is above the copy. */
  "story-news": HTMLElement;
  /** Sign-off in the panel, drawn for data-version of the copy; has a hidden element with data-outdated. */
  signing: HTMLElement;
  /** Hidden until the copy may be edited again; has a button. */
  "reload-offer": HTMLElement;
  /** How many suggestions there are, and what was decided, the newest first. */
  suggested: HTMLElement;
  /** What its author alone sees: queries that are not sent yet. */
  drafts: HTMLElement;
  /** Threads on the whole story, above the others. */
  "whole-story": HTMLElement;
  /** How many are resolved, with the way there. */
  "resolved-count": HTMLElement;
  /** Threads and suggestions, laid out beside the copy. */
  threads: HTMLElement;
  /** Buttons with data-command; they get aria-pressed and aria-disabled (never disabled). All its buttons have one tab stop between them. */
  toolbar: HTMLElement;
  /** The list of stories, in data-query its filters; and the form that acts on those that are selected. */
  stories: HTMLElement;
  bulk: HTMLFormElement;
  /** The board; its form, which sends a move; and a dialog with the stages of a story in #move-choices. */
  board: HTMLElement;
  "board-move": HTMLFormElement;
  "move-dialog": HTMLDialogElement;
  /** Gets who wrote the selected words, from data-url with start, end and version. */
  "attribution-dialog": HTMLDialogElement;
}

/** Sentences of #announce, with what stands in braces filled in. */
export type Sentence =
  /** What a press came to. */
  | "editing"
  | "suggesting"
  | "suggestion"
  | "noSuggestion"
  | "noSuggestionHere"
  | "notYours"
  | "position"
  | "none"
  | "nothingSelected"
  | "selectFirst"
  | "was"
  | "pasted"
  /** What came in. */
  | "suggested"
  | "suggestedOne"
  | "arrived"
  | "replied"
  | "resolved"
  | "reopened"
  | "gone"
  | "back"
  | "changes"
  /** What the page shows. */
  | "focusOn"
  | "focusOff"
  /** What is kept in this browser, and who can be named. */
  | "restored"
  | "discard"
  /** Why something pressed did not work. */
  | "unreachable"
  | "unanswered"
  | "tryAgain"
  | "people"
  | "peopleLabel"
  /** Of the sheet of a query, and of whom a query is assigned to. */
  | "backToText"
  | "closeSheet"
  | "assignTo"
  | "assigned";

/** Things of a page that copy cannot hold, by their elements. */
export type Embedded = "audio" | "canvas" | "embed" | "iframe" | "img" | "math" | "object" | "svg" | "video";

/** Data attributes that templates write and scripts read. */
export type FromPage =
  /** #copy: "true", "false" or "suggest". */
  | "editable"
  /** #copy: the id of whoever sits here, and the accessible name. */
  | "user"
  | "label"
  /** #copy: words to select at first. */
  | "placeFrom"
  | "placeTo"
  | "placeholderHeadline"
  | "placeholderStandfirst"
  | "placeholderBody"
  /** A part with an id: "stories" of one's desks, renewed when one changes; from where, and the title it then gives. */
  | "live"
  | "liveUrl"
  | "liveTitle"
  /** One of the things of a list, with a link to it. */
  | "row"
  /** #copy: without the article and all three addresses the page asks for steps now and then. */
  | "stepsUrl"
  | "article"
  /** The body has it, too. */
  | "eventsUrl"
  | "presenceUrl"
  | "threadsUrl"
  /** #copy: why a change of one's own was left out, cannot be suggested, or would make the article too long. */
  | "overtaken"
  | "entangled"
  | "columns"
  | "tooLong"
  /** #copy: the address of the script of the tools, and what is said where it cannot be loaded. */
  | "toolsUrl"
  | "toolsFailed"
  /** The body: whoever the page was made for, by number and by name; absent when nobody was signed in. */
  | "person"
  | "personName"
  /** The body: the address of the script that asks who it is; on its links, that they open a window. */
  | "confirmUrl"
  | "elsewhere"
  /** #signed-out: its two sentences, {name} filled in, and the link; and what the sign-in leads to. */
  | "nobody"
  | "other"
  | "signIn"
  | "signedIn"
  /** In #flash: what was done, and the button that takes the sentence away. */
  | "toast"
  | "closeToast"
  /** #save-state; "unkept" is offline with a full store. */
  | "saved"
  | "saving"
  | "offline"
  | "unkept"
  | "refused"
  | "signedOut"
  /** #save-state: said where the copy was closed meanwhile. */
  | "closed"
  /** #story-news, as data-editable of the copy; the key of a fact, and that it is one's own act. */
  | "version"
  | "outdated"
  | "may"
  | "news"
  | "own"
  /** #announce. */
  | Sentence
  /** #attribution-dialog; "none" is a sentence of #announce, too. */
  | "url"
  | "waiting"
  | "unsaved"
  | "failed"
  | "attribution"
  /** A button that shows and hides what it controls. */
  | "menu"
  /** #palette-opener. */
  | "script"
  | "story"
  /** Buttons that open and close the side panel, and templates of what it shows. */
  | "panel"
  | "panelTemplate"
  | "closePanel"
  /** Groups of tools: the highest number goes into the menu first. */
  | "fold"
  /** #toolbar and #mode: what a button does. */
  | "command"
  | "mode"
  /** Threads and suggestions, and what they say; "inserted" to "formatted" follow what is typed. */
  | "query"
  | "open"
  | "question"
  | "suggestion"
  | "change"
  | "inserted"
  | "deleted"
  | "formatted"
  /** Forms of threads: gets the selected words; sent when the server has every word; undoes an acceptance. */
  | "place"
  | "afterSaving"
  | "takeBack"
  /** Cards: the mark of what they say; that the page has it, and it was left out of an answer. */
  | "mark"
  | "unchanged"
  /** A reply form whose query whoever is here may assign; the button that resolves a query. */
  | "mayAssign"
  | "resolve"
  /** A button that goes to the next open query, with "-1" to the one before. */
  | "go"
  /** Gets the number of words after each save. */
  | "wordCount"
  /** #ask-dialog and #ask-kept. */
  | "askQuote"
  | "proposing"
  | "fillProposed"
  | "askKeptQuote"
  | "askAgain"
  | "askStory"
  | "askWhole"
  | "askAssigned"
  | "askUnsent"
  | "askDropped"
  | "askDrop"
  | "askUndo"
  | "askClose"
  | "cancelAsk"
  /** #find-bar: what a button does, where the count goes, and its sentences; whether it has the line to replace. */
  | "find"
  | "findCount"
  | "foundNow"
  | "foundOne"
  | "foundMany"
  | "foundNone"
  | "replacedMany"
  | "suggestedMany"
  | "replacing"
  /** #length: its numbers, its sentences, and where these go. */
  | "wordsAMinute"
  | "target"
  | "over"
  | "under"
  | "reached"
  | "minutes"
  | "selectedWords"
  | "readingTime"
  | "lengthState"
  /** #image-dialog: whether the image is "new" or "placed"; where it is sent; its sentences and the places for these. */
  | "image"
  | "uploadUrl"
  | "uploading"
  | "noImage"
  | "noAlt"
  | "noPlace"
  | "imageShown"
  | "imageProgress"
  | "imageError"
  /** The outline: its list, what a headline without words is called, and what is said without headings. */
  | "outline"
  | "untitled"
  | "outlineEmpty"
  /** A button that leaves focus mode. */
  | "focusMode"
  | "linkError"
  | "refusedReason"
  | "refusedText"
  /** #pasted-notes: addresses, with /0/ for the query to put back; sentences; places for them; parts of an item. */
  | "scanUrl"
  | "queriesUrl"
  | "putBackUrl"
  | "act"
  | "one"
  | "many"
  | "madeOne"
  | "madeMany"
  | "struck"
  | "leave"
  | "close"
  | "foundText"
  | "struckText"
  | "madeText"
  | "errorText"
  | "noteWords"
  | "noteQuestion"
  | "noteReplies"
  | "notePassage"
  | "notePart"
  /** #paste-losses: a sentence for one and for many, and the names of what cannot be kept. */
  | "tables"
  | "tablesMany"
  | "footnotes"
  | "kept"
  | "keptMany"
  | "left"
  | "leftMany"
  | "files"
  | Embedded
  /** Any page: what is typed in the form is kept in this browser under that name until it was sent. */
  | "draft"
  /** A textarea in which people of #people are suggested behind an @. */
  | "mentions"
  /** A textarea whose paste is kept with its formatting, in the hidden field of that name; what is then said, where. */
  | "richPaste"
  | "richKept"
  | "richDropped"
  | "richSaid"
  | "closeDialog"
  /** An account of the demo, and the password of all of them. */
  | "signInAs"
  | "demoPassword"
  /** Copies the value or text found by that selector, and shows the word for a moment. */
  | "copy"
  | "copied"
  /** Keys as other machines than Macs have them. */
  | "keys"
  /** The field that the key of this act leads to (newsroom/shortcuts.json). */
  | "shortcut"
  /** What is asked before words are lost that were not sent. */
  | "signOut"
  /** A form that makes or uses a passkey; and where it says why that did not work, with "failed", too. */
  | "passkey"
  | "passkeyTrouble"
  | "unsupported"
  | "known"
  /** On the root: light, dark or auto; and what chooses among them. */
  | "theme"
  | "themeChoice"
  /** Boxes that select a story, and all of them; how many are, for one and for many; fields with the list's filters. */
  | "select"
  | "selectAll"
  | "selectedOne"
  | "selectedMany"
  | "queryOfList"
  /**
   * #board: why a card cannot be moved. A column: its stage, the desks that have it, and why none goes there. A card:
   * the slug of its story, its desk by number and name, and that it may be moved by whoever is here.
   */
  | "notEditor"
  | "noStage"
  | "column"
  | "desks"
  | "whyNot"
  | "card"
  | "desk"
  | "deskName"
  | "movable"
  /** "next" or "previous": goes to another change of a comparison. */
  | "changeStep"
  /** What has changed in a comparison. */
  | "changed";

/** Data attributes that scripts write for themselves and for style sheets. */
export type FromScripts =
  /** On what scripts put into a thread: it stays when the thread is renewed. */
  | "ofPage"
  /** On a heading of the outline: 1 for the headline, 2 to 4. */
  | "level"
  /** On a toast whose Undo was pressed. */
  | "undone"
  /** On the button that discards a restored draft. */
  | "discardDraft"
  /** On the hidden field of a rich paste, until the browser tells of the words. */
  | "fresh"
  /** #save-state. */
  | "state"
  /** #panel: the name of what it shows, "" when it is closed. */
  | "shown"
  /** Who is here: what is seen of the name. */
  | "initials"
  /** A cursor's person, and what belongs into an empty slot. */
  | "name"
  | "placeholder"
  /** Who made a suggestion of blocks, 1 to 8, and what kind it is; a picture's credit. The server draws them, too. */
  | "by"
  | "retyped"
  | "rewrapped"
  | "credit";

/** Classes that templates write and scripts look for. */
export type ClassName =
  /** A column's list, its cards, and the link on each to the stages of its story; the reason that a column gives. */
  | "cards"
  | "card"
  | "card-menu"
  | "columns"
  | "why-not"
  | "thread"
  | "thread-form"
  | "ways"
  | "suggestion"
  | "reply"
  | "meta"
  | "body"
  | "by"
  | "decided"
  | "quote"
  | "kept"
  | "passage"
  | "proposed"
  | "passage-state"
  | "passage-is-detached"
  | "thread-direct"
  /** A group of buttons that is there only where one of them applies. */
  | "contextual"
  /** What a button with data-menu shows and hides; it is behind it, and both are in one. */
  | "menu"
  | "has-menu"
  /** The name of the story in its bar. */
  | "article-title"
  | "otherwise"
  | "margin"
  | "row"
  | "flash"
  | "error"
  | "lead"
  | "notice-page"
  | "warning"
  | "errors";
