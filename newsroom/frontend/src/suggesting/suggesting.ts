/**
 * Turns an edit into a suggestion of the same edit.
 *
 * The text is read as a line of words and openings of blocks: what the edit takes out is struck or flagged, and
 * what it puts in stands behind that, marked. Each step is then held against what it promises: that rejecting
 * it leaves the text and everybody else's suggestions as they were, and that accepting everything gives what
 * the plain edit would have given. An edit of which that cannot be said is refused, whole.
 */
import { Fragment, type Node, Slice } from "prosemirror-model";
import { type EditorState, Selection, TextSelection, type Transaction } from "prosemirror-state";
import {
  AddMarkStep,
  AttrStep,
  RemoveMarkStep,
  ReplaceAroundStep,
  ReplaceStep,
  type Step,
} from "prosemirror-transform";
import { types } from "../schema";
import { strike } from "./deleting";
import { type Author, Draft } from "./draft";
import { flows, MARKS } from "./elements";
import { format, retype } from "./formatting";
import { behindStruck, put, putAround } from "./inserting";
import { plainStep, retypes, withRest } from "./plain";
import { Places, type Taken } from "./places";
import { accepted, rejected } from "./projection";

export type { Author } from "./draft";

const REFUSED = "This change cannot be suggested; ask for it in a query, or suggest the words alone.";
const REFUSED_KIND =
  "Only paragraphs and headings can be suggested in place of each other, and not where somebody else has suggested one.";

type Attempt = () => Pick<Taken, "from" | "size" | "at"> | null;
const NOTHING = { from: 0, size: 0, at: 0 };

/** The transaction that suggests what `tr`, made on `state`, does; or one sentence on why that cannot be. */
export function suggesting(tr: Transaction, state: EditorState, by: Author): Transaction | string {
  if (!tr.docChanged) return tr;
  return new Suggesting(tr, state, by).made();
}

class Suggesting {
  private draft: Draft;
  private places: Places;
  private readonly steps: Step[];
  private readonly docs: Node[];
  private readonly wanted: { clean: Node; others: Node };

  constructor(
    private readonly original: Transaction,
    private readonly state: EditorState,
    by: Author,
  ) {
    this.draft = new Draft(state.tr, by);
    this.places = new Places(this.draft);
    this.steps = original.steps.map((step, index) =>
      plainStep(step, original.docs[index] ?? original.before),
    );
    this.docs = [state.doc];
    this.wanted = { clean: rejected(state.doc), others: rejected(state.doc, this.draft.mine) };
  }

  made(): Transaction | string {
    for (const [index, step] of this.steps.entries()) {
      const after = applied(step, this.docs[index] as Node);
      if (!after) return REFUSED;
      this.docs.push(after);
      const done = this.attempts(step).some((attempt) => this.tried(step, attempt, after));
      if (!done) return step instanceof ReplaceAroundStep && retypes(step) ? REFUSED_KIND : REFUSED;
    }
    return withRest(this.draft.tr.setSelection(this.selection()), this.original);
  }

  /** Runs an attempt; what it did is kept only if it does what it should. */
  private tried(step: Step, attempt: Attempt, after: Node): boolean {
    const before = (this.draft.settled = this.draft.tr.steps.length);
    try {
      const taken = attempt();
      if (taken && this.holds(after)) {
        this.places.add({ map: step.getMap(), since: this.draft.tr.steps.length, ...taken });
        return true;
      }
    } catch {
      // The engine throws all kinds of errors at steps that do not fit.
    }
    this.draft.revert(before, this.state.tr);
    return false;
  }

  private holds(after: Node): boolean {
    const { doc } = this.draft;
    doc.check();
    return (
      rejected(doc).eq(this.wanted.clean) &&
      rejected(doc, this.draft.mine).eq(this.wanted.others) &&
      accepted(doc).eq(accepted(after))
    );
  }

  private attempts(step: Step): Attempt[] {
    const raw: Attempt = () => {
      const mapped = step.map(this.mappable());
      if (mapped) this.draft.tr.step(mapped);
      return mapped && NOTHING;
    };
    if (step instanceof ReplaceStep) return [...this.replacing(step), raw];
    if (step instanceof ReplaceAroundStep) return [...this.restructuring(step), raw];
    if ((step instanceof AddMarkStep || step instanceof RemoveMarkStep) && !MARKS.includes(step.mark.type)) {
      return [
        () => {
          format(this.draft, step, this.places.find(step.from, 1), this.places.find(step.to, -1));
          return NOTHING;
        },
      ];
    }
    if (step instanceof AttrStep && step.attr === "level") return [() => this.relevel(step), raw];
    return [raw];
  }

  private mappable() {
    const map = (position: number, side: number = 1): number => this.places.find(position, side < 0 ? -1 : 1);
    return {
      map,
      mapResult: (position: number, side?: number) => ({
        pos: map(position, side),
        deleted: false,
        deletedBefore: false,
        deletedAfter: false,
        deletedAcross: false,
      }),
    } as Parameters<Step["map"]>[0];
  }

