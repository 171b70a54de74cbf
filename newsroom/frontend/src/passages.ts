/** The passages of queries in the editor: highlighted, moved along by every change, one of them active. */
import type { EditorState, Transaction } from "prosemirror-state";
import { Plugin, PluginKey } from "prosemirror-state";
import { type Mappable, type Step, Mapping } from "prosemirror-transform";
import { Decoration, DecorationSet } from "prosemirror-view";
import type { Node } from "prosemirror-model";
import type { AnchorPlace } from "./log";
import type { Passage } from "./transport";

export interface Span {
  from: number;
  to: number;
}

interface Placed extends Span {
  passage: Passage;
}

interface PassagesState {
  placed: readonly Placed[];
  /** The query whose thread and passage are lit up. */
  active: number | null;
  /** The words somebody is about to ask about. */
  asking: Span | null;
  decorations: DecorationSet;
}

interface Change {
  placed?: readonly Placed[];
  active?: number | null;
  asking?: Span | null;
  moved?: { anchors: readonly AnchorPlace[]; pending: readonly Step[] };
}

const key = new PluginKey<PassagesState>("passages");

export const passagesPlugin = new Plugin<PassagesState>({
  key,
  state: {
    init: () => ({ placed: [], active: null, asking: null, decorations: DecorationSet.empty }),
    apply(tr, old) {
      const change = tr.getMeta(key) as Change | undefined;
      if (!tr.docChanged && !change) return old;
      const moved = tr.docChanged ? follow(old, tr) : old;
      if (!change) return moved;
      const { moved: anew, ...others } = change;
      const next = { ...moved, ...others };
      if (anew) next.placed = placedAnew(next.placed, anew.anchors, anew.pending);
      return { ...next, decorations: draw(tr.doc, next) };
    },
  },
  props: { decorations: (state) => key.getState(state)?.decorations },
});

/** Shows passages whose positions are those before the `pending` steps. */
export function showPassages(
  tr: Transaction,
  passages: readonly Passage[],
  pending: readonly Step[],
): Transaction {
  const mapping = new Mapping(pending.map((step) => step.getMap()));
  const placed = passages.map((passage) => ({
    passage,
    ...along({ from: passage.start, to: passage.end }, mapping),
  }));
  return tr.setMeta(key, { placed } satisfies Change);
}

/** Shows anchors as the server has them, where they stood before the `pending` steps. */
export function moveAnchors(
  tr: Transaction,
  anchors: readonly AnchorPlace[],
  pending: readonly Step[],
): Transaction {
  return tr.setMeta(key, { moved: { anchors, pending } } satisfies Change);
}

export function activate(tr: Transaction, query: number | null): Transaction {
  return tr.setMeta(key, { active: query } satisfies Change);
}

export function markAsking(tr: Transaction, asking: Span | null): Transaction {
  return tr.setMeta(key, { asking } satisfies Change);
}

export function activeQuery(state: EditorState): number | null {
  return key.getState(state)?.active ?? null;
}

export function askingSpan(state: EditorState): Span | null {
  return key.getState(state)?.asking ?? null;
}

/** Where each query stands now, and in what state; a detached one has a point. */
export function places(state: EditorState): Map<number, Span & { state: string }> {
  const placed = key.getState(state)?.placed ?? [];
  return new Map(placed.map(({ passage, from, to }) => [passage.query, { from, to, state: passage.state }]));
}

/** The query of the narrowest passage around a position. */
export function queryAt(state: EditorState, position: number): number | null {
  const around = (key.getState(state)?.placed ?? [])
    .filter(({ from, to }) => from < to && from <= position && position <= to)
    .sort((a, b) => a.to - a.from - (b.to - b.from));
  return around[0]?.passage.query ?? null;
}

function placedAnew(
  placed: readonly Placed[],
  anchors: readonly AnchorPlace[],
  pending: readonly Step[],
): Placed[] {
  const mapping = new Mapping(pending.map((step) => step.getMap()));
  const places = new Map(anchors.map((one) => [one.anchor, one]));
  return placed.map((one) => {
    const place = places.get(one.passage.anchor);
    if (!place) return one;
    const span = along({ from: place.start, to: place.end }, mapping);
    return { passage: { ...one.passage, ...place }, ...span };
  });
}

function follow(old: PassagesState, tr: Transaction): PassagesState {
  return {
    ...old,
    placed: old.placed.map((one) => ({ ...one, ...along(one, tr.mapping) })),
    asking: old.asking && along(old.asking, tr.mapping),
    decorations: old.decorations.map(tr.mapping, tr.doc),
  };
}

/** Typing at the edges stays outside, inside grows; a range whose words are gone becomes a point. */
function along({ from, to }: Span, mapping: Mappable): Span {
  const start = mapping.map(from, 1);
  return { from: start, to: from === to ? start : Math.max(start, mapping.map(to, -1)) };
}

function draw(doc: Node, { placed, active, asking }: Change): DecorationSet {
  const within = ({ from, to }: Span): boolean => from >= 0 && from < to && to <= doc.content.size;
  const drawn = (placed ?? [])
    .filter((one) => one.passage.state !== "detached" && within(one))
    .map(({ from, to, passage }) =>
      Decoration.inline(from, to, attributes(passage, passage.query === active)),
    );
  if (asking && within(asking)) {
    drawn.push(Decoration.inline(asking.from, asking.to, { nodeName: "span", class: "passage-asking" }));
  }
  return DecorationSet.create(doc, drawn);
}

function attributes(passage: Passage, active: boolean): Record<string, string> {
  const names = ["passage", passage.open ? "passage-open" : "passage-resolved"];
  if (passage.blocking) names.push("passage-blocking");
  if (passage.state !== "exact") names.push(`passage-${passage.state}`);
  if (active) names.push("active");
  // A node name of its own keeps overlapping passages apart, one element inside the other.
  return { nodeName: "span", class: names.join(" "), "data-query": String(passage.query) };
}
