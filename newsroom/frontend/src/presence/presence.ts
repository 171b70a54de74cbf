/** Who else is at this copy: says where this tab has its cursor, and shows the others in the copy and by name. */
import type { StepMap } from "prosemirror-transform";
import type { EditorView } from "prosemirror-view";
import { byId, data } from "../page/dom";
import { jsonPost } from "../page/http";
import type { PresenceEvent, RemoteSelection } from "../sync/live-events";
import { beforeSteps } from "../sync/positions";
import type { Session } from "../sync/session";
import { Colours } from "./colours";
import { RemoteSelections, showCursors } from "./cursors";

const REPORT_MS = 300;
/** The more there are, the more of it there is. */
const REPORT_PER_PERSON_MS = 25;
const HEARTBEAT_MS = 20_000;
/** As long as the server keeps somebody who is silent. */
const EXPIRES_MS = 75_000;

interface Options {
  view: EditorView;
  session: Session;
  client: string;
  /** Whoever sits here: not shown to themselves. */
  person: string;
  url: string;
}

interface Seen {
  selection: RemoteSelection;
  until: number;
}

export class Presence {
  private readonly seen = new Map<string, Seen>();
  private readonly selections: RemoteSelections;
  private readonly colours = new Colours();
  private readonly list = byId("here");
  private timer: ReturnType<typeof setTimeout> | undefined;
  private wasFocused = false;
  private isUnsynced = true;
  private refused = false;

  constructor(private readonly options: Options) {
    this.selections = new RemoteSelections(options.session.version);
    setInterval(() => {
      this.forgetSilent();
      void this.report(true);
    }, HEARTBEAT_MS);
    window.addEventListener("pagehide", () => this.leave());
    void this.report(true);
  }

  /** How many other tabs there are. */
  get others(): number {
    return this.seen.size;
  }

  /** This tab's selection changed, or what it typed was confirmed. */
  selectionMoved(): void {
    this.timer ??= setTimeout(
      () => {
        this.timer = undefined;
        void this.report();
      },
      Math.max(REPORT_MS, REPORT_PER_PERSON_MS * this.others),
    );
  }

  /** The server has these steps, each from the client named beside it. */
  confirmed(maps: readonly StepMap[], clientIds: readonly string[]): void {
    this.selections.confirmed(maps, clientIds);
    this.draw();
    if (clientIds.includes(this.options.client)) this.selectionMoved();
  }

  receive(event: PresenceEvent): void {
    if (event.client === this.options.client) return;
    if ("gone" in event) this.forget(event.client);
    else if (String(event.person) !== this.options.person) {
      this.seen.set(event.client, { selection: event, until: Date.now() + EXPIRES_MS });
      this.selections.set(event);
    }
    this.show();
  }

  /** News may have been missed: the next answer says who is here. */
  resync(): void {
    this.isUnsynced = true;
    this.selectionMoved();
  }

  /** Unless the others know already: whoever types is where the words come in. */
  private async report(isHeartbeat = false): Promise<void> {
    if (this.refused) return;
    const { client, person } = this.options;
    const own = this.ownSelection();
    const known = this.selections.of(client);
    const isKnown = known?.anchor === own.anchor && known.head === own.head;
    if (isKnown && !isHeartbeat && !this.isUnsynced) return;
    this.selections.set({ client, person: Number(person), name: "", ...own });
    try {
      const response = await this.post(own);
      if (response.status === 403 || response.status === 404) this.refused = true;
      if (!(response.ok && this.isUnsynced)) return;
      this.isUnsynced = false;
      const { here } = (await response.json()) as { here: RemoteSelection[] };
      for (const client of [...this.seen.keys()])
        if (!here.some((selection) => selection.client === client)) this.forget(client);
      for (const selection of here) this.receive(selection);
      this.show();
    } catch {
      // Without a network nobody sees anybody; the next try is soon enough.
    }
  }

  private leave(): void {
    this.post({ leaving: true }, true).catch(() => undefined);
  }

  private post(body: object, keepalive = false): Promise<Response> {
    return fetch(this.options.url, { ...jsonPost({ client: this.options.client, ...body }), keepalive });
  }

  /** As the server knows the document. Whoever has not been in the copy has no cursor there. */
  private ownSelection(): Pick<RemoteSelection, "version" | "anchor" | "head"> {
    const { view, session } = this.options;
    this.wasFocused ||= view.hasFocus();
    const { version } = session;
    if (!this.wasFocused) return { version, anchor: null, head: null };
    const { anchor, head } = view.state.selection;
    const at = (position: number) => beforeSteps({ from: position, to: position }, session.unsent).to;
    return { version, anchor: at(anchor), head: at(head) };
  }

  private forget(client: string): void {
    this.seen.delete(client);
    this.selections.delete(client);
  }

  private forgetSilent(): void {
    const now = Date.now();
    for (const [client, { until }] of this.seen) if (until <= now) this.forget(client);
    this.show();
  }

  private show(): void {
    const people = new Map(
      [...this.seen.values()].map(({ selection }) => [selection.person, selection.name]),
    );
    this.colours.keep(new Set(people.keys()));
    this.draw();
    if (!this.list) return;
    const items = [...people]
      .sort(([, a], [, b]) => a.localeCompare(b))
      .map(([person, name]) => {
        const item = document.createElement("li");
        item.className = `person person-${this.colours.of(person)}`;
        item.title = name;
        data(item).initials = initials(name);
        item.append(Object.assign(document.createElement("bdi"), { textContent: name }));
        return item;
      });
    if (items.map((item) => item.outerHTML).join("") === this.list.innerHTML) return;
    this.list.replaceChildren(...items);
    this.list.hidden = items.length === 0;
  }

  private draw(): void {
    const placed = this.selections.after(this.options.session.unsent);
    const others = placed.filter(({ selection }) => selection.client !== this.options.client);
    const cursors = others.map(({ selection, anchor, head }) => {
      return { name: selection.name, colour: this.colours.of(selection.person), anchor, head };
    });
    showCursors(this.options.view, cursors);
  }
}

/** As newsroom/shortening.py has them. */
function initials(name: string): string {
  const words = name.split(/\s+/).filter(Boolean);
  return [words[0], ...words.slice(1).slice(-1)]
    .map((word) => [...(word ?? "?")][0])
    .join("")
    .toUpperCase();
}
