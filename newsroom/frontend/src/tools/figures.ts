/** Figures of the copy: where a new one goes, and what changing one means. */
import type { Node } from "prosemirror-model";
import { type EditorState, NodeSelection, Selection, type Transaction } from "prosemirror-state";
import { cleanText } from "../copy/characters";
import { schema, types } from "../copy/schema";

/** What is said about an image; `alt` is empty for one that only decorates. */
export interface Described {
  alt: string;
  caption: string;
  credit: string;
}

export interface Placed {
  figure: Node;
  at: number;
}

/** The figure that is selected, or that the cursor is in. */
export function selectedFigure({ selection }: EditorState): Placed | null {
  const { $from } = selection;
  for (let depth = $from.depth; depth > 0; depth--)
    if ($from.node(depth).type === types.figure)
      return { figure: $from.node(depth), at: $from.before(depth) };
  const node = selection instanceof NodeSelection ? selection.node : null;
  return node?.type === types.figure ? { figure: node, at: selection.from } : null;
}

export function descriptionOf(figure: Node): Described {
  const { alt, credit } = figure.child(0).attrs as { alt: string; credit: string };
  return { alt, credit, caption: figure.maybeChild(1)?.textContent ?? "" };
}

/** Puts a figure behind the block that the cursor is in, or in the place of an empty paragraph. */
export function insertFigure(state: EditorState, src: string, how: Described): Transaction | null {
  const place = placeFor(state);
  if (!place) return null;
  const { from, to } = place;
  // Words can follow, wherever it stands.
  const after = state.doc.resolve(to).nodeAfter;
  const behind = !after || after.type === types.footnote ? [types.paragraph.create()] : [];
  const tr = state.tr.replaceWith(from, to, [figureOf(src, how, null), ...behind]);
  return tr.setSelection(Selection.near(tr.doc.resolve(from + 1))).scrollIntoView();
}

/** Changes what is said about an image. As a suggestion the figure goes, and comes again with the other words. */
export function describeFigure(
  state: EditorState,
  { figure, at }: Placed,
  how: Described,
  asSuggestion: boolean,
): Transaction {
  const was = descriptionOf(figure);
  const { tr } = state;
  if (asSuggestion) {
    const isChanged = was.alt !== how.alt || was.credit !== how.credit || was.caption !== how.caption;
    const caption = was.caption === how.caption ? figure.maybeChild(1) : null;
    return isChanged ? tr.replaceWith(at, at + figure.nodeSize, figureOf(srcOf(figure), how, caption)) : tr;
  }
  if (was.alt !== how.alt) tr.setNodeAttribute(at + 1, "alt", cleanText(how.alt));
  if (was.credit !== how.credit) tr.setNodeAttribute(at + 1, "credit", cleanText(how.credit));
  if (was.caption === how.caption) return tr;
  const end = at + figure.nodeSize - 1;
  return tr.replaceWith(at + 2, end, captionOf(how.caption));
}

const srcOf = (figure: Node): string => figure.child(0).attrs.src as string;

function figureOf(src: string, { alt, credit, caption }: Described, kept: Node | null): Node {
  const image = schema.node("image", { src, alt: cleanText(alt), credit: cleanText(credit) });
  return types.figure.create(null, [image, ...(kept ? [kept] : captionOf(caption))]);
}

function captionOf(text: string): Node[] {
  const words = cleanText(text);
  return words === "" ? [] : [types.caption.create(null, schema.text(words))];
}

/** The nearest place that may hold a figure: around the cursor, then below it, then above. */
function placeFor({ doc, selection }: EditorState): { from: number; to: number } | null {
  const { $from } = selection;
  for (let depth = $from.depth; depth > 0; depth--) {
    const [around, block, index] = [$from.node(depth - 1), $from.node(depth), $from.index(depth - 1)];
    const gives = block.type === types.paragraph && block.content.size === 0;
    if (gives && around.canReplaceWith(index, index + 1, types.figure))
      return { from: $from.before(depth), to: $from.after(depth) };
    if (around.canReplaceWith(index + 1, index + 1, types.figure))
      return { from: $from.after(depth), to: $from.after(depth) };
  }
  const places: number[] = [];
  doc.forEach((block, offset, index) => {
    if (doc.canReplaceWith(index + 1, index + 1, types.figure)) places.push(offset + block.nodeSize);
  });
  const place = places.find((one) => one >= $from.pos) ?? places.at(-1);
  return place === undefined ? null : { from: place, to: place };
}
