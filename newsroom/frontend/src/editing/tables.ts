/** What keys and the toolbar can do to tables. */
import type { Node, ResolvedPos } from "prosemirror-model";
import {
  type Command,
  type EditorState,
  Selection,
  TextSelection,
  type Transaction,
} from "prosemirror-state";
import { flag } from "../copy/elements";
import { types } from "../copy/schema";
import { cellDepth, columnsOf, emptyCell, emptyRow, isHead } from "../copy/tables";

const [ROWS, COLUMNS] = [3, 3];

/** The cell that the selection begins in, with its row and table; the positions are those in front of them. */
interface Place {
  table: Node;
  row: Node;
  tableAt: number;
  rowAt: number;
  /** The numbers of the row and of the cell in it. */
  rowIndex: number;
  cellIndex: number;
  /** What the table stands in, and its number there. */
  around: Node;
  tableIndex: number;
}

function placeOf($at: ResolvedPos): Place | null {
  const depth = cellDepth($at);
  if (depth === 0) return null;
  return {
    table: $at.node(depth - 2),
    row: $at.node(depth - 1),
    tableAt: $at.before(depth - 2),
    rowAt: $at.before(depth - 1),
    rowIndex: $at.index(depth - 2),
    cellIndex: $at.index(depth - 1),
    around: $at.node(depth - 3),
    tableIndex: $at.index(depth - 3),
  };
}

/** Whether nothing but footnotes stands behind the block with this number. */
function endsText(around: Node, index: number): boolean {
  const next = around.maybeChild(index + 1);
  return !next || next.type === types.footnote;
}

type Change = (place: Place, state: EditorState) => Transaction;

function inTable(change: Change): Command {
  return (state, dispatch) => {
    const place = placeOf(state.selection.$from);
    if (place) dispatch?.(change(place, state).scrollIntoView());
    return place !== null;
  };
}

/** Puts a table behind the block that the cursor is in, or in the place of an empty paragraph. */
export const insertTable: Command = (state, dispatch, view) => {
  const { $from } = state.selection;
  if (cellDepth($from) > 0) return false;
  for (let depth = $from.depth; depth > 0; depth--) {
    const around = $from.node(depth - 1);
    const block = $from.node(depth);
    const [index, gives] = [
      $from.index(depth - 1),
      block.type === types.paragraph && block.content.size === 0,
    ];
    const first = gives && around.canReplaceWith(index, index + 1, types.table) ? index : index + 1;
    if (!around.canReplaceWith(first, index + 1, types.table)) continue;
    if (dispatch) {
      const at = first > index ? $from.after(depth) : $from.before(depth);
      const table = types.table.create(null, [
        emptyRow(COLUMNS, true),
        ...Array.from({ length: ROWS - 1 }, () => emptyRow(COLUMNS)),
      ]);
      // Words can follow, wherever it stands.
      const behind = endsText(around, index) ? [types.paragraph.create()] : [];
      const tr = state.tr.replaceWith(at, $from.after(depth), [table, ...behind]);
      dispatch(tr.setSelection(Selection.near(tr.doc.resolve(at), 1)).scrollIntoView());
      // Whoever pressed the button by keyboard goes on in the first cell.
      view?.focus();
    }
    return true;
  }
  return false;
};

const rowBelow: Change = ({ table, row, rowAt }, { tr }) => {
  const at = rowAt + row.nodeSize;
  tr.insert(at, emptyRow(columnsOf(table)));
  return tr.setSelection(Selection.near(tr.doc.resolve(at), 1));
};

/** Whether a suggestion may add and remove columns: only where the whole table is one, as each row changes. */
export const canSuggestColumns = ({ selection }: EditorState): boolean => {
  const place = placeOf(selection.$from);
  return place !== null && flag(place.table, "inserted") !== null;
};

export const addRow = inTable(rowBelow);

export const addColumn = inTable(({ table, tableAt, cellIndex }, { tr }) => {
  table.forEach((row, offset) => {
    const index = Math.min(cellIndex + 1, row.childCount);
    const at = tableAt + 2 + offset + sizeOf(row, index);
    tr.insert(tr.mapping.map(at), emptyCell(isHead(row)));
  });
  return tr;
});

