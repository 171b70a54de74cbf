/**
 * The cursors and selections of the others, drawn in the copy. One arrives as positions in the document at
 * some version; it is brought to the version confirmed here, and from there along with every local step.
 */

import type { Node } from "prosemirror-model";
import { Plugin, PluginKey } from "prosemirror-state";
import { Mapping, type Step, type StepMap } from "prosemirror-transform";
import { Decoration, DecorationSet, type EditorView } from "prosemirror-view";
import { data } from "../page/dom";
import type { RemoteSelection } from "../sync/live-events";

/** A selection with the colour of its person, 1 to 8. */
export interface Cursor {
  name: string;
  colour: number;
  anchor: number;
  head: number;
}

const key = new PluginKey<DecorationSet>("cursors");
const MOST_STEPS = 1_000;

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

/** The others' names are no part of the copy: nobody reads or copies them with it. */
function caret(name: string, colour: number): HTMLElement {
  const element = document.createElement("span");
  element.className = `cursor cursor-${colour}`;
  element.ariaHidden = "true";
  data(element).name = name;
  return element;
}

/** The selections of other pages, sent at any recent version and mapped to the confirmed one as this moves on. */
export class RemoteSelections {
  private readonly known = new Map<string, RemoteSelection>();
  /** Those sent at a version that is still to come. */
  private readonly early = new Map<string, RemoteSelection>();
  private readonly log: StepMap[] = [];

  constructor(private version: number) {}

  set(selection: RemoteSelection): void {
    this.early.delete(selection.client);
    if (selection.version > this.version) this.early.set(selection.client, selection);
    else this.known.set(selection.client, this.mapped(selection));
  }

  delete(client: string): void {
    this.known.delete(client);
    this.early.delete(client);
  }

  /** Where somebody's selection is now, as far as it was sent or follows from what they typed. */
  of(client: string): RemoteSelection | undefined {
    return this.known.get(client);
  }

  /** The server has these steps, in this order, each from the client named beside it: whoever types is there. */
  confirmed(maps: readonly StepMap[], clientIds: readonly string[]): void {
    this.version += maps.length;
    this.log.push(...maps);
    this.log.splice(0, Math.max(0, this.log.length - MOST_STEPS));
    for (const selection of this.known.values()) {
      const at = typedAt(selection.client, maps, clientIds);
      const typed = at === null ? null : { ...selection, version: this.version, anchor: at, head: at };
      this.known.set(selection.client, typed ?? this.mapped(selection));
    }
    for (const selection of this.early.values()) if (selection.version <= this.version) this.set(selection);
  }

  /** Where they are with the local steps that the server does not have yet. */
  after(pending: readonly Step[]): { selection: RemoteSelection; anchor: number; head: number }[] {
    const mapping = new Mapping(pending.map((step) => step.getMap()));
    return [...this.known.values()].flatMap((selection) =>
      selection.anchor === null || selection.head === null
        ? []
        : [{ selection, anchor: mapping.map(selection.anchor, -1), head: mapping.map(selection.head, -1) }],
    );
  }

  /** A selection from before the steps that are remembered loses its position. */
  private mapped(selection: RemoteSelection): RemoteSelection {
    const missing = this.version - selection.version;
    if (missing > this.log.length) return { ...selection, version: this.version, anchor: null, head: null };
    const mapping = new Mapping(missing > 0 ? this.log.slice(-missing) : []);
    const along = (position: number | null) => (position === null ? null : mapping.map(position, -1));
    return {
      ...selection,
      version: this.version,
      anchor: along(selection.anchor),
      head: along(selection.head),
    };
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
