/**
 * The cursors and selections of the others, drawn in the copy. A place arrives as positions in the document at
 * some version; it is brought to the version confirmed here, and from there along with every local step.
 */
import { Plugin, PluginKey } from "prosemirror-state";
import { type Step, type StepMap, Mapping } from "prosemirror-transform";
import { Decoration, DecorationSet, type EditorView } from "prosemirror-view";
import type { Node } from "prosemirror-model";

export interface Place {
  client: string;
  person: number;
  name: string;
  version: number;
  anchor: number | null;
  head: number | null;
}

/** A place with the colour of its person, 1 to 8. */
export interface Cursor {
  name: string;
  colour: number;
  anchor: number;
  head: number;
}

const key = new PluginKey<DecorationSet>("cursors");
const REMEMBERED_STEPS = 1_000;

export const cursorsPlugin = new Plugin<DecorationSet>({
  key,
  state: {
    init: () => DecorationSet.empty,
    apply: (tr, old) => (tr.getMeta(key) as DecorationSet | undefined) ?? old.map(tr.mapping, tr.doc),
  },
  props: { decorations: (state) => key.getState(state) },
});

export function showCursors(view: EditorView, cursors: readonly Cursor[]): void {
  // They would stand in the very words that an input method is at work on; the next confirmation draws them.
  if (view.composing) return;
  view.dispatch(view.state.tr.setMeta(key, draw(view.state.doc, cursors)));
}

function draw(doc: Node, cursors: readonly Cursor[]): DecorationSet {
  const drawn: Decoration[] = [];
  for (const { name, colour, anchor, head } of cursors) {
    if (Math.max(anchor, head) > doc.content.size) continue;
    const [from, to] = [Math.min(anchor, head), Math.max(anchor, head)];
    if (from < to) drawn.push(Decoration.inline(from, to, { class: `selection selection-${colour}` }));
    if (doc.resolve(head).parent.inlineContent) {
      const options = { key: `${name} ${colour}`, side: 10, ignoreSelection: true };
      drawn.push(Decoration.widget(head, () => caret(name, colour), options));
    }
  }
  return DecorationSet.create(doc, drawn);
}

/** The others' names are no part of the copy: nobody hears or copies them with it. */
function caret(name: string, colour: number): HTMLElement {
  const element = document.createElement("span");
  element.className = `cursor cursor-${colour}`;
  element.ariaHidden = "true";
  element.dataset["name"] = name;
  return element;
}

/** Brings places that were said at any recent version to the confirmed one, as this moves on. */
export class Places {
  private readonly placed = new Map<string, Place>();
  /** What was said at a version that is still to come. */
  private readonly early = new Map<string, Place>();
  private readonly log: StepMap[] = [];

  constructor(private version: number) {}

  set(place: Place): void {
    this.early.delete(place.client);
    if (place.version > this.version) this.early.set(place.client, place);
    else this.placed.set(place.client, this.brought(place));
  }

  delete(client: string): void {
    this.placed.delete(client);
    this.early.delete(client);
  }

  /** Where somebody's selection is now, as far as it was said or follows from what they typed. */
  of(client: string): Place | undefined {
    return this.placed.get(client);
  }

  /** The server has these steps, in this order, each from the client named beside it: whoever types is there. */
  confirmed(maps: readonly StepMap[], clientIds: readonly string[]): void {
    this.version += maps.length;
    this.log.push(...maps);
    this.log.splice(0, Math.max(0, this.log.length - REMEMBERED_STEPS));
    for (const place of this.placed.values()) {
      const at = typedAt(place.client, maps, clientIds);
      const typed = at === null ? null : { ...place, version: this.version, anchor: at, head: at };
      this.placed.set(place.client, typed ?? this.brought(place));
    }
    for (const place of this.early.values()) if (place.version <= this.version) this.set(place);
  }

  /** Where they are with the local steps that the server does not have yet. */
  after(pending: readonly Step[]): { place: Place; anchor: number; head: number }[] {
    const mapping = new Mapping(pending.map((step) => step.getMap()));
    return [...this.placed.values()].flatMap((place) =>
      place.anchor === null || place.head === null
        ? []
        : [{ place, anchor: mapping.map(place.anchor, -1), head: mapping.map(place.head, -1) }],
    );
  }

  /** A place that nothing is known of any more since its version loses its position. */
  private brought(place: Place): Place {
    const missing = this.version - place.version;
    if (missing > this.log.length) return { ...place, version: this.version, anchor: null, head: null };
    const mapping = new Mapping(missing > 0 ? this.log.slice(-missing) : []);
    const along = (position: number | null) => (position === null ? null : mapping.map(position, -1));
    return { ...place, version: this.version, anchor: along(place.anchor), head: along(place.head) };
  }
}

/** Behind the last words that a client put in or took out, after all the steps; null when it did not. */
function typedAt(client: string, maps: readonly StepMap[], clientIds: readonly string[]): number | null {
  let at: number | null = null;
  maps.forEach((map, index) => {
    if (at !== null) at = map.map(at, -1);
    if (clientIds[index] !== client) return;
    const ends: number[] = [];
    map.forEach((_oldStart, _oldEnd, _from, to) => ends.push(to));
    if (ends.length === 1) at = ends[0] ?? null;
  });
  return at;
}
