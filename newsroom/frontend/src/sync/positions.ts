/** Positions in the document on the screen, and in the one that the server has. */
import { Mapping, type Step } from "prosemirror-transform";
import type { Span } from "../copy/span";

/** A span before the `pending` steps: what the server knows of it. */
export function beforeSteps(span: Span, pending: readonly Step[]): Span {
  const back = new Mapping(pending.map((step) => step.getMap())).invert();
  return { from: back.map(span.from, 1), to: back.map(span.to, -1) };
}
