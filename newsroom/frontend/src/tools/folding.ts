/**
 * The text of a block as it is searched: without what is struck, and unless the search is exact with every letter in
 * lower case and without its accents. Arabic letters are one with and without their marks, as in
 * articles/documents/style/letters.py.
 */
import type { Node } from "prosemirror-model";
import { isReference } from "../copy/footnotes";
import { types } from "../copy/schema";

export interface Folded {
  text: string;
  /** Where in the block each unit of the text begins and ends. */
  starts: readonly number[];
  ends: readonly number[];
  /** Units before which a footnote is referred to: a word ends there. */
  breaks: ReadonlySet<number>;
}

const ALIKE: Readonly<Record<string, string>> = {
  ø: "o",
  ł: "l",
  đ: "d",
  ı: "i",
  ٱ: "ا",
  ـ: "",
  "’": "'",
  "‘": "'",
  "“": '"',
  "”": '"',
  "„": '"',
  "\u00a0": " ",
  "\u202f": " ",
  "\u2009": " ",
};
const known = { exact: new WeakMap<Node, Folded>(), loose: new WeakMap<Node, Folded>() };

/** A text as it is compared with others. */
export function fold(text: string, exact: boolean): string {
  let folded = "";
  for (const character of text) folded += exact ? character : loose(character);
  return folded;
}

/** Remembered, since nodes never change. */
export function foldedBlock(block: Node, exact: boolean): Folded {
  const cache = exact ? known.exact : known.loose;
  let found = cache.get(block);
  if (!found) {
    found = gather(block, exact);
    cache.set(block, found);
  }
  return found;
}

function gather(block: Node, exact: boolean): Folded {
  const [texts, starts, ends, breaks]: [string[], number[], number[], Set<number>] = [[], [], [], new Set()];
  const take = (character: string, at: number): void => {
    const folded = exact ? character : loose(character);
    // A mark behind a letter belongs to it.
    if (folded === "" && ends.at(-1) === at) ends[ends.length - 1] = at + character.length;
    for (let unit = 0; unit < folded.length; unit++) {
      const whole = folded.length !== character.length;
      starts.push(whole ? at : at + unit);
      ends.push(whole ? at + character.length : at + unit + 1);
    }
    texts.push(folded);
  };
  block.forEach((piece, offset) => {
    if (isReference(piece)) breaks.add(starts.length);
    else if (types.deletion.isInSet(piece.marks)) return;
    else if (piece.isText) {
      let at = offset;
      for (const character of piece.text ?? "") {
        take(character, at);
        at += character.length;
      }
    } else take(exact ? "\n" : " ", offset);
  });
  return { text: texts.join(""), starts, ends, breaks };
}

function loose(character: string): string {
  if (character >= " " && character <= "~") return character.toLowerCase();
  const bare = character.toLowerCase().normalize("NFD").replace(/\p{M}/gu, "");
  return ALIKE[bare] ?? bare;
}
