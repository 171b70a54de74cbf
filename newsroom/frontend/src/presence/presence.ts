/** Who is here: says where this tab's cursor is, and shows where the others are, in the copy and by name. */
import type { StepMap } from "prosemirror-transform";
import type { EditorView } from "prosemirror-view";
import { jsonPost } from "../page/http";
import { beforeSteps } from "../sync/positions";
import type { Session } from "../sync/session";
import { type Place, Places, showCursors } from "./cursors";

const SAY_MS = 300;
/** The more there are, the more of it there is. */
const SAY_PER_PERSON_MS = 25;
const AGAIN_MS = 20_000;
/** As long as the server keeps somebody who is silent. */
const EXPIRES_MS = 75_000;
/** Classes cursor-1 to cursor-8 and their like in the style sheet. */
const COLOURS = 8;

/** News of somebody: where they are, or that they are gone. */
export type Said = Place | { client: string; gone: true };

/** Gives each person a colour of their own, as long as there are any left. */
export class Colours {
  private readonly given = new Map<number, number>();

  of(person: number): number {
    const had = this.given.get(person);
    if (had !== undefined) return had;
    const taken = new Set(this.given.values());
    const first = person % COLOURS;
    let colour = first + 1;
    for (let tried = 0; tried < COLOURS && taken.has(colour); tried++) colour = (colour % COLOURS) + 1;
    this.given.set(person, colour);
    return colour;
  }

  keep(people: ReadonlySet<number>): void {
    for (const person of this.given.keys()) if (!people.has(person)) this.given.delete(person);
  }
}

interface Options {
  view: EditorView;
  session: Session;
  client: string;
  /** Whoever sits here: not shown to themselves. */
  person: string;
  url: string;
}

interface Seen {
  place: Place;
  until: number;
}

export class Here {
  private readonly seen = new Map<string, Seen>();
  private readonly places: Places;
  private readonly colours = new Colours();
  private readonly list = document.getElementById("here");
  private timer: ReturnType<typeof setTimeout> | undefined;
  private wasFocused = false;
  private isAnew = true;
  private refused = false;

  constructor(private readonly options: Options) {
    this.places = new Places(options.session.version);
    setInterval(() => {
      this.forgetSilent();
      void this.say(true);
    }, AGAIN_MS);
    window.addEventListener("pagehide", () => this.leave());
    void this.say(true);
  }

  /** How many other tabs there are. */
  get others(): number {
    return this.seen.size;
  }

  /** This tab's selection changed, or what it typed was confirmed. */
  moved(): void {
    this.timer ??= setTimeout(() => {
      this.timer = undefined;
      void this.say();
    }, Math.max(SAY_MS, SAY_PER_PERSON_MS * this.others));
  }

  /** The server has these steps, each from the client named beside it. */
  confirmed(maps: readonly StepMap[], clientIds: readonly string[]): void {
    this.places.confirmed(maps, clientIds);
    this.draw();
    if (clientIds.includes(this.options.client)) this.moved();
  }

  heard(said: Said): void {
    if (said.client === this.options.client) return;
    if ("gone" in said) this.forget(said.client);
    else if (String(said.person) !== this.options.person) {
      this.seen.set(said.client, { place: said, until: Date.now() + EXPIRES_MS });
      this.places.set(said);
    }
    this.show();
  }

  /** News may have been missed: the next answer says who is here. */
  anew(): void {
    this.isAnew = true;
    this.moved();
  }

  /** Unless the others know already: whoever types is where the words come in. */
  private async say(again = false): Promise<void> {
    if (this.refused) return;
    const { client, person } = this.options;
    const selection = this.selection();
    const known = this.places.of(client);
    const isKnown = known?.anchor === selection.anchor && known.head === selection.head;
    if (isKnown && !again && !this.isAnew) return;
    this.places.set({ client, person: Number(person), name: "", ...selection });
    try {
      const response = await this.post(selection);
      if (response.status === 403 || response.status === 404) this.refused = true;
      if (!response.ok || !this.isAnew) return;
      this.isAnew = false;
      const { here } = (await response.json()) as { here: Place[] };
      for (const client of [...this.seen.keys()])
        if (!here.some((place) => place.client === client)) this.forget(client);
      for (const place of here) this.heard(place);
      this.show();
    } catch {
      // Without a network nobody sees anybody; the next try is soon enough.
    }
  }

  private leave(): void {
    this.post({ leaving: true }, true).catch(() => undefined);
  }

  private post(said: object, keepalive = false): Promise<Response> {
    return fetch(this.options.url, { ...jsonPost({ client: this.options.client, ...said }), keepalive });
  }

  /** As the server knows the document. Whoever has not been in the copy has no cursor there. */
  private selection(): Pick<Place, "version" | "anchor" | "head"> {
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
    this.places.delete(client);
  }

  private forgetSilent(): void {
    const now = Date.now();
    for (const [client, { until }] of this.seen) if (until <= now) this.forget(client);
    this.show();
  }

  private show(): void {
    const people = new Map([...this.seen.values()].map(({ place }) => [place.person, place.name]));
    this.colours.keep(new Set(people.keys()));
    this.draw();
    if (!this.list) return;
    const items = [...people].sort(([, a], [, b]) => a.localeCompare(b)).map(([person, name]) => {
      const item = document.createElement("li");
      item.className = `person person-${this.colours.of(person)}`;
      item.append(Object.assign(document.createElement("bdi"), { textContent: name }));
      return item;
    });
    if (items.map((item) => item.outerHTML).join("") === this.list.innerHTML) return;
    this.list.replaceChildren(...items);
    this.list.hidden = items.length === 0;
  }

  private draw(): void {
    const placed = this.places.after(this.options.session.unsent);
    const others = placed.filter(({ place }) => place.client !== this.options.client);
    const cursors = others.map(({ place, anchor, head }) => {
      return { name: place.name, colour: this.colours.of(place.person), anchor, head };
    });
    showCursors(this.options.view, cursors);
  }
}
