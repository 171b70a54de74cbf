/** Plain text from the clipboard: blank lines divide paragraphs, and lines that were wrapped are joined. */
import { Fragment, type Mark, type Node, Slice } from "prosemirror-model";
import { cleanText } from "../copy/characters";
import { schema, types } from "../copy/schema";

const SHORTEST_WRAPPED = 50;
const LONGEST_WRAPPED = 120;
const ITEM = /^\s*(?:[-*+•◦▪–—]|\d{1,3}[.)])\s/;
/** A row of a table, its cells divided. */
const ROW = /\S\t|\|/;

/** Markdown and all other markup stays the text it is. */
export function readText(text: string, marks: readonly Mark[]): Slice {
  const paragraphs = paragraphsOf(text).map((lines) => types.paragraph.create(null, inline(lines, marks)));
  return Slice.maxOpen(Fragment.from(paragraphs));
}

/** The lines of each paragraph; without a blank line anywhere every line is a paragraph. */
export function paragraphsOf(text: string): string[][] {
  const groups = text
    .replace(/\r\n?|\u2028/g, "\n")
    .replace(/\u2029/g, "\n\n")
    .split(/\n[^\S\n]*\n\s*/)
    .map((group) => group.split("\n").filter((line) => line.trim()))
    .filter((lines) => lines.length > 0);
  if (groups.length === 1) return (groups[0] ?? []).map((line) => [line]);
  return groups.map((lines) => (isWrapped(lines) ? [lines.map((line) => line.trim()).join(" ")] : lines));
}

/** Whether an editor with a fixed width broke these lines, and not a person. */
function isWrapped(lines: readonly string[]): boolean {
  const full = lines.slice(0, -1);
  return full.every(
    (line) =>
      line.length >= SHORTEST_WRAPPED &&
      line.length <= LONGEST_WRAPPED &&
      !ITEM.test(line) &&
      !ROW.test(line),
  );
}

function inline(lines: readonly string[], marks: readonly Mark[]): Node[] {
  return lines.flatMap((line, index) => {
    const words = cleanText(line.trimEnd());
    const text = words ? [schema.text(words, marks)] : [];
    return index === 0 ? text : [types.hardBreak.create(null, null, marks), ...text];
  });
}
