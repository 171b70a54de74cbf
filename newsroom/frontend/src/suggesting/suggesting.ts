/**
 * Turns an edit into a suggestion of the same edit.
 *
 * The text is read as a line of words and openings of blocks: what the edit takes out is struck or flagged, and
 * what it puts in stands behind that, marked. Blocks that only go into a list or quotation, or out of one, go there
 * and remember where they were. Each step is then held against what it promises: that rejecting it leaves the text
 * and everybody else's suggestions as they were, and that accepting everything gives what the plain edit would have
 * given. When that cannot be said of a step, the whole edit is made by striking what it changes and putting it in
 * again, changed; and when it cannot be said of that either, which takes suggestions of others there, it is refused.
 */
import type { Node, Slice } from "prosemirror-model";
import { type EditorState, Selection, TextSelection, type Transaction } from "prosemirror-state";
import {
  AddMarkStep,
  AttrStep,
  RemoveMarkStep,
  ReplaceAroundStep,
  ReplaceStep,
  type Step,
} from "prosemirror-transform";
import { flows, MARKS } from "../copy/elements";
import { ONE_KEY } from "../copy/footnotes";
import { types } from "../copy/schema";
import { strike } from "./deleting";
import { type Author, Draft } from "./draft";
import { format, retype } from "./formatting";
import { behindStruck, put, putAround } from "./inserting";
import { Places, type Taken } from "./places";
import { plainStep, retypes, withRest } from "./plain";
import { accepted, rejected } from "./projection";
import { rewrap, sameBlocks } from "./rewrapping";
import { rewrite } from "./rewriting";
import { applied, beforeReopened, holdsLeaf, isDivisionAtStart, reopened } from "./steps";

export type { Author } from "./draft";

/** Why an edit cannot be suggested: what is suggested there already stands in the way. */
export type Refusal = "entangled";
const ENTANGLED: Refusal = "entangled";

type Attempt = () => Pick<Taken, "from" | "size" | "at"> | null;
const NOTHING = { from: 0, size: 0, at: 0 };

/** The transaction that suggests what `tr`, made on `state`, does; or why that cannot be. */
export function suggesting(tr: Transaction, state: EditorState, by: Author): Transaction | Refusal {
  if (!tr.docChanged) return tr;
  return new Suggesting(tr, state, by).made();
}

class Suggesting {
  private draft: Draft;
  private places: Places;
  private readonly steps: Step[];
  private readonly docs: Node[];
  private readonly wanted: { clean: Node; others: Node };
  /** Composed words stay where the browser drew them; see composing.ts. */
  private readonly composed: boolean;

  constructor(
    private readonly original: Transaction,
    private readonly state: EditorState,
    by: Author,
  ) {
    this.draft = new Draft(state.tr, by, original.getMeta(ONE_KEY) === true);
    this.places = new Places(this.draft);
    this.steps = original.steps.map((step, index) =>
      plainStep(step, original.docs[index] ?? original.before),
    );
    this.docs = [state.doc];
    this.composed = original.getMeta("composition") !== undefined;
    this.wanted = { clean: rejected(state.doc), others: rejected(state.doc, this.draft.mine) };
  }

  made(): Transaction | Refusal {
    for (const step of this.steps) {
      const after = applied(step, this.docs.at(-1) as Node);
      if (!after) return ENTANGLED;
      this.docs.push(after);
    }
    if ((this.docs.at(-1) as Node).eq(this.state.doc)) return withRest(this.state.tr, this.original);
    for (let index = 0; index < this.steps.length; ) {
      const done = this.restructures(index)
        ? this.moved(index) || this.suggested(index)
        : this.suggested(index) || this.moved(index);
      if (done === 0 && this.rewritten()) break;
      if (done === 0) return ENTANGLED;
      index += done;
    }
    return withRest(this.draft.tr.setSelection(this.selection()), this.original);
  }

  private restructures(index: number): boolean {
    const step = this.steps[index];
    return step instanceof ReplaceAroundStep && !retypes(step);
  }

  /** Suggests one step; how many are done then. */
  private suggested(index: number): number {
    const step = this.steps[index] as Step;
    const attempts = this.attempts(step, this.docs[index] as Node);
    const after = this.docs[index + 1] as Node;
    return Number(
      attempts.some((attempt) =>
        this.tried(after, () => {
          const taken = attempt();
          if (taken) this.places.add({ map: step.getMap(), since: this.draft.tr.steps.length, ...taken });
          return taken !== null;
        }),
      ),
    );
  }

