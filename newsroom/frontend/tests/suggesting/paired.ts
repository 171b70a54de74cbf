/**
 * The same edits twice: suggested in one document, made in another. Positions of one are found in the other by
 * counting what is not struck.
 */
import { type Attrs, type Node, type NodeType, type ResolvedPos, Slice } from "prosemirror-model";
import type { Transform } from "prosemirror-transform";
import { canSplit } from "prosemirror-transform";
import { flag, flows, isContainer, joins, markId } from "../../src/copy/elements";
import { types } from "../../src/copy/schema";
import { cellStart } from "../../src/copy/tables";
import { below, block, paragraph, pick, type Random, whole, words } from "./suggestions";

/** An edit between two positions of text, made on either document; false when it cannot be. */
export type Act = (tr: Transform, from: number, to: number) => boolean;

/** The positions after each unit that is not struck, and of the start of each text block that stands. */
function units(doc: Node): number[] {
  const found: number[] = [];
  let joinable = false;
  doc.descendants((node, start) => {
    if (node.isInline) {
      if (!markId(node, types.deletion)) found.push(...positionsIn(node, start));
      return false;
    }
    if (!(node.isTextblock || node.isLeaf)) return !struckWhole(node);
    if (struckWhole(node)) return false;
    // A struck opening stands where there is nothing before it that the words could join.
    const stands = flag(node, "deleted") === null || (!joinable && hasLiveWords(node));
    if (stands && node.isTextblock) found.push(start + 1);
    if (stands) joinable = flows(node);
    return true;
  });
  return found;
}

/** Behind each of its units. */
function positionsIn(node: Node, start: number): number[] {
  return Array.from({ length: node.nodeSize }, (_, offset) => start + offset + 1);
}

const struckWhole = (node: Node): boolean => !joins(node) && flag(node, "deleted") !== null;
const hasLiveWords = (node: Node): boolean => node.children.some((child) => !markId(child, types.deletion));

export interface Ranges {
  suggested: [number, number];
  direct: [number, number];
}

/**
 * A random range of live text, by its positions in the document with suggestions and in the one without; null when
 * the two do not correspond.
 */
export function anyRanges(
  documents: [Node, Node],
  random: Random,
  reach: number,
  inline: boolean,
): Ranges | null {
  const [own, other] = documents.map(units) as [number[], number[]];
  if (own.length !== other.length) return null;
  const [suggested, direct] = documents;
  const start = below(random, own.length);
  let end = Math.min(start + below(random, reach + 1), own.length - 1);
  const fit = (last: number): boolean =>
    fits(direct, other[start] ?? 0, other[last] ?? 0, inline) &&
    (sameBlock(direct, other[start] ?? 0, other[last] ?? 0) ||
      ![own[start] ?? 0, own[last] ?? 0].some((at) => changesContainer(suggested.resolve(at))));
  while (end > start && !fit(end)) end -= 1;
  if ([start, end].some((index) => whole(direct, other[index] ?? 0) !== other[index]))
    return anyRanges(documents, random, reach, inline);
  return { suggested: [own[start] ?? 0, own[end] ?? 0], direct: [other[start] ?? 0, other[end] ?? 0] };
}

const sameBlock = (doc: Node, from: number, to: number): boolean =>
  doc.resolve(from).sameParent(doc.resolve(to));

/**
 * Within one block, or from one paragraph to another, whatever lists and quotations these are in, but within one cell
 * of a table: selections do not reach over its border in one piece. Only words that
 * were joined to others out of a list stay in it until that is accepted, and whole blocks are other ones there.
 */
function fits(doc: Node, from: number, to: number, inline: boolean): boolean {
  const [$from, $to] = [doc.resolve(from), doc.resolve(to)];
  if (sameBlock(doc, from, to)) return true;
  return !inline && flows($from.parent) && flows($to.parent) && cellStart($from) === cellStart($to);
}

/** An act that can always be made. */
const always =
  (change: (tr: Transform, from: number, to: number) => Transform): Act =>
  (tr, from, to) => {
    change(tr, from, to);
    return true;
  };
