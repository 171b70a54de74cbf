/**
 * Local steps and how they move when other people's arrive. What prosemirror-collab does, with four differences:
 * one's own steps come back in the form in which the server accepted them, behind those of others; a step on which
 * the engine throws while it is rebased is dropped like any other that has no place left; taking steps back ends in
 * exactly the confirmed document; and the caller learns what was dropped.
 */
import { type Node, Slice } from "prosemirror-model";
import { type EditorState, Plugin, PluginKey, TextSelection, type Transaction } from "prosemirror-state";
import { AddMarkStep, RemoveMarkStep, ReplaceStep, type Step } from "prosemirror-transform";

interface Local {
  step: Step;
  inverted: Step;
}

interface CollabState {
  /** The number of steps the server has confirmed, and the document after them. */
  version: number;
  confirmed: Node;
  /** Local steps since, oldest first. */
  unconfirmed: readonly Local[];
}

const key = new PluginKey<CollabState>("collab");

/** `version` is that of the document the state is created with. */
export function collabPlugin(version: number): Plugin<CollabState> {
  const spec = {
    key,
    state: {
      init: (_config: unknown, { doc }: EditorState): CollabState => ({
        version,
        confirmed: doc,
        unconfirmed: [],
      }),
      apply(tr: Transaction, old: CollabState): CollabState {
        const next = tr.getMeta(key) as CollabState | undefined;
        if (next) return next;
        return tr.docChanged ? { ...old, unconfirmed: [...old.unconfirmed, ...localSteps(tr)] } : old;
      },
    },
    // Read by prosemirror-history: its items, too, must be there to be rebased.
    historyPreserveItems: true,
  };
  return new Plugin<CollabState>(spec);
}

function localSteps(tr: Transaction): Local[] {
  return tr.steps.map((step, index) => ({ step, inverted: step.invert(tr.docs[index] ?? tr.before) }));
}

function read(state: EditorState): CollabState {
  const found = key.getState(state);
  if (!found) throw new Error("This state has no collab plugin");
  return found;
}

export function confirmedVersion(state: EditorState): number {
  return read(state).version;
}

export function confirmedDoc(state: EditorState): Node {
  return read(state).confirmed;
}

/** Local steps the server has not confirmed, oldest first. */
export function unconfirmedSteps(state: EditorState): Step[] {
  return read(state).unconfirmed.map(({ step }) => step);
}

/** The server has the first `count` of the local steps. */
export function confirm(state: EditorState, count: number): Transaction {
  const { version, confirmed, unconfirmed } = read(state);
  const next: CollabState = {
    version: version + count,
    confirmed: unconfirmed.slice(0, count).reduce((doc, { step }) => applied(step, doc), confirmed),
    unconfirmed: unconfirmed.slice(count),
  };
  return state.tr.setMeta(key, next);
}

function applied(step: Step, doc: Node): Node {
  const result = step.apply(doc);
  if (!result.doc) throw new Error(`A confirmed step does not apply: ${result.failed ?? "no reason given"}`);
  return result.doc;
}

/** Whether a local step may still be made that leads from one document to another now. */
export type StepCheck = (before: Node, after: Node) => boolean;

export interface Rebase {
  /**
   * Takes the local steps back, newest first, applies the others', then again those of the local ones that
   * still can be.
   */
  tr: Transaction;
  /** The number of steps that take back. */
  local: number;
  /** The number of steps after those that lead to the new confirmed document. */
  remote: number;
  /** How many of these, the last, are the first local ones as the server accepted them. */
  own: number;
}

/**
 * Steps since the confirmed version: other people's, and behind them `own` steps, the first local ones as the
 * server accepted them. Local steps that are no longer allowed are dropped like those that have no place left. Throws when
 * the steps do not apply to the confirmed document.
 */
export function receive(
  state: EditorState,
  steps: readonly Step[],
  own = 0,
  isAllowed: StepCheck = () => true,
): Rebase {
  const { version, confirmed, unconfirmed } = read(state);
  const tr = state.tr;
  takeBack(tr, unconfirmed, confirmed);
  makeEqual(tr, confirmed);
  steps.forEach((step, index) => {
    tr.step(step);
    const ownIndex = index - (steps.length - own);
    if (ownIndex >= 0) setMirror(tr, unconfirmed.length - 1 - ownIndex);
  });
  const next = { version: version + steps.length, confirmed: tr.doc };
  const remote = tr.steps.length - unconfirmed.length;
  const left = reapply(tr, unconfirmed, own, isAllowed);
  if (state.selection instanceof TextSelection) keepSelection(tr, state.selection);
  tr.setMeta(key, { ...next, unconfirmed: left } satisfies CollabState)
    // Both read by prosemirror-history.
    .setMeta("rebased", unconfirmed.length)
    .setMeta("addToHistory", false);
  return { tr, local: unconfirmed.length, remote, own };
}

