/** The editor of one article page: the view, the session that saves it, and everything around them. */
import { chainCommands } from "prosemirror-commands";
import type { Node } from "prosemirror-model";
import type { Command, EditorState, Plugin, Transaction } from "prosemirror-state";
import type { Step } from "prosemirror-transform";
import { EditorView } from "prosemirror-view";
import { outgrows } from "../copy/limits";
import { clipboardSerializer, plainText } from "../copy/schema";
import { COMMANDS, type EditorCommand, canLink, deleteAll, isInLink } from "../editing/commands";
import { keyPlugins, replacingAll, typingRules } from "../editing/keys";
import { LinkDialog } from "../editing/link-dialog";
import { showPlace } from "../editing/linked-words";
import { ModeSwitch } from "../editing/mode-switch";
import { placeholderPlugin } from "../editing/placeholders";
import { readOnlyPlugin } from "../editing/read-only";
import { Toolbar } from "../editing/toolbar";
import { undo } from "../editing/undo";
import { Acceptance } from "../margin/acceptance";
import { AskDialog } from "../margin/asking";
import { WroteDialog } from "../margin/attribution";
import { Cards } from "../margin/cards";
import { passagesPlugin, showPassages } from "../margin/passages";
import { ThreadActs } from "../margin/thread-actions";
import { Threads } from "../margin/threads";
import { PastedNotes } from "../pasting/notes";
import { characterPlugin, pastePlugin } from "../pasting/paste";
import { cursorsPlugin } from "../presence/cursors";
import { beginComposition, endComposition } from "../suggesting/composing";
import type { Author } from "../suggesting/draft";
import { proposedPlugin } from "../suggesting/proposed";
import { asEdit, asSuggestion, authorOf, onlySuggests } from "../suggesting/transactions";
import { claimByLock, newClientId } from "../sync/client-id";
import { open, reopen } from "../sync/editor-state";
import { REMOTE, type SaveState, Session } from "../sync/session";
import { after } from "../sync/timers";
import type { Passage, Transport } from "../sync/transport";
import type { Record as Kept, Keeping } from "../sync/unsent-store";
import { type CopyPage, SaveLine, showWordCount } from "./copy-page";
import type { LiveCopy } from "./live-copy";
import type { RefusedDialog } from "./refused-dialog";

/** What scripts outside, and tests in a browser, can ask of the editor. */
export interface Handle {
  version(): number;
  doc(): unknown;
  /** Sends what is unsent; resolves to whether the server has it all. */
  flush(): Promise<boolean>;
}

const KEEP_EVERY_MS = 500;
/** What stands beside the copy follows what is typed this often; a new line moves it at once. */
const BESIDE_EVERY_MS = 250;
const COMPOSING_KEY = 229;

/**
 * Chrome tells of a selection a moment after the click that made it; a key must not act on the one before.
 */
function readSelection(event: KeyboardEvent): boolean {
  if (!event.isComposing && event.keyCode !== COMPOSING_KEY)
    document.dispatchEvent(new Event("selectionchange"));
  return false;
}

export class Editor {
  private readonly view: EditorView;
  private readonly session: Session;
  private readonly clientId: string;
  private readonly toolbar: Toolbar | null;
  private readonly threads: Threads;
  private readonly cards: Cards;
  private readonly mode: ModeSwitch;
  private readonly author: Author;
  private readonly asking: AskDialog;
  private readonly linking: LinkDialog;
  private readonly wrote: WroteDialog;
  private readonly line = new SaveLine();
  private readonly acceptance = new Acceptance();
  private state: SaveState = "saved";
  private kept = true;
  private keepTimer: ReturnType<typeof setTimeout> | null = null;
  private besideTimer: ReturnType<typeof setTimeout> | null = null;
  private discarded = false;
  private undrawn = false;
  private composedAt: number | null = null;

  constructor(
    private readonly page: CopyPage,
    record: Kept | null,
    private readonly keeping: Keeping,
    transport: Transport,
    private readonly refused: RefusedDialog,
    private readonly live: LiveCopy,
  ) {
    this.clientId = record?.clientId ?? newClientId();
    if (!record) void claimByLock(this.clientId, false);
    this.mode = new ModeSwitch(page.element, !page.suggests, page.user);
    this.author = authorOf(page.user);
    const toolbar = document.getElementById("toolbar");
    this.toolbar = toolbar && new Toolbar(toolbar, this.commands());
    const { data } = page;
    const state = record ? reopen(record, this.plugins()) : open(data.doc, data.version, this.plugins());
    this.view = this.mount(state);
    this.session = this.connect(transport);
    this.linking = new LinkDialog(this.view);
    this.wrote = new WroteDialog(this.view, this.session);
    this.asking = new AskDialog(this.view, this.session);
    new ThreadActs(this.view, this.session);
    this.threads = new Threads(this.view);
    this.cards = new Cards(this.view, page.user, () => this.session.unsent.length === 0);
    new PastedNotes(this.view, this.session);
    this.toolbar?.connect(this.view);
    this.begin(transport, record !== null);
  }

