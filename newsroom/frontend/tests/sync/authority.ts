/** A server in memory that keeps the step protocol, and a clock and a network that the test decides about. */
import { Node } from "prosemirror-model";
import { Mapping, Step, type StepMap } from "prosemirror-transform";
import { schema } from "../../src/copy/schema";
import type { AnchorPlace, Log } from "../../src/sync/log";
import type { After } from "../../src/sync/timers";
import type { Answer, Batch, Passage, Transport } from "../../src/sync/transport";

const block = (type: string, content: readonly object[]) => ({ type, content });
const paragraph = (text: string) => block("paragraph", text ? [{ type: "text", text }] : []);

/** A table, row by row. */
export const table = (...rows: string[][]) =>
  block(
    "table",
    rows.map((row) =>
      block(
        "table_row",
        row.map((text) => block("table_cell", [paragraph(text)])),
      ),
    ),
  );

/** A copy of paragraphs, and of other blocks where they are no texts. */
export const paragraphs = (headline: string, ...texts: (string | object)[]) => ({
  type: "doc",
  content: [
    { type: "headline", content: headline ? [{ type: "text", text: headline }] : [] },
    ...texts.map((text) => (typeof text === "string" ? paragraph(text) : text)),
  ],
});

/** An open, blocking one on its words. */
export const passage = (query: number, start: number, end: number): Passage => ({
  query,
  anchor: 100 + query,
  start,
  end,
  state: "exact",
  kind: "fact",
  blocking: true,
  open: true,
});

export class Authority {
  doc: Node;
  readonly steps: { step: unknown; clientId: string }[] = [];
  /** Set to refuse everything. */
  refusal: string | null = null;
  /** What a client may do, from one document to another. */
  allows: (before: Node, after: Node, clientId: string) => boolean = () => true;
  /** Where they stand now. */
  passages: readonly Passage[] = [];
  /** Anchors that the edit at hand brings elsewhere than its steps do, or into another state. */
  surprise: (passages: readonly Passage[], doc: Node) => AnchorPlace[] = () => [];
  /** Called with each accepted batch, as an event carries it. */
  publish: (log: Log) => void = () => undefined;

  constructor(json: unknown) {
    this.doc = Node.fromJSON(schema, json);
  }

  get version(): number {
    return this.steps.length;
  }

  post({ version, client_id: clientId, steps }: Batch): Answer {
    if (this.refusal !== null) return { kind: "refused", reason: this.refusal };
    const missing = this.steps.slice(version);
    if (missing.some((one) => one.clientId === clientId)) return this.conflict(version);
    const made = steps.map((step) => Step.fromJSON(schema, step));
    const brought = rebased(
      made,
      missing.map(({ step }) => Step.fromJSON(schema, step).getMap()),
    );
    const doc = brought && applied(this.doc, brought);
    if (!(brought && doc && this.allows(this.doc, doc, clientId))) {
      if (missing.length > 0) return this.conflict(version);
      return { kind: "refused", reason: "misfit" };
    }
    this.doc = doc;
    const since = this.version;
    for (const step of brought)
      this.steps.push({ step: JSON.parse(JSON.stringify(step)) as unknown, clientId });
    for (const step of brought) this.passages = this.passages.map((one) => moved(one, step.getMap()));
    const anchors = this.surprise(this.passages, doc);
    const places = new Map(anchors.map((one) => [one.anchor, one]));
    this.passages = this.passages.map((one) => ({ ...one, ...places.get(one.anchor) }));
    this.publish({ ...this.log(since), anchors });
    return { kind: "accepted", log: { ...this.log(version), anchors, words: 0 } };
  }

  get(version: number): Answer {
    return { kind: "steps", log: this.log(version), passages: [...this.passages] };
  }

  private conflict(version: number): Answer {
    return { kind: "steps", log: this.log(version), passages: null };
  }

  private log(since: number): Log {
    const steps = this.steps.slice(since);
    return {
      since,
      version: this.version,
      steps: steps.map(({ step }) => step),
      clientIds: steps.map(({ clientId }) => clientId),
      anchors: [],
      words: null,
    };
  }
}

/** What `follow` of articles/documents/anchors.py does. */
function moved(passage: Passage, map: StepMap): Passage {
  const start = map.map(passage.start, 1);
  const end = passage.start === passage.end ? start : Math.max(start, map.map(passage.end, -1));
  return { ...passage, start, end };
}

