/** Where the copy reads like a text that somebody looks for. The time it takes is linear in the copy and in the text. */
import type { Node } from "prosemirror-model";
import type { Span } from "../copy/span";
import { type Folded, fold, foldedBlock } from "./folding";

export interface Search {
  text: string;
  /** Case and accents, too. */
  exact: boolean;
  words: boolean;
}

const WORD = /[\p{L}\p{M}\p{N}\p{Pc}]/u;

/** The places of each block, remembered for as long as the same is looked for. */
export class Matches {
  private readonly wanted: string;
  private readonly failures: readonly number[];
  private readonly known = new WeakMap<Node, readonly Span[]>();

  constructor(readonly search: Search) {
    this.wanted = fold(search.text, search.exact);
    this.failures = failuresOf(this.wanted);
  }

  /** In the order of the copy; none overlaps another. */
  in(doc: Node): Span[] {
    const found: Span[] = [];
    if (this.wanted === "") return found;
    doc.descendants((node, position) => {
      if (!node.isTextblock) return true;
      for (const { from, to } of this.inBlock(node))
        found.push({ from: position + 1 + from, to: position + 1 + to });
      return false;
    });
    return found;
  }

  private inBlock(block: Node): readonly Span[] {
    let spans = this.known.get(block);
    if (!spans) {
      spans = this.searched(foldedBlock(block, this.search.exact));
      this.known.set(block, spans);
    }
    return spans;
  }

  /** By the method of Knuth, Morris and Pratt: no letter of the block is looked at again and again. */
  private searched(folded: Folded): Span[] {
    const { wanted, failures } = this;
    const { text, starts, ends } = folded;
    const found: Span[] = [];
    let length = 0;
    for (let index = 0; index < text.length; index++) {
      while (length > 0 && text[index] !== wanted[length]) length = failures[length - 1] ?? 0;
      if (text[index] === wanted[length]) length += 1;
      if (length < wanted.length) continue;
      const first = index + 1 - length;
      const isMatch = !this.search.words || (endsWord(folded, first) && endsWord(folded, index + 1));
      if (isMatch) found.push({ from: starts[first] ?? 0, to: ends[index] ?? 0 });
      length = isMatch ? 0 : (failures[length - 1] ?? 0);
    }
    return found;
  }
}

/** Whether a word ends, or none is, before a unit of the text. */
function endsWord({ text, breaks }: Folded, at: number): boolean {
  return breaks.has(at) || !(isOfWord(before(text, at)) && isOfWord(behind(text, at)));
}

const isOfWord = (character: string): boolean => WORD.test(character);
const behind = (text: string, at: number): string => String.fromCodePoint(text.codePointAt(at) ?? 32);

function before(text: string, at: number): string {
  const isPair = /[\udc00-\udfff]/.test(text.charAt(at - 1));
  return at > 0 ? behind(text, isPair ? at - 2 : at - 1) : " ";
}

/** For each beginning of a text, how long an end of it begins the text, too. */
function failuresOf(text: string): number[] {
  const failures = [0];
  let length = 0;
  for (let index = 1; index < text.length; index++) {
    while (length > 0 && text[index] !== text[length]) length = failures[length - 1] ?? 0;
    if (text[index] === text[length]) length += 1;
    failures.push(length);
  }
  return failures;
}

/** The number of the first place at or behind a position; as many as there are where it is none. */
export function firstFrom(spans: readonly Span[], position: number): number {
  let [low, high] = [0, spans.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((spans[middle]?.from ?? 0) < position) low = middle + 1;
    else high = middle;
  }
  return low;
}
