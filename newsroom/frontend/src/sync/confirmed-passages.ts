/**
 * The passages as they stand at the version that the server confirmed. Local steps do not touch them: what was typed
 * at a passage and dropped while it was rebased leaves no trace there.
 */
import type { StepMap } from "prosemirror-transform";
import { along } from "../copy/span";
import type { AnchorPlace } from "./log";
import type { Passage } from "./transport";

/** More versions than that are under way between a server and its pages only when something is wrong. */
const MOST_VERSIONS = 200;

export class ConfirmedPassages {
  private passages: readonly Passage[] = [];
  /** The last version at which the server named all of them. */
  private allAt: number;
  /** Later versions whose anchors were sent. */
  private readonly updatedAt = new Set<number>();

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
    this.updatedAt.clear();
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

  /** The anchors that steps up to this version moved otherwise were sent: of the last edit alone. */
  update(anchors: readonly AnchorPlace[], version: number): void {
    this.updatedAt.add(version);
    const [oldest] = this.updatedAt;
    if (this.updatedAt.size > MOST_VERSIONS && oldest !== undefined) this.updatedAt.delete(oldest);
    if (anchors.length === 0) return;
    const places = new Map(anchors.map((one) => [one.anchor, one]));
    this.passages = this.passages.map((passage) => ({ ...passage, ...places.get(passage.anchor) }));
  }

  /** Whether an edit that led to this version may have moved anchors without this page having been sent them. */
  isMissing(version: number): boolean {
    return version > this.allAt && !this.updatedAt.has(version);
  }
}
