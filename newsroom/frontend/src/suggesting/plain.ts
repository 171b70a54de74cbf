/** Plain edits of a document that holds suggestions: what is put in is nobody's suggestion. */
import { type Attrs, Fragment, type Node, Slice } from "prosemirror-model";
import { type EditorState, Selection, type Transaction } from "prosemirror-state";
import { ReplaceAroundStep, ReplaceStep, type Step } from "prosemirror-transform";
import { NO_FLAGS, plainMarks } from "../copy/elements";

/**
 * The same transaction without what it copied from its surroundings: words typed within a suggestion would
 * carry its marks, and the second half of a divided paragraph its flags. A block given another type keeps its
 * flags.
 */
export function plainly(tr: Transaction, state: EditorState): Transaction {
  const steps = tr.steps.map((step, index) => plainStep(step, tr.docs[index] ?? tr.before));
  if (steps.every((step, index) => step === tr.steps[index])) return tr;
  const out = state.tr;
  for (const step of steps) out.step(step);
  return withRest(out.setSelection(Selection.fromJSON(out.doc, tr.selection.toJSON())), tr);
}

/** Selection aside, what a transaction says beside its steps. */
export function withRest(out: Transaction, tr: Transaction): Transaction {
  // Private in the engine's types, which have no other way to all of it.
  const meta: Record<string, unknown> = Reflect.get(tr, "meta");
  for (const [name, value] of Object.entries(meta)) out.setMeta(name, value);
  if (tr.storedMarksSet) out.setStoredMarks(tr.storedMarks);
  if (tr.scrolledIntoView) out.scrollIntoView();
  return out.setTime(tr.time);
}

export function plainStep(step: Step, doc: Node): Step {
  if (step instanceof ReplaceStep) {
    const slice = plainSlice(step.slice);
    return slice.eq(step.slice) ? step : new ReplaceStep(step.from, step.to, slice, step.structure);
  }
  if (!(step instanceof ReplaceAroundStep)) return step;
  const slice = retyped(step, doc) ?? plainSlice(step.slice);
  if (slice.eq(step.slice)) return step;
  const { from, to, gapFrom, gapTo, insert } = step;
  return new ReplaceAroundStep(from, to, gapFrom, gapTo, slice, insert, step.structure);
}

/** The block that such a step gives another type or other attributes, if that is all it does. */
export function retypes(step: ReplaceAroundStep): Node | null {
  const { from, to, gapFrom, gapTo, insert, slice } = step;
  const whole = gapFrom === from + 1 && gapTo === to - 1 && insert === 1;
  return whole && slice.size === 2 && slice.openStart === 0 ? slice.content.firstChild : null;
}

function retyped(step: ReplaceAroundStep, doc: Node): Slice | null {
  const node = retypes(step);
  const was = doc.nodeAt(step.from);
  if (!(node && was)) return null;
  const flags = Object.fromEntries(
    Object.entries(was.attrs).filter(([name]) => name in NO_FLAGS && name in node.attrs),
  );
  return new Slice(Fragment.from(node.type.create({ ...node.attrs, ...flags })), 0, 0);
}

export function plainSlice(slice: Slice): Slice {
  return new Slice(plainFragment(slice.content), slice.openStart, slice.openEnd);
}

function plainFragment(content: Fragment): Fragment {
  return Fragment.fromArray(content.content.map(plainNode));
}

function plainNode(node: Node): Node {
  if (node.isInline) return node.mark(plainMarks(node.marks));
  return node.type.create(withoutFlags(node.attrs), plainFragment(node.content), node.marks);
}

export function withoutFlags(attrs: Attrs): Attrs {
  return Object.fromEntries(
    Object.entries(attrs).map(([name, value]) => [name, name in NO_FLAGS ? null : value]),
  );
}
