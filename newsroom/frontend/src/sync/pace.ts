/**
 * How soon typing is sent. Alone, when somebody rests; while others are at it, after moments that grow with their
 * number and with the time the server takes, so that what all of them send stays what one server can do.
 */

const TYPING_PAUSE_MS = 400;
const LONGEST_WAIT_MS = 1_500;
/** While somebody watches. */
const FIRST_WAIT_MS = 25;
const GAP_MS = 60;
const GAP_PER_PERSON_MS = 12;
const LARGEST_GAP_MS = 1_200;
/** Who sent nothing for so long is not typing. */
const MEMORY_MS = 4_000;
const SMOOTHING = 0.2;

export class Pace {
  private readonly typing = new Map<string, number>();
  private answer = 0;
  private sentAt = -Infinity;
  private typedAt = -Infinity;
  private waitsSince: number | null = null;

  constructor(private readonly now: () => number) {}

  /** Steps of these clients came in. */
  othersTyped(clientIds: Iterable<string>): void {
    for (const id of clientIds) this.typing.set(id, this.now());
  }

  sent(): void {
    this.sentAt = this.now();
    this.waitsSince = null;
  }

  answered(): void {
    this.answer += SMOOTHING * (this.now() - this.sentAt - this.answer);
  }

  typed(): void {
    this.typedAt = this.now();
    this.waitsSince ??= this.typedAt;
  }

  /** Milliseconds from now until what is typed is to be sent. */
  wait(watched: boolean): number {
    const now = this.now();
    const people = this.people();
    const due =
      watched || people > 0
        ? Math.max((this.waitsSince ?? now) + FIRST_WAIT_MS, this.sentAt + this.gap(people))
        : Math.min(this.typedAt + TYPING_PAUSE_MS, (this.waitsSince ?? now) + LONGEST_WAIT_MS);
    return Math.max(0, due - now);
  }

  /** Between two requests of one person. */
  private gap(people: number): number {
    return Math.min(LARGEST_GAP_MS, Math.max(GAP_MS + GAP_PER_PERSON_MS * people, 2 * this.answer));
  }

  /** How many others are typing. */
  people(): number {
    const since = this.now() - MEMORY_MS;
    for (const [id, at] of this.typing) if (at < since) this.typing.delete(id);
    return this.typing.size;
  }
}
