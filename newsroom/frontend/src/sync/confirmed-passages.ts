/**
 * The passages as they stand at the version that the server confirmed. Local steps do not touch them: what was typed
 * at a passage and dropped while it was rebased leaves no trace there.
 */
import type { StepMap } from "prosemirror-transform";
import { along } from "../copy/span";
import type { AnchorPlace } from "./log";
import type { Passage } from "./transport";

/** More versions than that are under way between a server and its pages only when something is wrong. */
const MOST_HEARD = 200;

export class ConfirmedPassages {
  private passages: readonly Passage[] = [];
  /** The last version at which the server named all of them. */
  private allAt: number;
  /** Versions since, whose anchors were heard. */
  private readonly heardAt = new Set<number>();

  constructor(version: number) {
    this.allAt = version;
  }

  get all(): readonly Passage[] {
    return this.passages;
  }

  /** The server named all of them. */
  set(passages: readonly Passage[], version: number): void {
    this.passages = passages;
    this.allAt = version;
    this.heardAt.clear();
  }

  /** Confirmed steps move them as they move the server's: one step after the other. */
  follow(maps: readonly StepMap[]): void {
    this.passages = this.passages.map((passage) => {
      let span = { from: passage.start, to: passage.end };
      for (const map of maps) span = along(span, map);
      const isSame = span.from === passage.start && span.to === passage.end;
      return isSame ? passage : { ...passage, start: span.from, end: span.to };
    });
  }

  /** The anchors that steps up to this version moved otherwise were heard: of the last edit alone. */
  heard(anchors: readonly AnchorPlace[], version: number): void {
    this.heardAt.add(version);
    const [oldest] = this.heardAt;
    if (this.heardAt.size > MOST_HEARD && oldest !== undefined) this.heardAt.delete(oldest);
    if (anchors.length === 0) return;
    const places = new Map(anchors.map((one) => [one.anchor, one]));
    this.passages = this.passages.map((passage) => ({ ...passage, ...places.get(passage.anchor) }));
  }

  /** Whether an edit that led to this version may have moved anchors without anybody here having heard it. */
  isUnheard(version: number): boolean {
    return version > this.allAt && !this.heardAt.has(version);
  }
}
