/** Which cards have no room to be drawn whole: pure arithmetic, in pixels. */
import { type Box, layOut } from "./layout";

/** How far a card may be from its passage before those around it are drawn short; and before they are drawn whole again. */
const CROWDED = 640;
const ROOMY = 420;

/**
 * Of cards drawn whole, in order, those that would be too far from their passages, with all that touch them; `isShort`
 * says which are drawn short now. Linear in the number of cards.
 */
export function withoutRoom(
  boxes: readonly Box[],
  gap: number,
  isShort: (index: number) => boolean,
): boolean[] {
  const tops = layOut(boxes, gap);
  const short = boxes.map(() => false);
  for (let first = 0, last = 0; first < boxes.length; first = last + 1) {
    last = first;
    while (last + 1 < boxes.length && touches(boxes, tops, last, gap)) last += 1;
    const limit = rangeOf(first, last).some(isShort) ? ROOMY : CROWDED;
    if (rangeOf(first, last).some((index) => awayOf(boxes, tops, index) > limit))
      short.fill(true, first, last + 1);
  }
  return short;
}

/** Whether the card after this one begins right below it. */
function touches(boxes: readonly Box[], tops: readonly number[], index: number, gap: number): boolean {
  const bottom = (tops[index] ?? 0) + (boxes[index]?.height ?? 0);
  return (tops[index + 1] ?? 0) - bottom <= gap + 1;
}

function awayOf(boxes: readonly Box[], tops: readonly number[], index: number): number {
  return Math.abs((tops[index] ?? 0) - (boxes[index]?.anchor ?? 0));
}

function rangeOf(first: number, last: number): number[] {
  return Array.from({ length: last - first + 1 }, (_, index) => first + index);
}
