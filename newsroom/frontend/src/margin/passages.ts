/** The passages of queries in the editor: highlighted, moved along by every change, one of them active. */

import type { Node } from "prosemirror-model";
import type { EditorState, Transaction } from "prosemirror-state";
import { Plugin, PluginKey } from "prosemirror-state";
import { Mapping, type Step } from "prosemirror-transform";
import { Decoration, DecorationSet } from "prosemirror-view";
import { along, type Span } from "../copy/span";
import type { Passage } from "../sync/transport";

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
}

const key = new PluginKey<PassagesState>("passages");

export const passagesPlugin = new Plugin<PassagesState>({
  key,
  state: {
    init: () => ({ placed: [], active: null, asking: null, decorations: DecorationSet.empty }),
    apply(tr, old) {
      const change = tr.getMeta(key) as Change | undefined;
      if (!(tr.docChanged || change)) return old;
      const moved = tr.docChanged ? follow(old, tr) : old;
      if (!change) return moved;
      const next = { ...moved, ...change };
      return { ...next, decorations: draw(tr.doc, next) };
    },
  },
  props: { decorations: (state) => key.getState(state)?.decorations },
});

/** Shows passages whose positions are those before the `pending` steps; null when they are shown already. */
export function showPassages(
  state: EditorState,
  passages: readonly Passage[],
  pending: readonly Step[],
): Transaction | null {
  const mapping = new Mapping(pending.map((step) => step.getMap()));
  const placed = passages.map((passage) => ({
    passage,
    ...along({ from: passage.start, to: passage.end }, mapping),
  }));
  const shown = key.getState(state)?.placed ?? [];
  const isShown =
    placed.length === shown.length && placed.every((one, index) => looksLike(one, shown[index]));
  return isShown ? null : state.tr.setMeta(key, { placed } satisfies Change);
}

function looksLike(one: Placed, other: Placed | undefined): boolean {
  if (one.from !== other?.from || one.to !== other.to) return false;
  const [{ passage: a }, { passage: b }] = [one, other];
  const isSame = a.query === b.query && a.anchor === b.anchor && a.kind === b.kind;
  return isSame && a.state === b.state && a.open === b.open && a.blocking === b.blocking;
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

function follow(old: PassagesState, tr: Transaction): PassagesState {
  return {
    ...old,
    placed: old.placed.map((one) => ({ ...one, ...along(one, tr.mapping) })),
    asking: old.asking && along(old.asking, tr.mapping),
    decorations: old.decorations.map(tr.mapping, tr.doc),
  };
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
