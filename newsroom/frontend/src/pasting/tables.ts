/** Tables that are pasted: as tables of the copy, and as the words that a cell can hold. */
import { Fragment, type Node, Slice } from "prosemirror-model";
import { LIMITS, schema, types } from "../copy/schema";
import { BETWEEN_CELLS, tableFits } from "../copy/tables";
import type { Losses } from "./losses";
import { isUnseen } from "./style";

const MOST = LIMITS.table_columns + 1;

export type Grid = readonly (readonly (HTMLTableCellElement | null)[])[];

/** The cells of a table row by row, all rows of one length; null stands where a cell before or above reaches. */
export function gridOf(table: HTMLTableElement): Grid {
  const rows = [...table.rows].filter((row) => !isUnseen(row));
  /** How many more rows a cell above covers, by column. */
  const covered: number[] = [];
  const grid = rows.map((row) => {
    const found: (HTMLTableCellElement | null)[] = [];
    const skip = (): void => {
      while ((covered[found.length] ?? 0) > 0) {
        covered[found.length] = (covered[found.length] ?? 0) - 1;
        found.push(null);
      }
    };
    for (const cell of row.cells) {
      if (isUnseen(cell)) continue;
      skip();
      // Beyond what a table may have nothing needs to be known: it becomes lines.
      for (let column = 0; column < Math.min(cell.colSpan, MOST); column++) {
        if (found.length < MOST) covered[found.length] = (cell.rowSpan || rows.length) - 1;
        found.push(column === 0 ? cell : null);
      }
    }
    skip();
    return found;
  });
  const columns = grid.reduce((most, { length }) => Math.max(most, length), 0);
  return grid.map((row) => [
    ...row,
    ...Array<null>(tableFits(1, columns) ? columns - row.length : 0).fill(null),
  ]);
}

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
