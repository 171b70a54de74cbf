/** The server's log of steps, as answers and events carry pieces of it. */
import type { Schema } from "prosemirror-model";
import { Step } from "prosemirror-transform";

/** Where an anchor is, when that does not follow from the steps alone; at the version of the log it comes with. */
export interface AnchorPlace {
  anchor: number;
  start: number;
  end: number;
  state: PassageState;
}

/** The state of a query's passage, as people see it. */
export type PassageState = "exact" | "changed" | "moved" | "detached";

/** Steps that lead from the version `since` to `version`, with the client each came from. */
export interface Log {
  since: number;
  version: number;
  steps: readonly unknown[];
  clientIds: readonly string[];
  anchors: readonly AnchorPlace[];
  words: number | null;
}

/** News of an edit; a long one comes without its steps. */
export interface Edited {
  version: number;
  since?: number;
  steps?: unknown[];
  client_ids?: string[];
  anchors?: AnchorPlace[];
  words?: number;
}

export function logOf({ version, since, steps, client_ids, anchors, words }: Edited): Log | null {
  if (!(steps && client_ids) || since === undefined) return null;
  return { since, version, steps, clientIds: client_ids, anchors: anchors ?? [], words: words ?? null };
}

/** What follows `version` of logs in any order, as one; up to the first gap, or the first anchors. */
export function joined(logs: Log[], version: number): Log | null {
  let found: Log | null = null;
  for (;;) {
    const at: number = found?.version ?? version;
    const index = logs.findIndex((log) => log.since <= at && at < log.version);
    const [next] = index < 0 ? [] : logs.splice(index, 1);
    if (!next) return found;
    const fresh = { ...next, ...after(next, at) };
    found = found
      ? {
          ...fresh,
          since: found.since,
          steps: [...found.steps, ...fresh.steps],
          clientIds: [...found.clientIds, ...fresh.clientIds],
        }
      : fresh;
    if (found.anchors.length > 0) return found;
  }
}

function after(log: Log, version: number): Pick<Log, "since" | "steps" | "clientIds"> {
  const known = version - log.since;
  return { since: version, steps: log.steps.slice(known), clientIds: log.clientIds.slice(known) };
}

/** Steps of others, and behind them some of one's own. */
export interface Part {
  steps: Step[];
  clientIds: readonly string[];
  /** How many of them, the last, are one's own. */
  own: number;
}

/** A log in parts, each of which ends with one's own steps. */
export function parts(log: Log, clientId: string, schema: Schema): Part[] {
  const found: Part[] = [];
  log.steps.forEach((step, index) => {
    const isOwn = log.clientIds[index] === clientId;
    let part = found.at(-1);
    if (!part || (part.own > 0 && !isOwn)) {
      part = { steps: [], clientIds: [], own: 0 };
      found.push(part);
    }
    part.steps.push(Step.fromJSON(schema, step));
    part.clientIds = [...part.clientIds, log.clientIds[index] ?? ""];
    if (isOwn) part.own += 1;
  });
  return found;
}
