/**
 * Words the server does not have yet, kept in this browser, one record a tab.
 *
 * A record holds the last document the server confirmed and the steps since. The tab that finds a record
 * nobody uses any more goes on *as that client*: a batch whose answer was lost is then recognised as its own.
 */

import type { Store } from "../page/store";
import type { Claim } from "./client-id";

export interface UnsentRecord {
  clientId: string;
  version: number;
  /** The document at `version`, as JSON. */
  doc: unknown;
  steps: unknown[];
}

interface Stored extends UnsentRecord {
  /** When its tab was last known to live, in milliseconds. */
  seen: number;
  /** Whether its tab was closed in order. */
  left: boolean;
}

/** Without locks, a tab that was last seen this long ago is gone. */
const SILENCE_MS = 120_000;

/** The records of one article. Storage that is full or forbidden is no reason to stop: `save` says false. */
export class UnsentStore {
  private readonly prefix: string;
  private confirmed: { doc: unknown; json: string } = { doc: null, json: "null" };
  /** The blocks of confirmed documents as they are written: most are those of the document before. */
  private readonly blocks = new WeakMap<object, string>();

  constructor(
    private readonly store: Store | null,
    article: string,
    private readonly now: () => number,
  ) {
    this.prefix = `copydesk:copy:${article}:`;
  }

  /** Writes the record. Whoever calls this often passes the same objects for the blocks of `doc` that are the same. */
  save(record: UnsentRecord, left = false): boolean {
    if (!this.store) return false;
    if (this.confirmed.doc !== record.doc)
      this.confirmed = { doc: record.doc, json: this.written(record.doc) };
    const { doc: _, ...rest } = record;
    const head = JSON.stringify({ ...rest, seen: this.now(), left });
    try {
      this.store.setItem(this.prefix + record.clientId, `${head.slice(0, -1)},"doc":${this.confirmed.json}}`);
      return true;
    } catch {
      return false;
    }
  }

  private written(doc: unknown): string {
    const { content, ...rest } = doc as { content?: readonly object[] };
    if (!content) return JSON.stringify(doc);
    const blocks = content.map((block) => {
      const json = this.blocks.get(block) ?? JSON.stringify(block);
      this.blocks.set(block, json);
      return json;
    });
    return JSON.stringify({ ...rest, content: [] }).replace(/\[\]\}$/, () => `[${blocks.join()}]}`);
  }

  remove(clientId: string): void {
    this.store?.removeItem(this.prefix + clientId);
  }

  /** The records whose tabs are gone, each now claimed by this page. */
  async claimOrphans(claim: Claim): Promise<UnsentRecord[]> {
    const found: UnsentRecord[] = [];
    for (const record of this.records()) {
      const gone = record.left || this.now() - record.seen > SILENCE_MS;
      if ((await claim(record.clientId, record.left)) ?? gone) found.push(record);
    }
    return found;
  }

  private records(): Stored[] {
    const found: Stored[] = [];
    for (let index = 0; index < (this.store?.length ?? 0); index++) {
      const key = this.store?.key(index);
      if (!key?.startsWith(this.prefix)) continue;
      const record = parse(this.store?.getItem(key) ?? "");
      if (record) found.push(record);
    }
    return found.sort((a, b) => b.seen - a.seen);
  }
}

function parse(json: string): Stored | null {
  try {
    const record = JSON.parse(json) as Partial<Stored>;
    const whole =
      typeof record.clientId === "string" && Number.isInteger(record.version) && Array.isArray(record.steps);
    return whole && record.doc ? (record as Stored) : null;
  } catch {
    return null;
  }
}
