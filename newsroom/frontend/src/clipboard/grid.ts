/** The cells of a pasted table, row by row. */
import { LIMITS, tableFits } from "../copy/rules";
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
