/** What is proposed in the copy as this page has it: where each suggestion stands, and its words. */
import type { Node } from "prosemirror-model";
import { type EditorState, Plugin, PluginKey, type Transaction } from "prosemirror-state";
import { Decoration, DecorationSet } from "prosemirror-view";
import { FLAGS, flag, idsIn, joins, markId } from "../copy/elements";
import { BETWEEN_CELLS } from "../copy/rules";
import { types } from "../copy/schema";
import { hasCells } from "../copy/tables";

export interface Proposed {
  id: string;
  /** Each of its pieces; for the break before a block the opening of the block. */
  ranges: { from: number; to: number }[];
  inserted: string;
  deleted: string;
  formatted: string;
}

const WORDS = { inserted: types.insertion, deleted: types.deletion, formatted: types.formatting } as const;

const KINDS = ["inserted", "deleted", "formatted"] as const;

const known = new WeakMap<Node, readonly Proposed[]>();

/** Everything proposed in the document, in the order in which it begins. */
export function proposedIn(doc: Node): readonly Proposed[] {
  const found = known.get(doc) ?? gather(doc);
  known.set(doc, found);
  return found;
}

/** What is proposed in each block is remembered: a key changes one of them. */
function gather(doc: Node): Proposed[] {
  const found = new Map<string, Proposed>();
  doc.forEach((block, offset) => {
    if (idsIn(block).size === 0) return;
    for (const { id, ranges, inserted, deleted, formatted } of proposedInBlock(block)) {
      const one = found.get(id) ?? nothing(id);
      found.set(id, one);
      for (const { from, to } of ranges) extend(one.ranges, offset + from, offset + to);
      one.inserted += inserted;
      one.deleted += deleted;
      one.formatted += formatted;
    }
  });
  return [...found.values()];
}

const knownInBlocks = new WeakMap<Node, readonly Proposed[]>();

/** What is proposed in one block of the document, with positions from its opening on. */
function proposedInBlock(block: Node): readonly Proposed[] {
  const remembered = knownInBlocks.get(block);
  if (remembered) return remembered;
  const gathering = new Gathering();
  gathering.block(block, 0);
  block.descendants((node, start) => {
    if (node.isInline) gathering.piece(node, start + 1);
    else gathering.block(node, start + 1);
    return !node.isInline && idsIn(node).size > 0;
  });
  const found = [...gathering.found.values()];
  knownInBlocks.set(block, found);
  return found;
}

const nothing = (id: string): Proposed => ({ id, ranges: [], inserted: "", deleted: "", formatted: "" });

class Gathering {
  readonly found = new Map<string, Proposed>();
  /** Up to where the words of a suggestion are told with the row or table they are in. */
  private readonly told = new Map<string, number>();

  block(node: Node, start: number): void {
    for (const id of idsOnBlock(node)) this.at(id, start, joins(node) ? start + 1 : start + node.nodeSize);
    if (!hasCells(node)) return;
    for (const name of ["inserted", "deleted"] as const) {
      const id = flag(node, name);
      if (!id || this.isTold(name + id, start)) continue;
      const one = this.at(id, start, start + node.nodeSize);
      one[name] += (one[name] && "\n") + rowsOf(node).map(rowText).join("\n");
      this.told.set(name + id, start + node.nodeSize);
    }
  }

  piece(node: Node, start: number): void {
    for (const name of KINDS) {
      const id = markId(node, WORDS[name]);
      if (id && !this.isTold(name + id, start))
        this.at(id, start, start + node.nodeSize)[name] += node.type.spec.leafText?.(node) ?? node.text ?? "";
    }
  }

  private at(id: string, from: number, to: number): Proposed {
    const one = this.found.get(id) ?? nothing(id);
    this.found.set(id, one);
    extend(one.ranges, from, to);
    return one;
  }

  private isTold(key: string, start: number): boolean {
    return (this.told.get(key) ?? 0) > start;
  }
}

const rowsOf = (node: Node): readonly Node[] => (node.type === types.table ? node.children : [node]);

/** The words of a row in one line, as the server has them. */
function rowText(row: Node): string {
  const cells = row.children.map((cell) => cell.textBetween(0, cell.content.size, " ", " ").trim());
  return cells.some((words) => words) ? cells.join(BETWEEN_CELLS) : "";
}

function idsOnBlock(node: Node): string[] {
  return FLAGS.map((name) => flag(node, name)).filter((id) => id !== null);
}

/** Adds a piece; what touches the last one is a part of it. */
function extend(ranges: Proposed["ranges"], from: number, to: number): void {
  const last = ranges.at(-1);
  if (last?.to === from) last.to = to;
  else if (last?.from !== from || last.to !== to) ranges.push({ from, to });
}

/** Where a suggestion begins. */
export const startOf = (one: Proposed): number => one.ranges[0]?.from ?? 0;

/** The suggestion at a position: the one with the fewest words, where several lie on one another. */
export function proposedAt(state: EditorState, position: number): Proposed | null {
  const length = ({ ranges }: Proposed): number => ranges.reduce((sum, { from, to }) => sum + to - from, 0);
  const around = proposedIn(state.doc)
    .filter(({ ranges }) => ranges.some(({ from, to }) => from <= position && position <= to))
    .sort((a, b) => length(a) - length(b));
  return around[0] ?? null;
}

interface Lit {
  id: string | null;
  decorations: DecorationSet;
}

const key = new PluginKey<Lit>("proposed");

/** Lights up the words of one suggestion. */
export const proposedPlugin = new Plugin<Lit>({
  key,
  state: {
    init: () => ({ id: null, decorations: DecorationSet.empty }),
    apply(tr, old) {
      const chosen = tr.getMeta(key) as { id: string | null } | undefined;
      if (chosen === undefined && !tr.docChanged) return old;
      const id = chosen ? chosen.id : old.id;
      return { id, decorations: draw(tr.doc, id) };
    },
  },
  props: { decorations: (state) => key.getState(state)?.decorations },
});

export function lightSuggestion(tr: Transaction, id: string | null): Transaction {
  return tr.setMeta(key, { id });
}

export function litSuggestion(state: EditorState): string | null {
  return key.getState(state)?.id ?? null;
}

function draw(doc: Node, id: string | null): DecorationSet {
  const one = id === null ? undefined : proposedIn(doc).find((proposed) => proposed.id === id);
  if (!one) return DecorationSet.empty;
  return DecorationSet.create(
    doc,
    one.ranges.map(({ from, to }) => Decoration.inline(from, to, { class: "lit" })),
  );
}
