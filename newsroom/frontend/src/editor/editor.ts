/** The editor of one article page: the view, the session that saves it, and everything around them. */
import type { Node } from "prosemirror-model";
import type { Transaction } from "prosemirror-state";
import type { Step } from "prosemirror-transform";
import type { EditorView } from "prosemirror-view";
import { outgrows } from "../copy/limits";
import { plainText } from "../copy/schema";
import { withCounterparts } from "../editing/footnotes";
import { selectLinkedWords } from "../editing/linked-words";
import { ModeSwitch } from "../editing/mode-switch";
import { Toolbar } from "../editing/toolbar";
import { Acceptance } from "../margin/acceptance";
import { assigning } from "../margin/assigning";
import { cardKeys } from "../margin/card-keys";
import { Cards } from "../margin/cards";
import { showPassages } from "../margin/passages";
import { Sheet } from "../margin/sheet";
import { ThreadActions } from "../margin/thread-actions";
import { Threads } from "../margin/threads";
import { byId, data } from "../page/dom";
import { emit, listen } from "../page/events";
import { asEdit, asSuggestion, authorOf, isReturn, onlySuggests } from "../suggesting/transactions";
import { claimByLock, newClientId } from "../sync/client-id";
import { createState, restoreState } from "../sync/editor-state";
import { REMOTE, type SaveState, Session } from "../sync/session";
import { after } from "../sync/timers";
import type { Passage, Transport } from "../sync/transport";
import type { UnsentRecord, UnsentStore } from "../sync/unsent-store";
import { commandsOf } from "./commands";
import { Composition } from "./composition";
import type { CopyPage } from "./copy-page";
import type { LiveCopy } from "./live-copy";
import { mount } from "./mount";
import { pluginsOf } from "./plugins";
import type { RefusedDialog } from "./refused-dialog";
import { SaveLine, showRefusal, showWordCount } from "./status";
import { StoryNews } from "./story-news";
import { ToolLoader } from "./tools";
import { UnsentWords } from "./unsent-words";

/** What scripts outside, and tests in a browser, can ask of the editor. */
export interface Handle {
  version(): number;
  doc(): unknown;
  /** Sends what is unsent; resolves to whether the server has it all. */
  flush(): Promise<boolean>;
}

/** What an editor is given: its page, what an earlier page left, and the ways to the server and to the others. */
export interface EditorOptions {
  page: CopyPage;
  record: UnsentRecord | null;
  store: UnsentStore;
  transport: Transport;
  refused: RefusedDialog;
  live: LiveCopy;
}

/** Cards quote what is typed this often. */
const CARDS_EVERY_MS = 250;

export class Editor {
  private readonly page: CopyPage;
  private readonly live: LiveCopy;
  private readonly mode: ModeSwitch;
  private readonly author;
  private readonly acceptance = new Acceptance();
  private readonly saveLine = new SaveLine();
  private readonly composition: Composition;
  private readonly toolbar: Toolbar | null;
  private readonly view: EditorView;
  private readonly session: Session;
  private readonly unsent: UnsentWords;
  private readonly tools = new ToolLoader(() => ({
    view: this.view,
    session: this.session,
    isReadOnly: () => this.isReadOnly,
    isSuggesting: () => this.isSuggesting,
    author: this.author,
  }));
  private readonly threads: Threads;
  private readonly cards: Cards;
  private state: SaveState = "saved";
  private isClosed = false;
  private onOthersTyped: () => void = () => undefined;
  private cardsTimer: ReturnType<typeof setTimeout> | null = null;

  constructor(private readonly options: EditorOptions) {
    const { page, record, store, live } = options;
    const clientId = record?.clientId ?? newClientId();
    if (!record) void claimByLock(clientId, false);
    this.page = page;
    this.live = live;
    this.mode = new ModeSwitch(page.element, !page.suggests, page.user);
    this.author = authorOf(page.user);
    this.composition = new Composition({
      author: this.author,
      isReadOnly: () => this.isReadOnly,
      isSuggesting: () => this.isSuggesting,
      redraw: () => this.session.pull(),
    });
    const commands = commandsOf({
      tools: this.tools,
      acceptance: this.acceptance,
      isReadOnly: () => this.isReadOnly,
      mode: this.mode,
      focusToolbar: () => this.toolbar?.focus() ?? false,
    });
    const toolbar = byId("toolbar");
    this.toolbar = toolbar && new Toolbar(toolbar, commands.buttons);
    const plugins = pluginsOf(commands.keys, page.placeholders, () => this.isReadOnly);
    this.view = mount({
      page,
      state: record ? restoreState(record, plugins) : createState(page.data.doc, page.data.version, plugins),
      composition: this.composition,
      isReadOnly: () => this.isReadOnly,
      dispatch: (tr) => this.apply(tr),
    });
    this.session = this.connect(clientId);
    this.unsent = new UnsentWords(store, this.session, clientId);
    const { view, session } = this;
    if (!this.isReadOnly && view.state.doc.textContent === "") view.focus(); // a new story: to type at once
    new ThreadActions(view, session);
    this.threads = new Threads(view);
    // With the cards and not with the tools: a key or a touch before the tools are there is for the cards, too.
    cardKeys();
    new Sheet();
    assigning();
    this.cards = new Cards(view, page.user, () => session.unsent.length === 0);
    this.toolbar?.connect(view);
    this.begin(clientId, record !== null);
    this.tools.loadSoon();
  }

  private get isReadOnly(): boolean {
    return !this.page.editable || this.isClosed || this.state === "refused";
  }