const insertion = (random: Random): Act => {
  const typed = `${words(random, 2)} `;
  return always((tr, from) => tr.replaceWith(from, from, tr.doc.type.schema.text(typed)));
};
const replacement = (random: Random): Act => {
  const typed = words(random, 2);
  return always((tr, from, to) => tr.replaceWith(from, to, tr.doc.type.schema.text(typed)));
};
/** What looks like one block is a part of another where its opening is struck: acts on whole blocks differ there. */
const joinsBefore = (node: Node | null): boolean =>
  node !== null && (flag(node, "deleted") !== null || (isContainer(node) && joinsBefore(node.firstChild)));
/** Whether words are in another list or quotation now than when what they join is accepted. */
function changesContainer($at: ResolvedPos): boolean {
  let head: ResolvedPos | null = null;
  $at.doc.nodesBetween(0, $at.pos, (node, start) => {
    if (node.isTextblock && !joinsBefore(node)) head = $at.doc.resolve(start + 1);
    return !node.isTextblock;
  });
  const kinds = ($one: ResolvedPos | null): string[] =>
    Array.from({ length: ($one?.depth ?? 1) - 1 }, (_, index) => $one?.node(index + 1).type.name ?? "");
  return joinsBefore($at.parent) && kinds(head).join() !== kinds($at).join();
}
const after = ($at: ResolvedPos): Node | null => $at.doc.resolve($at.after()).nodeAfter;
const deletion = always((tr, from, to) => tr.delete(from, to));
const division: Act = (tr, from) => {
  const $from = tr.doc.resolve(from);
  if (!flows($from.parent) || joinsBefore($from.parent) || joinsBefore($from.node(-1))) return false;
  const levels = $from.node(-1).type === types.listItem && $from.index(-1) === 0 ? 2 : 1;
  const after = [...(levels > 1 ? [null] : []), { type: types.paragraph }];
  if (!canSplit(tr.doc, from, levels, after)) return false;
  tr.split(from, levels, after);
  return true;
};
const bold = always((tr, from, to) => tr.addMark(from, to, types.strong.create()));
const plain = always((tr, from, to) => tr.removeMark(from, to, types.link));
const kind =
  (type: NodeType, attrs: Attrs | null): Act =>
  (tr, from) => {
    if (joinsBefore(tr.doc.resolve(from).parent)) return false;
    tr.setBlockType(from, from, type, attrs);
    return true;
  };
const heading = kind(types.heading, { level: 4 });
const unheading = kind(types.paragraph, null);
const paste = (random: Random): Act => {
  const pieces = [paragraph(random), paragraph(random)];
  return (tr, from, to) => {
    const $from = tr.doc.resolve(from);
    if (!flows($from.parent) || changesContainer($from)) return false;
    tr.replace(from, to, Slice.maxOpen(tr.doc.type.schema.node("blockquote", null, pieces).content));
    return true;
  };
};
const blockAfter = (random: Random): Act => {
  const made = block(random);
  return (tr, from) => {
    const $from = tr.doc.resolve(from);
    if ($from.depth !== 1 || $from.parent.type === types.headline || joinsBefore(after($from))) return false;
    tr.insert($from.after(), made);
    return true;
  };
};
const withoutBlock: Act = (tr, from) => {
  const $from = tr.doc.resolve(from);
  if ($from.depth !== 1 || !flows($from.parent) || tr.doc.childCount < 4) return false;
  if (joinsBefore($from.parent) || joinsBefore(after($from))) return false;
  tr.delete($from.before(), $from.after());
  return true;
};

/** How far an edit reaches, and the edit. */
export function anyAct(random: Random, inline: boolean): { act: Act; reach: number } {
  const choices: [number, () => Act][] = [
    [0, () => insertion(random)],
    [0, () => insertion(random)],
    [6, () => replacement(random)],
    [8, () => deletion],
    [2, () => deletion],
  ];
  if (!inline) {
    choices.push(
      [30, () => deletion],
      [0, () => division],
      [0, () => division],
      [12, () => bold],
      [12, () => plain],
      [0, () => heading],
      [0, () => unheading],
      [0, () => paste(random)],
      [8, () => paste(random)],
      [0, () => blockAfter(random)],
      [0, () => withoutBlock],
      [20, () => replacement(random)],
    );
  }
  const [reach, make] = pick(random, choices);
  return { act: make(), reach };
}
