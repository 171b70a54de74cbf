/** A range of positions in a document, and where steps take it. */
import type { Mappable } from "prosemirror-transform";

export interface Span {
  from: number;
  to: number;
}

/** Typing at the edges stays outside, inside grows; a range whose words are gone becomes a point. */
export function along({ from, to }: Span, mapping: Mappable): Span {
  const start = mapping.map(from, 1);
  return { from: start, to: from === to ? start : Math.max(start, mapping.map(to, -1)) };
}
