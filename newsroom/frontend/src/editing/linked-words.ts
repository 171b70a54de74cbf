/** The words a link pointed at, such as a finding of preflight: selected, and brought into view. */
import { TextSelection } from "prosemirror-state";
import type { EditorView } from "prosemirror-view";
import type { Span } from "../copy/span";
import { data } from "../page/dom";

/** From data-place-from and data-place-to; null when the link pointed at nothing in particular. */
export function linkedSpan(element: HTMLElement): Span | null {
  const [from, to] = [Number(data(element).placeFrom), Number(data(element).placeTo)];
  return Number.isInteger(from) && Number.isInteger(to) && 0 < from && from <= to ? { from, to } : null;
}

export function selectLinkedWords(view: EditorView, { from, to }: Span): void {
  const { doc } = view.state;
  if (to > doc.content.size) return;
  view.focus();
  view.dispatch(
    view.state.tr.setSelection(TextSelection.between(doc.resolve(from), doc.resolve(to))).scrollIntoView(),
  );
}
