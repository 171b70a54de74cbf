/**
 * How batches of steps reach the server and how news comes back. News comes from the event stream; a page that
 * has had none for a while asks every few seconds.
 */
import type { Step } from "prosemirror-transform";
import { LIMITS } from "../copy/rules";
import { listen } from "../page/events";
import { jsonPost, personHeader } from "../page/http";
import type { AnchorPlace, Log } from "./log";
import { after, pollWhileDisconnected } from "./timers";

/**
 * Where a query stands: positions are ProseMirror positions at the version of the answer that carries them.
 */
export interface Passage extends AnchorPlace {
  query: number;
  kind: string;
  blocking: boolean;
  open: boolean;
}

export interface Batch {
  version: number;
  client_id: string;
  steps: readonly unknown[];
}

/** A little under the limit: the batch has a head, too. */
const BATCH_CHARACTERS = LIMITS.batch_bytes / 4;

/** As many of the steps as one request may carry, from the first on; null when there are none. */
export function batchOf(unsent: readonly Step[], version: number, clientId: string): Batch | null {
  if (unsent.length === 0) return null;
  const steps: unknown[] = [];
  let size = 0;
  for (const step of unsent.slice(0, LIMITS.steps_per_batch)) {
    const json: unknown = step.toJSON();
    size += JSON.stringify(json).length;
    if (size > BATCH_CHARACTERS && steps.length > 0) break;
    steps.push(json);
  }
  return { version, client_id: clientId, steps };
}

export type Answer =
  /** All steps since the batch was made; those of the batch are among them. */
  | { kind: "accepted"; log: Log }
  /**
   * Steps since the version that was named: the reply to a question, or to a batch that has no place among them
   * or is one of them.
   */
  | { kind: "steps"; log: Log; passages: Passage[] | null }
  /** For good: sending the same again would be refused again. */
  | { kind: "refused"; reason: string | null }
  /** For now: nobody is signed in, or somebody else, whose name it then is. */
  | { kind: "signed out"; name: string | null }
  /** For now: no network, or a server that cannot answer, and says after how many milliseconds it may. */
  | { kind: "unreachable"; retryAfterMs?: number };

export interface Transport {
  send(batch: Batch): Promise<Answer>;
  since(version: number): Promise<Answer>;
  /** The last batch of a page that is going away; nobody waits for the answer. */
  sendOnUnload(batch: Batch): void;
  /** Calls `pull` when there may be news. */
  subscribe(pull: () => void): void;
}

const TIMEOUT_MS = 20_000;
/** Browsers refuse keepalive requests above 64 KiB; what does not fit stays in the browser's own store. */
const KEEPALIVE_CHARACTERS = 60_000;
const TEMPORARY_STATUSES = [408, 425, 429];

interface Body {
  version?: number;
  steps?: unknown[];
  client_ids?: string[];
  passages?: Passage[];
  anchors?: AnchorPlace[];
  words?: number;
  error?: string;
}

type Request = (address: string, init: RequestInit) => Promise<Response>;

/** Speaks to the steps address of one article. */
export class HttpTransport implements Transport {
  constructor(
    private readonly url: string,
    private readonly token: () => string,
    /** Whether news comes without asking. */
    private readonly isLive: () => boolean = () => false,
    private readonly request: Request = (address, init) => fetch(address, init),
  ) {}

  send(batch: Batch): Promise<Answer> {
    return ask(this.request, this.url, batch.version, {
      ...jsonPost(batch, this.token()),
      signal: AbortSignal.timeout(TIMEOUT_MS),
    });
  }

  since(version: number): Promise<Answer> {
    const address = new URL(this.url, location.href);
    address.searchParams.set("since", String(version));
    return ask(this.request, address.href, version, {
      headers: { ...personHeader(), Accept: "application/json" },
      cache: "no-store",
      signal: AbortSignal.timeout(TIMEOUT_MS),
    });
  }

  sendOnUnload(batch: Batch): void {
    const request = jsonPost(batch, this.token());
    if (request.body.length > KEEPALIVE_CHARACTERS) return;
    fetch(this.url, { ...request, keepalive: true }).catch(() => undefined);
  }

  subscribe(pull: () => void): void {
    const pullIfVisible = (): void => {
      if (document.visibilityState === "visible") pull();
    };
    pollWhileDisconnected({ after, now: Date.now, isLive: this.isLive, poll: pullIfVisible });
    window.addEventListener("focus", pull);
    window.addEventListener("online", pull);
    listen("passages-changed", pull);
    document.addEventListener("visibilitychange", pullIfVisible);
  }
}

async function ask(request: Request, address: string, since: number, init: RequestInit): Promise<Answer> {
  try {
    const response = await request(address, init);
    const data = await body(response);
    // A refusal of our own says why; without that it is the token of a sign-in that is over.
    if (response.status === 401 || (response.status === 403 && data.error === undefined))
      return { kind: "signed out", name: response.headers.get("X-Signed-In") };
    const answer = read(response.status, since, data);
    const seconds = Number(response.headers.get("Retry-After"));
    return answer.kind === "unreachable" && seconds > 0
      ? { ...answer, retryAfterMs: seconds * 1000 }
      : answer;
  } catch {
    return { kind: "unreachable" };
  }
}

/**
 * The body as JSON; a page where JSON was expected (a sign-in form, a proxy's error) counts as an empty
 * body.
 */
async function body(response: Response): Promise<Body> {
  const text = await response.text();
  try {
    const data: unknown = JSON.parse(text);
    return typeof data === "object" && data !== null ? (data as Body) : {};
  } catch {
    return {};
  }
}

function read(status: number, since: number, data: Body): Answer {
  if (status >= 500 || TEMPORARY_STATUSES.includes(status)) return { kind: "unreachable" };
  const { version, steps, client_ids: clientIds, passages = null } = data;
  if ((status === 200 || status === 409) && version !== undefined && steps && clientIds) {
    const { anchors = [], words = null } = data;
    const log = { since, version, steps, clientIds, anchors, words };
    // Only what was accepted comes with the number of words.
    return words === null ? { kind: "steps", log, passages } : { kind: "accepted", log };
  }
  return { kind: "refused", reason: data.error ?? null };
}