/**
 * Takes the local steps back, newest first, by one step each. Some inversions do not fit: of a step that, rebased,
 * joined blocks of two kinds. The document before it is made anew then.
 */
function takeBack(tr: Transaction, local: readonly Local[], confirmed: Node): void {
  for (let index = local.length - 1; index >= 0; index--) {
    const { inverted } = local[index] as Local;
    if (attempt(() => tr.maybeStep(inverted).doc)) continue;
    const wanted = local.slice(0, index).reduce((doc, { step }) => applied(step, doc), confirmed);
    tr.step(leading(tr.doc, wanted));
  }
}

function attempt<T>(act: () => T): T | null {
  try {
    return act();
  } catch {
    // What does not fit is reported by some steps and thrown by others.
    return null;
  }
}

/** One step from a document to another: of the words that differ, or, where they do not fit, of whole blocks. */
function leading(doc: Node, wanted: Node): Step {
  const start = doc.content.findDiffStart(wanted.content);
  const end = doc.content.findDiffEnd(wanted.content);
  if (start === null || !end) return new ReplaceStep(0, 0, Slice.empty);
  const overlap = Math.max(0, start - Math.min(end.a, end.b));
  const step = new ReplaceStep(start, end.a + overlap, wanted.slice(start, end.b + overlap));
  if (attempt(() => step.apply(doc).doc?.eq(wanted))) return step;
  const from = outermost(doc, start, -1);
  const to = outermost(doc, end.a + overlap, 1);
  return new ReplaceStep(from, to, wanted.slice(from, to + wanted.content.size - doc.content.size));
}

/** The edge of the outermost block around a position. */
function outermost(doc: Node, position: number, side: -1 | 1): number {
  const place = doc.resolve(position);
  if (place.depth === 0) return position;
  return side < 0 ? place.before(1) : place.after(1);
}

/**
 * Mark steps are not always undone by their inversions: one that was rebased over words that had the mark
 * already takes it from them, too.
 */
function makeEqual(tr: Transaction, wanted: Node): void {
  if (tr.doc.eq(wanted)) return;
  if (tr.doc.content.size === wanted.content.size)
    for (const step of markSteps(tr.doc, wanted)) tr.maybeStep(step);
  if (!tr.doc.eq(wanted)) tr.step(leading(tr.doc, wanted));
}

/** From one document to another that differs in marks alone. */
function markSteps(doc: Node, wanted: Node): Step[] {
  const steps: Step[] = [];
  wanted.descendants((node, start) => {
    if (!node.isInline) return;
    doc.nodesBetween(start, start + node.nodeSize, (had, at) => {
      if (!had.isInline) return;
      const [from, to] = [Math.max(at, start), Math.min(at + had.nodeSize, start + node.nodeSize)];
      for (const mark of had.marks)
        if (!mark.isInSet(node.marks)) steps.push(new RemoveMarkStep(from, to, mark));
      for (const mark of node.marks)
        if (!mark.isInSet(had.marks)) steps.push(new AddMarkStep(from, to, mark));
    });
  });
  return steps;
}

/** The last step so far does again what the inversion with this number took back: positions in it find back. */
function setMirror(tr: Transaction, inversion: number): void {
  tr.mapping.setMirror(inversion, tr.steps.length - 1);
}

/** Each step from number `first` on again, mapped over everything since. */
function reapply(tr: Transaction, local: readonly Local[], first: number, isAllowed: StepCheck): Local[] {
  const left: Local[] = [];
  local.slice(first).forEach(({ step }, index) => {
    const inversion = local.length - 1 - first - index;
    const again = rebased(tr, step, inversion + 1, isAllowed);
    if (!again) return;
    tr.step(again.step);
    setMirror(tr, inversion);
    left.push(again);
  });
  return left;
}

function rebased(tr: Transaction, step: Step, since: number, isAllowed: StepCheck): Local | null {
  // Some steps only turn out not to fit when they are inverted.
  return attempt(() => {
    const mapped = step.map(tr.mapping.slice(since));
    const doc = mapped?.apply(tr.doc).doc;
    return mapped && doc && isAllowed(tr.doc, doc) ? { step: mapped, inverted: mapped.invert(tr.doc) } : null;
  });
}

/** What others put in at the cursor goes behind it. */
function keepSelection(tr: Transaction, selection: TextSelection): void {
  const end = (position: number) => tr.doc.resolve(tr.mapping.map(position, -1));
  tr.setSelection(TextSelection.between(end(selection.anchor), end(selection.head), -1));
}
