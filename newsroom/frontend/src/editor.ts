/** The editor of one article page: the view, the session that saves it, and everything around them. */
import type { Command, EditorState, Plugin, Transaction } from "prosemirror-state";
import type { Step } from "prosemirror-transform";
import { EditorView } from "prosemirror-view";
import { AskDialog } from "./ask";
import { COMMANDS, type EditorCommand, canLink, isInLink } from "./commands";
import { type CopyPage, SaveLine, showWordCount } from "./copy-page";
import { Desk, open, reopen, textOf } from "./desk";
import { LinkDialog, RefusedDialog } from "./dialogs";
import { type Record as Kept, Keeping, claimByLock, localStore, newClientId } from "./keeping";
import { keyPlugins, typingRules } from "./keys";
import { characterPlugin, cleanHtml } from "./paste";
import { passagesPlugin, showPassages } from "./passages";
import { placeholderPlugin } from "./placeholders";
import { readOnlyPlugin } from "./readonly";
import { plainText } from "./schema";
import { type SaveState, Session } from "./session";
import { Threads } from "./threads";
import { Toolbar } from "./toolbar";
import { type Passage, type Transport, HttpTransport, cookie } from "./transport";

/** What scripts outside, and tests in a browser, can ask of the editor. */
export interface Handle {
  version(): number;
  doc(): unknown;
  /** Sends what is unsent; resolves to whether the server has it all. */
  flush(): Promise<boolean>;
}

const KEEP_EVERY_MS = 500;

const after = (ms: number, callback: () => void): (() => void) => {
  const timer = setTimeout(callback, ms);
  return () => clearTimeout(timer);
};

/** Opens the copy, with what this browser still holds of it. */
export async function start(page: CopyPage): Promise<Editor> {
  const keeping = new Keeping(localStore(), `${page.user}:${page.stepsUrl}`, Date.now);
  const transport = new HttpTransport(page.stepsUrl, () => cookie("csrftoken"));
  const refused = new RefusedDialog();
  const offer = (record: Kept, reason: string | null): void =>
    refused.offer({
      reason: reason ?? new SaveLine().text("refused"),
      text: textOf(record),
      discard: () => keeping.forget(record.clientId),
    });
  const usable: Kept[] = [];
  for (const record of await keeping.orphans(claimByLock)) {
    if (page.editable && record.version <= page.data.version && opens(record)) usable.push(record);
    else offer(record, null);
  }
  const [own, ...others] = usable;
  for (const record of others) sendLeftBehind(record, transport, keeping, offer);
  return new Editor(page, own ?? null, keeping, transport, refused);
}

function opens(record: Kept): boolean {
  try {
    reopen(record, []);
    return true;
  } catch {
    return false;
  }
}

/** Sends, as the client it was, what another tab could not; its words then arrive here like anybody's. */
function sendLeftBehind(
  record: Kept,
  transport: Transport,
  keeping: Keeping,
  offer: (record: Kept, reason: string | null) => void,
): void {
  const session = new Session({
    host: new Desk(reopen(record, [])),
    clientId: record.clientId,
    transport,
    after,
    random: Math.random,
    onState: (state, reason) => {
      if (state === "saved") keeping.forget(record.clientId);
      if (state === "refused") offer(session.record() ?? record, reason);
    },
    onPassages: () => undefined,
    onWords: () => undefined,
  });
  void session.flush();
}

export class Editor {
  private readonly view: EditorView;
  private readonly session: Session;
  private readonly clientId: string;
  private readonly toolbar: Toolbar | null;
  private readonly threads: Threads;
  private readonly asking: AskDialog;
  private readonly linking: LinkDialog;
  private readonly line = new SaveLine();
  private state: SaveState = "saved";
  private kept = true;
  private keepTimer: ReturnType<typeof setTimeout> | null = null;
  private discarded = false;

  constructor(
    private readonly page: CopyPage,
    record: Kept | null,
    private readonly keeping: Keeping,
    transport: Transport,
    private readonly refused: RefusedDialog,
  ) {
    this.clientId = record?.clientId ?? newClientId();
    if (!record) void claimByLock(this.clientId, false);
    const toolbar = document.getElementById("toolbar");
    this.toolbar = toolbar && new Toolbar(toolbar, this.commands());
    const { data } = page;
    const state = record ? reopen(record, this.plugins()) : open(data.doc, data.version, this.plugins());
    this.view = this.mount(state);
    this.session = this.connect(transport);
    this.linking = new LinkDialog(this.view);
    this.asking = new AskDialog(this.view, this.session);
    this.threads = new Threads(this.view);
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
        leave: () => this.toolbar?.focus() ?? false,
      }),
      passagesPlugin,
      placeholderPlugin(this.page.placeholders),
      characterPlugin,
      readOnlyPlugin(() => this.readOnly),
    ];
  }

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
    const editing = Object.entries({ ...COMMANDS, link: this.link }).map(([name, one]) => [name, whenEditable(one)]);
    const ask: EditorCommand = {
      run: (state, dispatch) => {
        if (!this.asking.canAsk(state)) return false;
        if (dispatch) this.asking.open();
        return true;
      },
    };
    return { ...(Object.fromEntries(editing) as Record<string, EditorCommand>), ask };
  }

  private mount(state: EditorState): EditorView {
    return new EditorView(
      { mount: this.page.element },
      {
        state,
        attributes: { role: "textbox", "aria-multiline": "true", "aria-label": this.page.label },
        dispatchTransaction: (tr) => this.apply(tr),
        transformPastedHTML: cleanHtml,
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
      random: Math.random,
        onState: (state, reason) => this.saveState(state, reason),
      onPassages: (passages, pending) => this.passages(passages, pending),
      onWords: showWordCount,
    });
  }

  private begin(transport: Transport, restored: boolean): void {
    const { data, element } = this.page;
    if (this.session.version === data.version) this.passages(data.passages, this.session.unsent);
    this.saveState(restored ? "saving" : "saved", null);
    transport.subscribe(() => this.session.pull());
    if (restored) this.session.pull();
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

  private apply(tr: Transaction): void {
    this.view.updateState(this.view.state.apply(tr));
    this.toolbar?.update(this.view.state);
    if (tr.docChanged) {
      this.session.changed();
      this.keepSoon();
      this.threads.schedule();
    } else if (tr.selectionSet) this.threads.followCursor();
  }

  private passages(passages: readonly Passage[], pending: readonly Step[]): void {
    this.view.dispatch(showPassages(this.view.state.tr, passages, pending));
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
