/** Selections that reach over the border of a cell or figure: what is deleted or typed there leaves these in place. */
import { type Node, type ResolvedPos, Slice } from "prosemirror-model";
import { Plugin, Selection, SelectionRange, TextSelection } from "prosemirror-state";
import type { Mappable } from "prosemirror-transform";
import { types } from "../copy/schema";

/** Words from one cell or caption into another, or out of it. `ranges` are those of the words in each. */
class CellsSelection extends TextSelection {
  constructor($anchor: ResolvedPos, $head: ResolvedPos) {
    super($anchor, $head);
    Reflect.set(this, "ranges", rangesOf(this.$from, this.$to));
  }

  override get $from(): ResolvedPos {
    return this.$anchor.min(this.$head);
  }

  override get $to(): ResolvedPos {
    return this.$anchor.max(this.$head);
  }

  /** The rows of a table as a table of their own. */
  override content(): Slice {
    const { content, openStart, openEnd } = super.content();
    const isTable = content.childCount === 1 && content.firstChild?.type === types.table;
    return isTable ? new Slice(content, 0, 0) : new Slice(content, openStart, openEnd);
  }

  override map(doc: Node, mapping: Mappable): Selection {
    const [$anchor, $head] = [this.anchor, this.head].map((at) => doc.resolve(mapping.map(at)));
    if (!$head?.parent.inlineContent) return Selection.near($head as ResolvedPos);
    return selectionBetween($anchor?.parent.inlineContent ? $anchor : $head, $head);
  }
}

/** Where the cell or figure around a position begins; -1 outside of these. */
function holderOf($at: ResolvedPos): number {
  for (let depth = $at.depth; depth > 0; depth--)
    if ([types.tableCell, types.figure].includes($at.node(depth).type)) return $at.before(depth);
  return -1;
}

/** The words between two positions: those of each cell and caption by themselves. */
function rangesOf($from: ResolvedPos, $to: ResolvedPos): SelectionRange[] {
  const { doc, pos: from } = $from;
  const found: { start: number; end: number; holder: number }[] = [];
  doc.nodesBetween(from, $to.pos, (node, position) => {
    if (!node.isTextblock) return true;
    const [start, end] = [Math.max(position + 1, from), Math.min(position + node.nodeSize - 1, $to.pos)];
    const holder = holderOf(doc.resolve(position + 1));
    const last = found.at(-1);
    if (last?.holder === holder) last.end = end;
    else found.push({ start, end, holder });
    return false;
  });
  return found.map(({ start, end }) => new SelectionRange(doc.resolve(start), doc.resolve(end)));
}

/** The selection of the words between two positions, whatever these are in. */
export function selectionBetween($anchor: ResolvedPos, $head: ResolvedPos): Selection {
  const plain = TextSelection.between($anchor, $head);
  if (!(plain instanceof TextSelection) || holderOf(plain.$anchor) === holderOf(plain.$head)) return plain;
  return new CellsSelection(plain.$anchor, plain.$head);
}

export const cellsPlugin = new Plugin({
  props: { createSelectionBetween: (_view, $anchor, $head) => selectionBetween($anchor, $head) },
});
