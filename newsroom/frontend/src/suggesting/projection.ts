/**
 * The document as it would be if suggestions were accepted or rejected: the same results as in Python
 * (articles/documents/suggestions/projection.py), which says how it works.
 */
import { Fragment, type Mark, type Node } from "prosemirror-model";
import { flag, flows, idsIn, isContainer, MARKS, markId, readFormatting, wholeFlag } from "../copy/elements";
import { types } from "../copy/schema";
import { restored } from "./containers";

/** Which suggestions are meant, by their ids. */
export type Only = (suggestion: string) => boolean;

export function rejected(doc: Node, only: Only = () => true): Node {
  return new Projection(false, only).of(doc);
}

export function accepted(doc: Node, only: Only = () => true): Node {
  return new Projection(true, only).of(doc);
}

class Projection {
  /** The unfinished contents around the one being written. */
  private readonly above: Node[][] = [];

  constructor(
    private readonly accept: boolean,
    private readonly only: Only,
    private readonly inCell = false,
  ) {}

  of(doc: Node): Node {
    if (idsIn(doc).size === 0) return doc;
    const given = this.accept ? doc : restored(doc, (id) => this.decided(id));
    const children = this.children(given);
    const opening = children.filter(
      ({ type }) => type === types.headline || type === types.standfirst,
    ).length;
    if (children.slice(opening).every(({ type }) => type === types.footnote))
      children.splice(opening, 0, types.paragraph.create());
    const same =
      children.length === doc.childCount && children.every((child, index) => child === doc.child(index));
    return same ? doc : doc.copy(Fragment.fromArray(children));
  }

  private decided(suggestion: string | null): boolean {
    return suggestion !== null && this.only(suggestion);
  }

  /** Whether this piece of text, or the opening of this block, goes. */
  private gone(node: Node): boolean {
    if (node.isInline) return this.decided(markId(node, this.accept ? types.deletion : types.insertion));
    return this.decided(flag(node, this.accept ? "deleted" : "inserted"));
  }

  private children(parent: Node): Node[] {
    const written: Node[] = [];
    this.writeAll(parent, written);
    return written;
  }

  private writeAll(parent: Node, written: Node[]): void {
    this.above.push(written);
    parent.forEach((child) => this.write(child, written));
    this.above.pop();
  }

  private write(node: Node, written: Node[]): void {
    if (![...idsIn(node)].some((id) => this.only(id))) written.push(node);
    else if (flows(node)) this.writeFlowing(node, written);
    else if (node.type === types.listItem) this.writeItem(node, written);
    else if (isContainer(node)) {
      const children = this.children(node);
      if (children.length > 0) written.push(node.copy(Fragment.fromArray(children)));
    } else if (node.type === types.table) this.writeTable(node, written);
    else if (node.type === types.tableCell) this.writeCell(node, written);
    else if (!this.gone(node)) {
      const content = node.inlineContent ? this.inline(node) : Fragment.fromArray(this.children(node));
      written.push(this.settled(node, content));
    }
  }

  private writeTable(table: Node, written: Node[]): void {
    const rows = this.gone(table) ? [] : this.children(table);
    if (rows.length > 0) written.push(this.settled(table, Fragment.fromArray(rows)));
  }

  /** No words cross the border of a cell. */
  private writeCell(cell: Node, written: Node[]): void {
    const blocks = new Projection(this.accept, this.only, true).children(cell);
    written.push(cell.copy(Fragment.fromArray(blocks.length > 0 ? blocks : [types.paragraph.create()])));
  }

  private inline(block: Node): Fragment {
    const stay: Node[] = [];
    block.forEach((piece) => {
      if (!this.gone(piece)) stay.push(piece.mark(this.marks(piece, block)));
    });
    return Fragment.fromArray(stay);
  }

  private marks(piece: Node, block: Node): readonly Mark[] {
    const done = (mark: Mark): boolean =>
      MARKS.includes(mark.type) && this.decided(mark.attrs.suggestion as string);
    const marks = piece.marks.filter((mark) => !done(mark));
    const formatting = types.formatting.isInSet(piece.marks);
    if (!formatting || this.accept || !done(formatting)) return marks;
    const kept = marks.filter(({ type }) => MARKS.includes(type));
    const was = readFormatting(formatting.attrs.was as string);
    return block.type.allowedMarks(was.reduce<readonly Mark[]>((set, mark) => mark.addToSet(set), kept));
  }

