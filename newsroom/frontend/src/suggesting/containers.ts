/**
 * The copy as a line of blocks, each with the lists and quotations it stands in, and back: the same results as in
 * Python (articles/documents/suggestions/containers.py), which says how it works.
 */
import { type Attrs, Fragment, type Node, type NodeType } from "prosemirror-model";
import { flag, isContainer, wholeFlag } from "../copy/elements";
import { schema, types } from "../copy/schema";

type Container = Pick<Node, "type" | "attrs">;

/** A block that holds no other blocks, or a table, and the lists, items and quotations around it, outermost first. */
export interface Line {
  block: Node;
  within: readonly Container[];
  /** How many of these the line before stands in, too. */
  shared: number;
  /** Where the block begins; -1 once it was moved. */
  start: number;
}

export function linesOf(doc: Node): Line[] {
  const lines: Line[] = [];
  let before: readonly Node[] = [];
  const walk = (parent: Node, start: number, within: readonly Node[]): void => {
    parent.forEach((child, offset) => {
      if (isContainer(child)) return walk(child, start + offset + 1, [...within, child]);
      lines.push({ block: child, within, shared: common(before, within, Object.is), start: start + offset });
      before = within;
    });
  };
  walk(doc, 0, []);
  return lines;
}

function common<T>(a: readonly T[], b: readonly T[], same: (a: T, b: T) => boolean): number {
  let count = 0;
  while (count < a.length && count < b.length && same(a[count] as T, b[count] as T)) count += 1;
  return count;
}

const sameType = (a: { type: NodeType }, b: { type: NodeType }): boolean => a.type === b.type;

/** What a block says that it was in, as the attribute holds it behind the suggestion's id. */
export function placeOf({ shared, within }: Pick<Line, "shared" | "within">): string {
  const names = within.map(({ type, attrs }) =>
    type === types.orderedList && attrs.order !== 1 ? `${type.name}:${String(attrs.order)}` : type.name,
  );
  return `${shared} ${["doc", ...names].join("/")}`;
}

function readPlace(rewrapped: string): Pick<Line, "shared" | "within"> {
  const [, shared, path = ""] = rewrapped.split(" ");
  const within = path
    .split("/")
    .slice(1)
    .map((name) => {
      const [type, order] = name.split(":") as [string, string?];
      return opened(schema.nodes[type] as NodeType, order ? { order: Number(order) } : null);
    });
  return { shared: Number(shared), within };
}

const opened = (type: NodeType, attrs: Attrs | null): Container => type.create(attrs);

/** The document with these blocks, as far as the suggestion on them is meant, back in what they were in. */
export function restored(doc: Node, meant: (suggestion: string | null) => boolean): Node {
  const isMeant = ({ block }: Line): boolean => meant(flag(block, "rewrapped"));
  const lines = linesOf(doc);
  if (!lines.some(isMeant)) return doc;
  const back: Line[] = [];
  let standing = -1;
  for (const line of lines) {
    if (isMeant(line)) {
      const place = readPlace(line.block.attrs.rewrapped as string);
      back.push({ block: without(line.block), ...place, start: -1 });
      makeWay(back, standing, place.shared);
    } else back.push(line);
    if (wholeFlag(line.block, "inserted") === null) standing = back.length - 1;
  }
  return doc.copy(nested(back));
}

function without(block: Node): Node {
  return block.type.create({ ...block.attrs, rewrapped: null }, block.content, block.marks);
}

/** What was put in between two blocks that stand in one list or quotation again goes to the end of the first. */
function makeWay(lines: Line[], standing: number, shared: number): void {
  const last = lines[standing];
  const between = lines.slice(standing + 1, -1);
  const stays = (line: Line): boolean =>
    line.shared >= shared && common(line.within, last?.within ?? [], sameType) >= shared;
  if (!last || between.every(stays)) return;
  between.forEach((line, index) => {
    const { within } = last;
    lines[standing + 1 + index] = { ...line, within, shared: within.length };
  });
}

/** The blocks in what they stand in; what cannot hold them is left out. */
export function nested(lines: readonly Line[]): Fragment {
  const open: { type: NodeType; attrs: Attrs; content: Node[] }[] = [];
  const top: Node[] = [];
  const close = (depth: number): void => {
    while (open.length > depth) {
      const done = open.pop();
      if (done) (open.at(-1)?.content ?? top).push(done.type.create(done.attrs, done.content));
    }
  };
  for (const { block, within, shared } of lines) {
    const depth = common(open, within.slice(0, shared), sameType);
    const fresh = fitting(within.slice(depth), block);
    const inList = open[depth - 1]?.type === types.bulletList || open[depth - 1]?.type === types.orderedList;
    close(inList && fresh[0]?.type !== types.listItem ? depth - 1 : depth);
    for (const { type, attrs } of fresh) open.push({ type, attrs, content: [] });
    (open.at(-1)?.content ?? top).push(block);
  }
  close(0);
  return Fragment.fromArray(top);
}

/** A list item begins with a paragraph: lists whose new item would not are left out. */
function fitting(within: readonly Container[], block: Node): readonly Container[] {
  const last = within.length - 1;
  const unfit = (index: number): boolean =>
    within[index]?.type === types.listItem && !(index === last && block.type === types.paragraph);
  return within.filter(
    (_, index) => !(unfit(index) || (within[index]?.type !== types.listItem && unfit(index + 1))),
  );
}
