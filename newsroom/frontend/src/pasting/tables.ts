/** What is pasted into a cell or a footnote, as these can hold it. */
import { Fragment, type Node, Slice } from "prosemirror-model";
import type { Losses } from "../clipboard/losses";
import { BETWEEN_CELLS } from "../copy/rules";
import { schema, types } from "../copy/schema";

/** A slice as a cell can hold it, which is paragraphs: no tables, and no images. */
export function fitCell(slice: Slice, losses: Losses): Slice {
  if (slice.content.content.every(({ isInline, type }) => isInline || type === types.paragraph)) return slice;
  const found: Node[] = [];
  const read = (node: Node): void => {
    if (node.type === types.table)
      losses.tables.push(`${node.childCount} × ${node.firstChild?.childCount ?? 0}`);
    if (node.type.name === "image") losses.left.push({ tag: "img", name: String(node.attrs.alt) });
    if (node.type === types.tableRow) found.push(types.paragraph.create(null, wordsOf(node)));
    else if (node.inlineContent) found.push(types.paragraph.create(null, node.content));
    else node.forEach(read);
  };
  slice.content.forEach(read);
  return Slice.maxOpen(Fragment.fromArray(found));
}

/** A slice as a footnote can hold it, which is one block of lines. */
export function fitFootnote(slice: Slice, losses: Losses): Slice {
  const words: Node[] = [];
  for (const block of fitCell(slice, losses).content.content) {
    if (block.isBlock && words.length > 0) words.push(types.hardBreak.create());
    words.push(...(block.isInline ? [block] : block.children));
  }
  return new Slice(Fragment.fromArray(words), 0, 0);
}

function wordsOf(row: Node): Node[] {
  const words: Node[] = [];
  row.forEach((cell, _offset, index) => {
    if (index > 0) words.push(schema.text(BETWEEN_CELLS));
    cell.forEach((block, _at, number) => {
      if (number > 0) words.push(schema.text(" "));
      words.push(...block.children);
    });
  });
  return words;
}