  private get readOnly(): boolean {
    // Plugins ask before the session is there.
    const session = this.session as Session | undefined;
    return !this.page.editable || (session?.isRefused ?? false);
  }

  private plugins(): Plugin[] {
    return [
      typingRules(),
      ...keyPlugins({
        ask: () => {
          this.asking.open();
          return true;
        },
        link: this.link.run,
        wrote: () => {
          this.wrote.open();
          return true;
        },
        leave: () => this.toolbar?.focus() ?? false,
        mode: () => {
          this.mode.toggle();
          return true;
        },
        undo: this.undo.run,
      }),
      replacingAll,
      passagesPlugin,
      cursorsPlugin,
      placeholderPlugin(this.page.placeholders),
      characterPlugin,
      pastePlugin(),
      proposedPlugin,
      readOnlyPlugin(() => this.readOnly),
    ];
  }

  private readonly undo: EditorCommand = { run: chainCommands(this.acceptance.undo, undo) };

  private readonly link: EditorCommand = {
    isOn: isInLink,
    run: (state, dispatch) => {
      if (!canLink(state) || (state.selection.empty && !isInLink(state))) return false;
      if (dispatch) this.linking.open();
      return true;
    },
  };

  private commands(): Record<string, EditorCommand> {
    const whenEditable = ({ run, ...rest }: EditorCommand): EditorCommand => {
      const guarded: Command = (...given) => !this.readOnly && run(...given);
      return { ...rest, run: guarded };
    };
    const editing = Object.entries({ ...COMMANDS, link: this.link, undo: this.undo }).map(([name, one]) => [
      name,
      whenEditable(one),
    ]);
    const ask: EditorCommand = {
      run: (state, dispatch) => {
        if (!this.asking.canAsk(state)) return false;
        if (dispatch) this.asking.open();
        return true;
      },
    };
    const wrote: EditorCommand = {
      run: (state, dispatch) => {
        if (!this.wrote.canOpen(state)) return false;
        if (dispatch) this.wrote.open();
        return true;
      },
    };
    return { ...(Object.fromEntries(editing) as Record<string, EditorCommand>), ask, wrote };
  }

  /** Whether what is typed becomes a suggestion. */
  private get suggests(): boolean {
    return this.mode.mode === "suggesting";
  }

  private mount(state: EditorState): EditorView {
    return new EditorView(
      { mount: this.page.element },
      {
        state,
        attributes: { role: "textbox", "aria-multiline": "true", "aria-label": this.page.label },
        dispatchTransaction: (tr) => this.apply(tr),
        clipboardSerializer,
        handleDOMEvents: {
          keydown: (_view, event) => readSelection(event),
          compositionstart: () => this.composing(),
          compositionend: () => this.composed(),
        },
        handleClickOn: (_view, _position, _node, _nodePosition, event) => this.followLink(event),
      },
    );
  }

  private connect(transport: Transport): Session {
    return new Session({
      host: this.view,
      clientId: this.clientId,
      transport,
      after,
      now: Date.now,
      random: Math.random,
      onState: (state, reason) => this.saveState(state, reason),
      onPassages: (passages, pending) => this.passages(passages, pending),
      onWords: (words) => this.saved(words),
      isComposing: () => this.view.composing,
      isWatched: () => this.live.isWatched,
      onConfirmed: (maps, clientIds) => this.live.confirmed(maps, clientIds),
      holds: (before, after) => this.holds(before, after),
    });
  }

  private begin(transport: Transport, restored: boolean): void {
    const { data, element } = this.page;
    this.session.begin(data.passages, data.version);
    this.saveState(restored ? "saving" : "saved", null);
    transport.subscribe(() => this.session.pull());
    this.live.begin(this.view, this.session, this.clientId);
    if (restored) this.session.pull();
    else if (this.page.place) showPlace(this.view, this.page.place);
    window.addEventListener("beforeunload", (event) => {
      if (this.wouldLose()) event.preventDefault();
    });
    window.addEventListener("pagehide", () => this.leave());
    // A page that comes back from the browser's cache has given its client away when it left.
    window.addEventListener("pageshow", (event) => {
      if (event.persisted) location.reload();
    });
    document.addEventListener("visibilitychange", () => this.keep());
    const handle: Handle = {
      version: () => this.session.version,
      doc: () => this.view.state.doc.toJSON() as unknown,
      flush: () => this.session.flush(),
    };
    Object.assign(element, { copydesk: handle });
  }