  /** Suggests as many steps as only move blocks into lists and quotations, or out of them; how many that are. */
  private moved(index: number): number {
    const steps = this.movingFrom(index);
    const after = this.docs[index + steps.length] as Node;
    const attempt = (): boolean => {
      const before = this.draft.tr.steps.length;
      if (!rewrap(this.draft, steps)) return false;
      for (const step of this.steps.slice(index, index + steps.length))
        this.places.add({ map: step.getMap(), since: 0, ...NOTHING });
      return this.draft.tr.docs.slice(before).every((doc) => this.onlySuggests(doc));
    };
    return steps.length > 0 && this.tried(after, attempt) ? steps.length : 0;
  }

  /** Suggests everything at once, by striking what changes and putting it in again. */
  private rewritten(): boolean {
    const after = this.docs.at(-1) as Node;
    this.draft.revert(0, this.state.tr);
    this.places.revert(0);
    const attempt = (fine: boolean) => (): boolean => {
      for (const taken of rewrite(this.draft, after, fine)) this.places.add(taken);
      return true;
    };
    return this.tried(after, attempt(true)) || this.tried(after, attempt(false));
  }

  /** The steps from one on that move blocks and do nothing else, in positions of the draft. */
  private movingFrom(index: number): Step[] {
    const [steps, places] = [this.draft.tr.steps.length, this.places.count];
    const found: Step[] = [];
    for (const step of this.steps.slice(index)) {
      const before = this.docs[index + found.length] as Node;
      if (!sameBlocks(this.docs[index] as Node, this.docs[index + found.length + 1] as Node)) break;
      const mapped = this.draft.doc.eq(before) ? step : step.map(this.mappable());
      if (!(mapped && applied(mapped, this.draft.doc))) break;
      this.draft.tr.step(mapped);
      this.places.add({ map: step.getMap(), since: 0, ...NOTHING });
      found.push(mapped);
    }
    this.draft.revert(steps, this.state.tr);
    this.places.revert(places);
    return found;
  }

  /** Runs an attempt; what it did is kept only if it does what it should. */
  private tried(after: Node, attempt: () => boolean): boolean {
    const [steps, places] = [this.draft.tr.steps.length, this.places.count];
    this.draft.settled = steps;
    try {
      if (attempt() && this.holds(after)) return true;
    } catch {
      // The engine throws all kinds of errors at steps that do not fit.
    }
    this.draft.revert(steps, this.state.tr);
    this.places.revert(places);
    return false;
  }

  private holds(after: Node): boolean {
    const { doc } = this.draft;
    doc.check();
    return rejected(doc).eq(this.wanted.clean) && this.onlySuggests(doc) && accepted(doc).eq(accepted(after));
  }

  private onlySuggests(doc: Node): boolean {
    return rejected(doc, this.draft.mine).eq(this.wanted.others);
  }

  private attempts(step: Step, before: Node): Attempt[] {
    const raw: Attempt = () => {
      const mapped = step.map(this.mappable());
      if (mapped) this.draft.tr.step(mapped);
      return mapped && NOTHING;
    };
    if (step instanceof ReplaceStep) return [...this.replacing(step, before), raw];
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
    const map = (position: number, side = 1): number => this.places.find(position, side < 0 ? -1 : 1);
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

  private replacing(step: ReplaceStep, before: Node): Attempt[] {
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
    if (from === to && isDivisionAtStart(step, before))
      attempts.push(() => this.emptyBlockBefore(step, from));
    const first = beforeReopened(step);
    if (from < to && first) attempts.push(() => this.replaceBefore(step, first, from, to));
    attempts.push(() => {
      if (from < to) strike(this.draft, from, to, 0);
      if (slice.size === 0) return NOTHING;
      const [start, end] = from < to ? this.left(from, to) : [from, from];
      const inline = slice.content.firstChild?.isInline === true;
      const behind = start === end && inline && !this.composed ? behindStruck(this.draft, end) : end;
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
    const level = block.type === types.heading ? { level: block.attrs.level as number } : {};
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
      if (!(next?.isInline && types.deletion.isInSet(next.marks))) return at;
      at += side * next.nodeSize;
    }
  }
}
