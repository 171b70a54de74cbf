/**
 * Where suggestions stand on a node, and whose they are. The rules are those of articles/documents/suggestions:
 * marks on words; attributes on blocks, which of paragraphs, headings and list items concern the opening alone.
 */
import type { Attrs, Mark, MarkType, Node } from "prosemirror-model";
import { schema, types } from "./schema";

export type Flag = "inserted" | "deleted" | "retyped" | "rewrapped";
export const FLAGS: readonly Flag[] = ["inserted", "deleted", "retyped", "rewrapped"];
export const NO_FLAGS: Attrs = { inserted: null, deleted: null, retyped: null, rewrapped: null };
export const MARKS: readonly MarkType[] = [types.insertion, types.deletion, types.formatting];
const EMPHASIS: readonly MarkType[] = [types.link, types.em, types.strong, types.code];
const FLOWING = [types.paragraph, types.heading];
const CONTAINERS = [types.blockquote, types.bulletList, types.orderedList, types.listItem];

/** Blocks whose words join the text block before when their opening goes. */
export const flows = (node: Node): boolean => FLOWING.includes(node.type);
export const isContainer = (node: Node): boolean => CONTAINERS.includes(node.type);
/** Whether the flags of this kind of block are about its opening alone. */
export const joins = (node: Node): boolean => flows(node) || node.type === types.listItem;
export const hasFlag = (node: Node, name: Flag): boolean => name in node.attrs;

/** The suggestion that a mark of this type on an inline node belongs to. */
export function markId(node: Node, type: MarkType): string | null {
  return (type.isInSet(node.marks)?.attrs.suggestion as string | undefined) ?? null;
}

/** The suggestion that an attribute of a block holds. */
export function flag(node: Node, name: Flag): string | null {
  const value = node.attrs[name] as string | null | undefined;
  return value ? (value.split(" ")[0] ?? null) : null;
}

/** The suggestion that a block comes or goes with; of a table that may be one of those on all its rows. */
export function wholeFlag(block: Node, name: "inserted" | "deleted"): string | null {
  if (block.type !== types.table || block.attrs[name]) return flag(block, name);
  const rows = block.children.map((row) => flag(row, name));
  return rows.includes(null) ? null : (rows[0] ?? null);
}

export function author(suggestion: string): string {
  return suggestion.slice(0, suggestion.indexOf("."));
}

function ownIds(node: Node): string[] {
  const found = node.marks
    .filter(({ type }) => MARKS.includes(type))
    .map(({ attrs }) => attrs.suggestion as string);
  for (const name of FLAGS) {
    const id = flag(node, name);
    if (id) found.push(id);
  }
  return found;
}

const known = new WeakMap<Node, ReadonlySet<string>>();
const NONE: ReadonlySet<string> = new Set();

/** The suggestions on a node and within it; remembered, since nodes never change. */
export function idsIn(node: Node): ReadonlySet<string> {
  let found = known.get(node);
  if (!found) {
    const ids = new Set(ownIds(node));
    node.forEach((child) => {
      for (const id of child.isInline ? ownIds(child) : idsIn(child)) ids.add(id);
    });
    found = ids.size > 0 ? ids : NONE;
    known.set(node, found);
  }
  return found;
}

export function hasSuggestions(doc: Node): boolean {
  return idsIn(doc).size > 0;
}

export function plainMarks(marks: readonly Mark[]): Mark[] {
  return marks.filter(({ type }) => !MARKS.includes(type));
}

/** Links and emphasis as canonical JSON: keys sorted, attributes at their default left out. */
export function writeFormatting(marks: readonly Mark[]): string {
  const kept = marks.filter(({ type }) => EMPHASIS.includes(type));
  return JSON.stringify(
    kept.map(({ type, attrs }) => {
      const given = Object.entries(attrs).filter(
        ([name, value]) => type.spec.attrs?.[name]?.default !== value,
      );
      const sorted = Object.fromEntries(given.sort(([a], [b]) => (a < b ? -1 : 1)));
      return given.length > 0 ? { attrs: sorted, type: type.name } : { type: type.name };
    }),
  );
}

export function readFormatting(was: string): Mark[] {
  return (JSON.parse(was) as unknown[]).map((mark) => schema.markFromJSON(mark));
}
