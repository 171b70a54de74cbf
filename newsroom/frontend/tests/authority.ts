/** A server in memory that keeps the step protocol, and a clock and a network that the test decides about. */
import { Node } from "prosemirror-model";
import { Step } from "prosemirror-transform";
import { schema } from "../src/schema";
import type { After, Answer, Batch, Transport } from "../src/transport";

export const paragraphs = (headline: string, ...texts: string[]) => ({
  type: "doc",
  content: [
    { type: "headline", content: headline ? [{ type: "text", text: headline }] : [] },
    ...texts.map((text) => ({ type: "paragraph", content: text ? [{ type: "text", text }] : [] })),
  ],
});

export class Authority {
  doc: Node;
  readonly steps: { step: unknown; clientId: string }[] = [];
  /** Set to refuse everything. */
  refusal: string | null = null;

  constructor(json: unknown) {
    this.doc = Node.fromJSON(schema, json);
  }

  get version(): number {
    return this.steps.length;
  }

  post({ version, client_id: clientId, steps }: Batch): Answer {
    if (this.refusal !== null) return { kind: "refused", reason: this.refusal };
    if (version !== this.version) return { ...this.get(version), passages: null } as Answer;
    let doc = this.doc;
    for (const step of steps) {
      const result = Step.fromJSON(schema, step).apply(doc);
      if (!result.doc) return { kind: "refused", reason: result.failed ?? "failed" };
      result.doc.check();
      doc = result.doc;
    }
    this.doc = doc;
    this.steps.push(
      ...steps.map((step) => ({ step: JSON.parse(JSON.stringify(step)) as unknown, clientId })),
    );
    return { kind: "accepted", version: this.version, passages: [], words: null };
  }

  get(version: number): Answer {
    const missing = this.steps.slice(version);
    return {
      kind: "steps",
      version: this.version,
      steps: missing.map(({ step }) => step),
      clientIds: missing.map(({ clientId }) => clientId),
      passages: [],
    };
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
  reach: () => Answer;
  answer: Answer | null;
  resolve: (answer: Answer) => void;
}

/** Requests wait here until the test lets them reach the server, and then lets the answer come back. */
export class Network {
  private calls: Call[] = [];

  constructor(private readonly authority: Authority) {}

  transport(): Transport {
    return {
      send: (batch) => this.call(() => this.authority.post(batch)),
      since: (version) => this.call(() => this.authority.get(version)),
      farewell: (batch) => void this.call(() => this.authority.post(batch)),
      subscribe: () => () => undefined,
    };
  }

  get pending(): number {
    return this.calls.length;
  }

  /** Moves one call on: to the server, or back. */
  deliver(index: number): void {
    const call = this.calls[index];
    if (!call) return;
    if (call.answer === null) call.answer = call.reach();
    else this.finish(call, call.answer);
  }

  /** The connection breaks, before or after the server heard it. */
  lose(index: number): void {
    const call = this.calls[index];
    if (call) this.finish(call, { kind: "unreachable" });
  }

  private finish(call: Call, answer: Answer): void {
    this.calls = this.calls.filter((one) => one !== call);
    call.resolve(answer);
  }

  private call(reach: () => Answer): Promise<Answer> {
    return new Promise((resolve) => this.calls.push({ reach, answer: null, resolve }));
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