  /** The story left, or another desk has it: what is on its way is still sent, and refused if need be. */
  private close(): void {
    this.isClosed = true;
    this.saveLine.close();
    this.drawReadOnly();
  }

  private drawReadOnly(): void {
    this.view.updateState(this.view.state);
    this.toolbar?.update(this.view.state);
  }

  /** Whether what is typed becomes a suggestion. */
  private get isSuggesting(): boolean {
    return this.mode.mode === "suggesting";
  }

  private connect(clientId: string): Session {
    const { live } = this;
    return new Session({
      host: this.view,
      clientId,
      transport: this.options.transport,
      after,
      now: Date.now,
      random: Math.random,
      onState: (state, reason) => this.showState(state, reason),
      onPassages: (passages, pending) => this.showPassages(passages, pending),
      onWordCount: (words) => this.showSaved(words),
      onSignedOut: (name) => emit("signed-out", { name }),
      onConfirmed: (maps, clientIds) => live.confirmed(maps, clientIds),
      isComposing: () => this.view.composing,
      isWatched: () => live.isWatched,
      isAllowed: (before, after) => this.isAllowed(before, after),
    });
  }

  private begin(clientId: string, isRestored: boolean): void {
    const { data, element, linked } = this.page;
    const { view, session, unsent } = this;
    session.begin(data.passages, data.version);
    this.showState(isRestored ? "saving" : "saved", null);
    this.options.transport.subscribe(() => session.pull());
    const news = new StoryNews(() => this.close());
    this.live.begin(view, session, clientId);
    this.onOthersTyped = () => news.changed();
    if (isRestored) session.pull();
    else if (linked) selectLinkedWords(view, linked);
    window.addEventListener("beforeunload", (event) => {
      if (unsent.wouldBeLost(this.state === "saved" || this.state === "saving")) event.preventDefault();
    });
    window.addEventListener("pagehide", () => unsent.close());
    // A page that comes back from the browser's cache has given its client away when it left.
    window.addEventListener("pageshow", (event) => {
      if (event.persisted) location.reload();
    });
    document.addEventListener("visibilitychange", () => unsent.save());
    listen("signed-in", () => session.pull());
    const handle: Handle = {
      version: () => session.version,
      doc: () => view.state.doc.toJSON() as unknown,
      flush: () => session.flush(),
    };
    Object.assign(element, { copydesk: handle });
  }

  private apply(given: Transaction): void {
    const { state } = this.view;
    const isSuggestion = this.isSuggesting && !this.isReadOnly;
    const whole = given.getMeta(REMOTE) || isReturn(given) ? given : withCounterparts(given, state);
    const tr = isSuggestion ? asSuggestion(whole, state, this.author) : asEdit(whole, state);
    if (typeof tr === "string") return showRefusal(data(this.page.element)[tr] ?? "");
    const isOwn = !tr.getMeta(REMOTE);
    if (tr.docChanged && isOwn && outgrows(state.doc, tr.doc))
      return showRefusal(data(this.page.element).tooLong ?? "");
    this.view.updateState(this.view.state.apply(tr));
    this.toolbar?.update(this.view.state);
    if (tr.docChanged) this.documentChanged(tr, isOwn);
    else if (tr.selectionSet) this.threads.followCursor();
    if (!(tr.docChanged || tr.selectionSet)) return;
    this.cards.followCursor();
    if (isOwn) this.live.selectionMoved();
  }

  private documentChanged(tr: Transaction, isOwn: boolean): void {
    this.composition.follow(tr);
    if (isOwn) {
      showRefusal("");
      this.acceptance.forget();
    } else this.onOthersTyped();
    this.session.changed();
    this.unsent.saveSoon();
    this.cards.changed();
    this.updateCardsSoon();
  }

  /**
   * What others did can turn a suggestion under way into an edit: an own insertion, just accepted, that was being
   * taken back. Whoever may only suggest would be refused; that step is left out, and the page says why.
   */
  private isAllowed(before: Node, after: Node): boolean {
    if (!this.page.suggests || onlySuggests(before, after, this.author)) return true;
    showRefusal(data(this.page.element).overtaken ?? "");
    return false;
  }

  private showPassages(passages: readonly Passage[], pending: readonly Step[]): void {
    this.live.passagesChanged(passages);
    const tr = showPassages(this.view.state, passages, pending);
    if (!tr) return;
    if (this.view.composing) this.composition.postpone();
    else this.view.dispatch(tr);
    this.threads.schedule();
  }

  private showState(state: SaveState, reason: string | null): void {
    const changed = state !== this.state;
    this.state = state;
    if (state === "saved" || (changed && state !== "saving")) this.unsent.save();
    this.saveLine.show(state, reason, this.unsent.areKept);
    if (state !== "refused" || !changed) return;
    if (reason) showRefusal(reason);
    this.drawReadOnly();
    if (this.session.unsent.length > 0) this.offerUnsent(reason);
  }

  private showSaved(words: number): void {
    showWordCount(words);
    this.cards.update();
    emit("copy-saved", { version: this.session.version });
  }

  private offerUnsent(reason: string | null): void {
    this.options.refused.offer({
      reason: reason ?? this.saveLine.text("refused"),
      text: plainText(this.view.state.doc),
      discard: () => {
        this.unsent.discard();
        location.reload();
      },
    });
  }

  /** No key waits for the cards; the threads move when the copy is another height, and when it was saved. */
  private updateCardsSoon(): void {
    this.cardsTimer ??= setTimeout(() => {
      this.cardsTimer = null;
      this.cards.update();
    }, CARDS_EVERY_MS);
  }
}