/** What articles/documents/rebasing.py does; null when a step has no place any more. */
export function rebased(made: readonly Step[], over: readonly StepMap[]): Step[] | null {
  const mapping = new Mapping([...made.map((step) => step.getMap().invert()).reverse(), ...over]);
  let others = over.reduce<[number, number][]>(
    (ranges, map) => [...along(ranges, map), ...inserted(map)],
    [],
  );
  const brought: Step[] = [];
  for (const [index, step] of made.entries()) {
    const takenBack = made.length - 1 - index;
    const moved = step.map(mapping.slice(takenBack + 1));
    if (!moved || deletesAny(moved.getMap(), others)) return null;
    others = along(others, moved.getMap());
    mapping.appendMap(moved.getMap(), takenBack);
    brought.push(moved);
  }
  return brought;
}

function along(ranges: readonly [number, number][], map: StepMap): [number, number][] {
  return ranges.map(([from, to]) => [map.map(from, 1), map.map(to, -1)]);
}

function inserted(map: StepMap): [number, number][] {
  const found: [number, number][] = [];
  map.forEach((_oldStart, _oldEnd, from, to) => found.push([from, to]));
  return found;
}

function deletesAny(map: StepMap, ranges: readonly [number, number][]): boolean {
  let found = false;
  map.forEach((start, end) => {
    found ||= ranges.some(([from, to]) => from < to && from < end && start < to);
  });
  return found;
}

function applied(start: Node, steps: readonly Step[]): Node | null {
  try {
    return steps.reduce((doc, step) => {
      const result = step.apply(doc);
      if (!result.doc) throw new Error(result.failed ?? "failed");
      result.doc.check();
      return result.doc;
    }, start);
  } catch {
    return null;
  }
}

export class Clock {
  now = 0;
  private timers: { at: number; callback: () => void }[] = [];

  readonly after: After = (ms, callback) => {
    const timer = { at: this.now + ms, callback };
    this.timers.push(timer);
    return () => {
      this.timers = this.timers.filter((one) => one !== timer);
    };
  };

  /** Goes on to the next timer, if there is one. */
  advance(): boolean {
    this.timers.sort((a, b) => a.at - b.at);
    const next = this.timers.shift();
    if (!next) return false;
    this.now = Math.max(this.now, next.at);
    next.callback();
    return true;
  }
}

interface Call {
  respond: () => Answer;
  answer: Answer | null;
  resolve: (answer: Answer) => void;
}

/**
 * Requests wait here until the test lets them reach the server, and then lets the answer come back; so do events of
 * what was accepted.
 */
export class Network {
  private calls: Call[] = [];
  private readonly listeners: ((log: Log) => void)[] = [];
  private events: (() => void)[] = [];

  constructor(private readonly authority: Authority) {
    authority.publish = (log) => {
      this.events.push(...this.listeners.map((listener) => () => listener(log)));
    };
  }

  listen(listener: (log: Log) => void): void {
    this.listeners.push(listener);
  }

  /** Events that are not delivered yet. */
  get pendingEvents(): number {
    return this.events.length;
  }

  /** Delivers one event to a listener, or loses it. */
  deliverEvent(index: number, arrives = true): void {
    const [event] = this.events.splice(index, 1);
    if (arrives) event?.();
  }

  transport(): Transport {
    return {
      send: (batch) => this.call(() => this.authority.post(batch)),
      since: (version) => this.call(() => this.authority.get(version)),
      sendOnUnload: (batch) => void this.call(() => this.authority.post(batch)),
      subscribe: () => undefined,
    };
  }

  get pending(): number {
    return this.calls.length;
  }

  /** Moves one call on: to the server, or back. */
  deliver(index: number): void {
    const call = this.calls[index];
    if (!call) return;
    if (call.answer === null) call.answer = call.respond();
    else this.finish(call, call.answer);
  }

  /** The connection breaks, before or after the server got it; or a server asks to be tried after `retryAfterMs`. */
  lose(index: number, retryAfterMs?: number): void {
    const call = this.calls[index];
    if (call)
      this.finish(
        call,
        retryAfterMs === undefined ? { kind: "unreachable" } : { kind: "unreachable", retryAfterMs },
      );
  }

  private finish(call: Call, answer: Answer): void {
    this.calls = this.calls.filter((one) => one !== call);
    call.resolve(answer);
  }

  private call(respond: () => Answer): Promise<Answer> {
    return new Promise((resolve) => this.calls.push({ respond, answer: null, resolve }));
  }
}

/** Lets everything that waits on a settled promise run. */
export async function settle(): Promise<void> {
  await new Promise((resolve) => setImmediate(resolve));
}

/** The same numbers for the same seed: mulberry32. */
export function seeded(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296;
  };
}