const without: Change = ({ table, tableAt, around, tableIndex }, { tr }) => {
  const end = tableAt + table.nodeSize;
  if (around.canReplace(tableIndex, tableIndex + 1)) tr.delete(tableAt, end);
  else tr.replaceWith(tableAt, end, types.paragraph.create());
  return tr.setSelection(Selection.near(tr.doc.resolve(tableAt), 1));
};

export const removeTable = inTable(without);

export const removeRow = inTable((place, state) => {
  const { table, row, rowAt } = place;
  if (table.childCount === 1) return without(place, state);
  const tr = state.tr.delete(rowAt, rowAt + row.nodeSize);
  const isLast = row === table.lastChild;
  return tr.setSelection(Selection.near(tr.doc.resolve(rowAt), isLast ? -1 : 1));
});

/** Rows that have no such cell stay as they are. */
export const removeColumn = inTable((place, state) => {
  const { table, tableAt, cellIndex } = place;
  if (columnsOf(table) === 1) return without(place, state);
  const { tr } = state;
  table.forEach((row, offset) => {
    const cell = row.maybeChild(cellIndex);
    const at = tr.mapping.map(tableAt + 2 + offset + sizeOf(row, cellIndex));
    if (cell && row.childCount > 1) tr.delete(at, at + cell.nodeSize);
    else if (cell) tr.delete(at - 1, at + cell.nodeSize + 1);
  });
  return tr;
});

/** The first row names its columns, or does no longer. */
export const toggleHead = inTable(({ table, tableAt }, { tr }) => {
  const head = table.child(0);
  const header = !isHead(head);
  head.forEach((cell, offset) => {
    if (cell.attrs.header !== header) tr.setNodeAttribute(tableAt + 2 + offset, "header", header);
  });
  return tr;
});

export const hasHead = ({ selection }: EditorState): boolean => {
  const place = placeOf(selection.$from);
  return place !== null && isHead(place.table.child(0));
};

/** Tab and Shift-Tab: to the next cell or the one before, behind the last one to a new row. */
export function toCell(direction: 1 | -1): Command {
  return (state, dispatch) => {
    const place = placeOf(state.selection.$from);
    if (!place) return false;
    const { table, row, rowAt, cellIndex, rowIndex } = place;
    const next = row.maybeChild(cellIndex + direction);
    const other = next ? row : table.maybeChild(rowIndex + direction);
    if (!other) return direction > 0 && addRow(state, dispatch);
    const start = next ? rowAt : direction > 0 ? rowAt + row.nodeSize : rowAt - other.nodeSize;
    const index = next ? cellIndex + direction : direction > 0 ? 0 : other.childCount - 1;
    const from = start + 1 + sizeOf(other, index);
    const to = from + other.child(index).nodeSize;
    const { doc, tr } = state;
    const words = TextSelection.between(doc.resolve(from + 2), doc.resolve(to - 2));
    dispatch?.(tr.setSelection(words).scrollIntoView());
    return true;
  };
}

/** Down from the last row of a table behind which nothing stands: to a new paragraph. */
export const leaveTable: Command = (state, dispatch, view) => {
  const { $head, empty } = state.selection;
  const place = placeOf($head);
  if (!(place && empty && view?.endOfTextblock("down"))) return false;
  const isLast = place.row === place.table.lastChild && endsText(place.around, place.tableIndex);
  if (!isLast || $head.parent !== $head.node(-1).lastChild) return false;
  const at = place.tableAt + place.table.nodeSize;
  const tr = state.tr.insert(at, types.paragraph.create());
  dispatch?.(tr.setSelection(TextSelection.create(tr.doc, at + 1)).scrollIntoView());
  return true;
};

/** How much the first cells of a row take. */
function sizeOf(row: Node, cells: number): number {
  return row.children.slice(0, cells).reduce((size, cell) => size + cell.nodeSize, 0);
}
