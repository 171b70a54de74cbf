/** The shape of a table: rows of cells, each of which holds paragraphs (articles/documents/tables.py). */
import type { Node } from "prosemirror-model";
import { LIMITS } from "./schema";

/** How many cells the longest row has. */
export function columnsOf(table: Node): number {
  return table.children.reduce((most, row) => Math.max(most, row.childCount), 0);
}

/** Whether a table may have so many rows, each with as many cells as the longest. */
export function tableFits(rows: number, columns: number): boolean {
  return columns <= LIMITS.table_columns && rows * columns <= LIMITS.table_cells;
}
