/** What a step of the original does, as far as it matters to how it is suggested. */
import { Fragment, type Node, Slice } from "prosemirror-model";
import type { ReplaceStep, Step } from "prosemirror-transform";

export function applied(step: Step, doc: Node): Node | null {
  try {
    return step.apply(doc).doc;
  } catch {
    return null;
  }
}

/** Whether a step puts in words, images or rules, and not only borders of blocks. */
export function holdsLeaf({ slice }: ReplaceStep): boolean {
  let found = false;
  slice.content.descendants((node) => {
    if (node.isLeaf) found = true;
  });
  return found;
}

/** How many of the blocks around its end a step closes and opens again, changing nothing of them. */
export function reopened({ slice: { content, openStart, openEnd } }: ReplaceStep): number {
  let shared = 0;
  let [first, last] = [content, content];
  while (shared < openStart && shared < openEnd && first.childCount === 1 && first === last) {
    shared += 1;
    first = last = first.firstChild?.content ?? first;
  }
  return openEnd - shared;
}

/**
 * What a step puts in before a last block that it only closes and opens again, when there is such a block.
 */
export function beforeReopened(step: ReplaceStep): Slice | null {
  const { content, openStart } = step.slice;
  const last = content.lastChild;
  if (reopened(step) === 0 || content.childCount < 2 || !last || last.textContent || openStart === 0)
    return null;
  return new Slice(Fragment.fromArray(content.content.slice(0, -1)), openStart, openStart);
}

/** Whether a step divides a block before its first word. */
export function isDivisionAtStart({ from, to, slice }: ReplaceStep, doc: Node): boolean {
  const { parent, parentOffset } = doc.resolve(from);
  const divides = from === to && slice.content.size === 4 && slice.openStart === 1 && slice.openEnd === 1;
  return divides && parentOffset === 0 && parent.content.size > 0;
}