  private replacing(step: ReplaceStep): Attempt[] {
    const from = this.places.find(step.from, 1);
    const to = step.from === step.to ? from : Math.max(from, this.places.find(step.to, -1));
    const { slice } = step;
    const attempts: Attempt[] = [];
    if (from < to && !holdsLeaf(step)) {
      attempts.push(() => {
        strike(this.draft, from, to, reopened(step));
        return NOTHING;
      });
    }
    if (from === to && isDivisionAtStart(step, this.docs.at(-2) as Node))
      attempts.push(() => this.emptyBlockBefore(step, from));
    const before = beforeReopened(step);
    if (from < to && before) attempts.push(() => this.replaceBefore(step, before, from, to));
    attempts.push(() => {
      if (from < to) strike(this.draft, from, to, 0);
      if (slice.size === 0) return NOTHING;
      const [start, end] = from < to ? this.left(from, to) : [from, from];
      const inline = slice.content.firstChild?.isInline === true;
      const behind = start === end && inline ? behindStruck(this.draft, end) : end;
      const where = put(this.draft, start === end ? behind : start, behind, slice);
      return where && { from: step.from, size: slice.size, at: where.at + where.lead };
    });
    return attempts;
  }

  /** Puts words at the end of the first block that they replace part of; the last one keeps its opening. */
  private replaceBefore(step: ReplaceStep, before: Slice, from: number, to: number): ReturnType<Attempt> {
    const $from = this.draft.doc.resolve(from);
    if (!$from.parent.isTextblock) return null;
    const end = Math.min($from.end(), to);
    strike(this.draft, from, to, reopened(step));
    const [, at] = this.left(from, end);
    const where = put(this.draft, at, at, before);
    return where && { from: step.from, size: before.size, at: where.at };
  }

  /** A range as it was before striking, now that what was one's own is gone. */
  private left(from: number, to: number): [number, number] {
    const struck = this.draft.tr.mapping.slice(this.draft.settled);
    return [struck.map(from, -1), struck.map(to, 1)];
  }

  /** Enter before the first word: the block with the words stays what it is, and an empty one is put before. */
  private emptyBlockBefore(step: ReplaceStep, position: number): ReturnType<Attempt> {
    const $position = this.draft.doc.resolve(position);
    const block = $position.parent;
    if ($position.parentOffset > 0 || !flows(block)) return null;
    const start = $position.before();
    const level = block.type === types.heading ? { level: block.attrs["level"] as number } : {};
    const inserted = this.draft.idAt(position, position);
    this.draft.tr.insert(start, block.type.create({ ...level, inserted }));
    return { from: step.from - 1, size: 3, at: start };
  }

  private restructuring(step: ReplaceAroundStep): Attempt[] {
    const block = retypes(step);
    if (block) {
      return [() => (retype(this.draft, this.places.find(step.from, 1), block) ? NOTHING : null)];
    }
    const from = this.places.find(step.from, 1);
    const to = step.from === step.gapFrom ? from : Math.max(from, this.places.find(step.gapFrom, -1));
    return [
      () => {
        strike(this.draft, from, to, 0);
        return NOTHING;
      },
      () => {
        if (from < to) strike(this.draft, from, to, 0);
        const end = from < to ? this.left(from, to)[1] : to;
        const where = putAround(this.draft, end, step.slice, step.insert);
        return where && { from: step.from, size: step.insert, at: where.at };
      },
    ];
  }

  private relevel(step: AttrStep): ReturnType<Attempt> {
    const position = this.places.find(step.pos, 1);
    const wanted = types.heading.create({ level: step.value as number });
    return retype(this.draft, position, wanted) ? NOTHING : null;
  }

  private selection(): Selection {
    const { selection } = this.original;
    const { doc } = this.draft;
    const backwards = this.state.selection.empty && this.state.selection.from > selection.from;
    const side = backwards ? -1 : 1;
    if (!(selection instanceof TextSelection))
      return Selection.near(doc.resolve(this.places.find(selection.from, side)));
    const [anchor, head] = [this.places.find(selection.anchor, side), this.places.find(selection.head, side)];
    if (selection.empty && doc.eq(this.state.doc))
      return Selection.near(doc.resolve(this.pastStruck(head, side)), side);
    return TextSelection.between(doc.resolve(anchor), doc.resolve(head), side);
  }

  /** Over words that were struck already, to where the next deletion begins. */
  private pastStruck(position: number, side: 1 | -1): number {
    let at = position;
    for (;;) {
      const $at = this.draft.doc.resolve(at);
      const next = side < 0 ? $at.nodeBefore : $at.nodeAfter;
      if (!next?.isInline || !types.deletion.isInSet(next.marks)) return at;
      at += side * next.nodeSize;
    }
  }
}

function applied(step: Step, doc: Node): Node | null {
  try {
    return step.apply(doc).doc;
  } catch {
    return null;
  }
}

/** Whether a step puts in words, images or rules, and not only borders of blocks. */
function holdsLeaf({ slice }: ReplaceStep): boolean {
  let found = false;
  slice.content.descendants((node) => {
    if (node.isLeaf) found = true;
  });
  return found;
}

/** How many of the blocks around its end a step closes and opens again, changing nothing of them. */
function reopened({ slice: { content, openStart, openEnd } }: ReplaceStep): number {
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
function beforeReopened(step: ReplaceStep): Slice | null {
  const { content, openStart } = step.slice;
  const last = content.lastChild;
  if (reopened(step) === 0 || content.childCount < 2 || !last || last.textContent || openStart === 0)
    return null;
  return new Slice(Fragment.fromArray(content.content.slice(0, -1)), openStart, openStart);
}

/** Whether a step divides a block before its first word. */
function isDivisionAtStart({ from, to, slice }: ReplaceStep, doc: Node): boolean {
  const { parent, parentOffset } = doc.resolve(from);
  const divides = from === to && slice.content.size === 4 && slice.openStart === 1 && slice.openEnd === 1;
  return divides && parentOffset === 0 && parent.content.size > 0;
}