  /** The block with its flags settled. */
  private settled(block: Node, content: Fragment): Node {
    let type = block.type;
    const attrs: Record<string, unknown> = { ...block.attrs };
    if (this.decided(flag(block, "retyped"))) {
      const [, kind = "", level] = (block.attrs.retyped as string).split(" ");
      attrs.retyped = null;
      if (!(this.accept || this.inCell)) {
        type = kind === "heading" ? types.heading : types.paragraph;
        delete attrs.level;
        if (level) attrs.level = Number(level);
      }
    }
    for (const name of ["inserted", "deleted", "rewrapped"] as const)
      if (this.decided(flag(block, name))) attrs[name] = null;
    return type.create(attrs, content, block.marks);
  }

  private writeFlowing(block: Node, written: Node[]): void {
    const content = this.inline(block);
    if (!this.gone(block)) written.push(this.settled(block, content));
    else if (content.size > 0 && !this.append(content)) written.push(this.left(block, content));
  }

  /** Words that have nothing to join. Their block is a paragraph: its kind goes with the opening. */
  private left(block: Node, content: Fragment): Node {
    const { inserted, deleted } = this.settled(block, content).attrs;
    const heir = { [this.accept ? "deleted" : "inserted"]: this.heir(content) };
    return types.paragraph.create({ inserted, deleted, ...heir }, content);
  }

  private place(): Node[] | undefined {
    return this.above.findLast((level) => level.length > 0);
  }

  /** Lets words join the text block before them; false when there is none. */
  private append(content: Fragment): boolean {
    const place = this.place();
    const last = place?.at(-1);
    const joined = last && withWords(last, content);
    if (!(place && joined)) return false;
    place[place.length - 1] = joined;
    return true;
  }

  /**
   * Whose suggestion an opening is from now on that has to stay for something still proposed: what stands
   * between it and the text it would join, or its words, if all are proposed.
   */
  private heir(content: Fragment): string | null {
    const before = this.place()?.at(-1);
    const between = before && wholeFlag(lastBlock(before), this.accept ? "deleted" : "inserted");
    if (between) return between;
    const ids = content.content.map((piece) => markId(piece, this.accept ? types.deletion : types.insertion));
    return ids.every((id) => id !== null) ? (ids[0] ?? null) : null;
  }

  private writeItem(item: Node, written: Node[]): void {
    const before = written.at(-1);
    if (this.gone(item) && before) {
      const continued = [...before.children];
      this.writeAll(item, continued);
      written[written.length - 1] = before.copy(Fragment.fromArray(continued));
      return;
    }
    const children = this.children(item);
    const [first] = children;
    if (!first) return;
    // An item that has to stay for something still proposed stays as long as that.
    const name = this.accept ? "deleted" : "inserted";
    const moved = this.accept ? null : flag(first, "rewrapped");
    const heir = { [name]: firstFlag(first, name) ?? moved };
    if (first.type !== types.paragraph) children.unshift(types.paragraph.create(heir));
    const { attrs, content } = this.settled(item, Fragment.fromArray(children));
    written.push(types.listItem.create({ ...attrs, ...(this.gone(item) ? heir : {}) }, content));
  }
}

/** The suggestion on the first thing in a block, the block itself first. */
function firstFlag(block: Node, name: "inserted" | "deleted"): string | null {
  const inner = isContainer(block) && block.type !== types.listItem ? block.firstChild : null;
  return inner ? firstFlag(inner, name) : wholeFlag(block, name);
}

/** The last text block, figure, table or rule in a block: what words after it would have to join. */
function lastBlock(node: Node): Node {
  return isContainer(node) && node.lastChild ? lastBlock(node.lastChild) : node;
}

/** The node with words added to its last text block; null when it ends with something else. */
function withWords(node: Node, content: Fragment): Node | null {
  if (flows(node)) return node.copy(node.content.append(content));
  if (!(isContainer(node) && node.lastChild)) return null;
  const last = withWords(node.lastChild, content);
  return last && node.copy(node.content.replaceChild(node.childCount - 1, last));
}
