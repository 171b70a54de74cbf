/** The shape of a table: rows of cells, each of which holds paragraphs (articles/documents/tables.py). */
import type { Node, ResolvedPos } from "prosemirror-model";
import { types } from "./schema";

/** Whether it is a table or a row of one: what is in these comes and goes with them. */
export const hasCells = ({ type }: Node): boolean => type === types.table || type === types.tableRow;

/** How many cells the longest row has. */
export function columnsOf(table: Node): number {
  return table.children.reduce((most, row) => Math.max(most, row.childCount), 0);
}

/** How deep the cell around a position lies; 0 outside of tables. */
export function cellDepth($at: ResolvedPos): number {
  for (let depth = $at.depth; depth > 0; depth--) if ($at.node(depth).type === types.tableCell) return depth;
  return 0;
}

/** Where the cell around a position begins; -1 outside of tables. */
export function cellStart($at: ResolvedPos): number {
  const depth = cellDepth($at);
  return depth > 0 ? $at.before(depth) : -1;
}

export const isHead = (row: Node): boolean => row.children.every(({ attrs }) => attrs.header);

export function emptyCell(header: boolean): Node {
  return types.tableCell.create({ header }, types.paragraph.create());
}

export function emptyRow(columns: number, header = false): Node {
  return types.tableRow.create(
    null,
    Array.from({ length: columns }, () => emptyCell(header)),
  );
}
