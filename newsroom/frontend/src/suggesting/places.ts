/** Where positions of the transaction as it was made are in the one that suggests it. */
import type { StepMap } from "prosemirror-transform";
import type { Draft } from "./draft";

/** A step as it was made, and where what it put in is found in the draft after `since` of the draft's steps. */
export interface Taken {
  map: StepMap;
  from: number;
  size: number;
  at: number;
  since: number;
}

export class Places {
  private readonly taken: Taken[] = [];

  constructor(private readonly draft: Draft) {}

  get count(): number {
    return this.taken.length;
  }

  add(taken: Taken): void {
    this.taken.push(taken);
  }

  /** Gives up all but the first. */
  revert(count: number): void {
    this.taken.length = count;
  }

  /** A position after all steps so far; at what was struck `side` says before (-1) or behind it (1). */
  find(position: number, side: 1 | -1): number {
    const { mapping } = this.draft.tr;
    let found = position;
    for (const { map, from, size, at, since } of this.taken.toReversed()) {
      if (size > 0 && found >= from && found <= from + size)
        return mapping.slice(since).map(at + found - from, side);
      found = map.invert().map(found, side);
    }
    return mapping.map(found, side);
  }
}
