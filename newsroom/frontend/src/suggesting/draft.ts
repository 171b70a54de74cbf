/** A suggestion being made: the transaction so far, whose it is, and under which id. */
import type { Node, ResolvedPos } from "prosemirror-model";
import type { Transaction } from "prosemirror-state";
import { author, flag, markId } from "../copy/elements";
import { types } from "../copy/schema";
import { hasCells } from "../copy/tables";

export interface Author {
  /** The person's id; 0 is nobody known. */
  author: number;
  /** A new id for a suggestion by this person: "<person id>.<at least 8 characters of 0-9a-z>". */
  newId: () => string;
}

/** Whether a suggestion is this person's. */
export type Mine = (suggestion: string | null) => boolean;

export const mineOf =
  (by: Author): Mine =>
  (suggestion) =>
    suggestion !== null && author(suggestion) === String(by.author);

export class Draft {
  private fresh: string | null = null;

  /** How many of the transaction's steps are of earlier steps of the original. */
  settled = 0;

  constructor(
    public tr: Transaction,
    private readonly by: Author,
    private readonly oneKey = false,
  ) {
    this.mine = mineOf(by);
  }

  /** Gives up all but the first steps. */
  revert(count: number, empty: Transaction): void {
    if (count === this.tr.steps.length) return;
    for (const step of this.tr.steps.slice(0, count)) empty.step(step);
    this.tr = empty;
  }

  get doc(): Node {
    return this.tr.doc;
  }

  readonly mine: Mine;

  /** The id for a change between two positions: that of this person's suggestion they touch, or a new one. */
  idAt(from: number, to: number): string {
    if (this.oneKey && this.fresh) return this.fresh;
    const [$from, $to] = [this.doc.resolve(from), this.doc.resolve(to)];
    const own = this.own($from.nodeBefore, $from) ?? this.own($to.nodeAfter, $to) ?? this.ownRow($from);
    if (this.oneKey) this.fresh = own;
    return own ?? this.newId();
  }

  /** The id of what is new in this suggestion and touches nothing. */
  newId(): string {
    this.fresh ??= this.by.newId();
    return this.fresh;
  }

  /** This person's suggestion of the row or table around a position: what is typed there is a part of it. */
  private ownRow($at: ResolvedPos): string | null {
    for (let depth = $at.depth; depth > 0; depth--) {
      const node = $at.node(depth);
      const id = hasCells(node) ? flag(node, "inserted") : null;
      if (this.mine(id)) return id;
    }
    return null;
  }

  /** This person's suggestion on the piece beside a position, or on the opening of the block that begins there. */
  private own(piece: Node | null, $at: ResolvedPos): string | null {
    const ids =
      piece?.isInline === true
        ? [markId(piece, types.insertion), markId(piece, types.deletion)]
        : $at.parent.inlineContent && $at.parentOffset === 0
          ? [flag($at.parent, "inserted"), flag($at.parent, "deleted")]
          : [];
    return ids.find(this.mine) ?? null;
  }
}