  private apply(given: Transaction): void {
    const { state } = this.view;
    const suggests = this.suggests && !this.readOnly;
    const tr = suggests ? asSuggestion(given, state, this.author) : asEdit(given, state);
    if (typeof tr === "string") return refuse(this.page.element.dataset[tr] ?? "");
    if (tr.docChanged && !tr.getMeta(REMOTE) && outgrows(state.doc, tr.doc))
      return refuse(this.page.element.dataset["tooLong"] ?? "");
    this.view.updateState(this.view.state.apply(tr));
    this.toolbar?.update(this.view.state);
    if (tr.docChanged) {
      this.followComposition(tr);
      if (!tr.getMeta(REMOTE)) {
        refuse("");
        this.acceptance.forget();
      }
      this.session.changed();
      this.keepSoon();
      this.cards.changed();
      this.besideSoon();
    } else if (tr.selectionSet) this.threads.followCursor();
    if (tr.selectionSet || tr.docChanged) this.cards.followCursor();
    if ((tr.docChanged || tr.selectionSet) && !tr.getMeta(REMOTE)) this.live.moved();
  }

  /**
   * What others did can turn a suggestion under way into an edit: an own insertion, just accepted, that was being
   * taken back. Whoever may only suggest would be refused; that step is left out, and they hear why.
   */
  private holds(before: Node, after: Node): boolean {
    if (!this.page.suggests || onlySuggests(before, after, this.author)) return true;
    refuse(this.page.element.dataset["overtaken"] ?? "");
    return false;
  }

  private composing(): void {
    document.dispatchEvent(new Event("selectionchange"));
    if (this.readOnly) return;
    deleteAll(this.view.state, this.view.dispatch);
    if (this.suggests) beginComposition(this.view);
  }

  private composed(): void {
    // The last letters are read after this event.
    setTimeout(() => {
      if (this.composedAt !== null) endComposition(this.view, this.composedAt, this.author);
      this.composedAt = null;
    });
    // What was not drawn, so as not to tear words from an input method at work on them, is asked for again.
    if (this.undrawn) this.session.pull();
    this.undrawn = false;
  }

  /** Remembers where the words end that an input method is at work on as suggestions. */
  private followComposition(tr: Transaction): void {
    if (this.suggests && tr.getMeta("composition") !== undefined) this.composedAt = tr.selection.head;
    else if (this.composedAt !== null) this.composedAt = tr.mapping.map(this.composedAt, -1);
  }

  private passages(passages: readonly Passage[], pending: readonly Step[]): void {
    this.live.passages(passages);
    const tr = showPassages(this.view.state, passages, pending);
    if (!tr) return;
    if (this.view.composing) this.undrawn = true;
    else this.view.dispatch(tr);
    (this.threads as Threads | undefined)?.schedule();
  }

  private saveState(state: SaveState, reason: string | null): void {
    const changed = state !== this.state;
    this.state = state;
    if (state === "saved" || (changed && state !== "saving")) this.keep();
    this.line.show(state, reason, this.kept);
    if (state !== "refused" || !changed) return;
    // Draws the copy as read-only.
    this.view.updateState(this.view.state);
    this.toolbar?.update(this.view.state);
    if (this.session.unsent.length > 0) this.offerOwn(reason);
  }

  private saved(words: number): void {
    showWordCount(words);
    this.cards.update();
    document.body.dispatchEvent(new CustomEvent("copy-saved", { detail: { version: this.session.version } }));
  }

  private offerOwn(reason: string | null): void {
    this.refused.offer({
      reason: reason ?? this.line.text("refused"),
      text: plainText(this.view.state.doc),
      discard: () => {
        this.discarded = true;
        this.keeping.forget(this.clientId);
        location.reload();
      },
    });
  }

  private keepSoon(): void {
    this.keepTimer ??= setTimeout(() => this.keep(), KEEP_EVERY_MS);
  }

  /** No key waits for the threads and cards: they go through the whole page. */
  private besideSoon(): void {
    this.besideTimer ??= setTimeout(() => {
      this.besideTimer = null;
      this.threads.schedule();
      this.cards.update();
    }, BESIDE_EVERY_MS);
  }

  /** Keeps in this browser what the server does not have. */
  private keep(left = false): void {
    if (this.keepTimer !== null) clearTimeout(this.keepTimer);
    this.keepTimer = null;
    if (this.discarded) return;
    const record = this.session.record();
    if (record) this.kept = this.keeping.keep(record, left);
    else this.keeping.forget(this.clientId);
  }

  /** Whether words could be gone for good, or for long, when this page goes. */
  private wouldLose(): boolean {
    const settled = this.state === "saved" || this.state === "saving";
    return !this.discarded && this.session.unsent.length > 0 && !(settled && this.kept);
  }

  private leave(): void {
    this.keep(true);
    if (!this.discarded) this.session.farewell();
  }

  /** Links open with Ctrl or Cmd, and with a plain click where nothing can be edited. */
  private followLink(event: MouseEvent): boolean {
    const link = (event.target as Element).closest<HTMLAnchorElement>("a[href]");
    if (!link || event.button !== 0 || !(event.ctrlKey || event.metaKey || this.readOnly)) return false;
    window.open(link.href, "_blank", "noopener,noreferrer");
    return true;
  }
}

/** Says why a change was not made; "" takes that back. */
function refuse(sentence: string): void {
  const line = document.getElementById("refusal");
  if (line && line.textContent !== sentence) line.textContent = sentence;
}
