/** Clients of the step protocol, and how to let them come to rest. */
import type { Transaction } from "prosemirror-state";
import type { Store } from "../../src/page/store";
import type { StepCheck } from "../../src/sync/collab";
import { createState, HeadlessEditor, restoreState } from "../../src/sync/editor-state";
import { type SaveState, Session } from "../../src/sync/session";
import type { Passage } from "../../src/sync/transport";
import type { UnsentRecord, UnsentStore } from "../../src/sync/unsent-store";
import { Authority, Clock, Network, paragraphs, settle } from "./authority";

/** A person at the copy, without a page. */
export class Client extends HeadlessEditor {
  readonly states: SaveState[] = [];
  reason: string | null = null;
  watched = (): boolean => false;
  passages: readonly Passage[] = [];
  session: Session;

  constructor(
    private readonly clock: Clock,
    private readonly network: Network,
    readonly id: string,
    json: unknown,
    version: number,
    record: UnsentRecord | null = null,
    private readonly isLive = false,
    private readonly isAllowed?: StepCheck,
  ) {
    super(record ? restoreState(record, []) : createState(json, version, []));
    this.session = new Session({
      host: this,
      clientId: id,
      transport: this.network.transport(),
      after: this.clock.after,
      now: () => this.clock.now,
      random: () => 0.5,
      onState: (state, reason) => {
        this.states.push(state);
        this.reason = reason;
      },
      onPassages: (passages) => (this.passages = passages),
      onWordCount: () => undefined,
      isWatched: () => this.watched(),
      ...(isAllowed ? { isAllowed } : {}),
    });
    if (isLive) this.network.listen((log) => this.session.receive(log));
  }

  override dispatch(tr: Transaction): void {
    super.dispatch(tr);
    if (tr.docChanged) this.session.changed();
  }

  insert(position: number, text: string): void {
    this.dispatch(this.state.tr.insertText(text, position));
  }

  /**
   * What a reload of the tab does: keeps, sends on unload, and comes back, as the same client if words were
   * kept.
   */
  async reload(store: UnsentStore, authority: Authority): Promise<Client> {
    const record = this.session.record();
    if (record) store.save(record, true);
    this.session.sendOnUnload();
    this.session.stop();
    const [kept = null] = await store.claimOrphans(() => Promise.resolve(null));
    const id = kept?.clientId ?? `${this.id}'`;
    const { clock, network, isLive, isAllowed } = this;
    const { doc, version } = authority;
    const next = new Client(clock, network, id, doc.toJSON(), version, kept, isLive, isAllowed);
    store.remove(this.id);
    next.session.begin(authority.passages, version);
    next.session.pull();
    return next;
  }
}

/** Sends what this client has, while nobody else's request moves. */
export async function save(client: Client, network: Network): Promise<void> {
  const saved = client.session.flush();
  while (network.pending > 0) {
    network.deliver(network.pending - 1);
    await settle();
  }
  await saved;
}

/** Lets everything arrive and every timer ring until nobody has anything left to say. */
export async function quiet(clients: Client[], clock: Clock, network: Network): Promise<void> {
  for (let round = 0; round < 2000; round++) {
    while (network.pending + network.pendingEvents > 0) {
      network.deliver(0);
      network.deliverEvent(0);
      await settle();
    }
    if (clock.advance()) await settle();
    else if (clients.every((client) => client.session.unsent.length === 0)) return;
    else for (const client of clients) client.session.pull();
    await settle();
  }
  throw new Error("The clients did not come to rest");
}

/** The same, and everybody has all events. */
export async function allUpToDate(
  clients: Client[],
  clock: Clock,
  network: Network,
  authority: Authority,
): Promise<void> {
  for (let round = 0; round < 50; round++) {
    await quiet(clients, clock, network);
    if (clients.every((client) => client.session.version === authority.version)) return;
    for (const client of clients) client.session.pull();
  }
  throw new Error("The clients did not catch up");
}

export function setUp(...texts: (string | object)[]) {
  const clock = new Clock();
  const authority = new Authority(paragraphs("Headline", ...texts));
  const network = new Network(authority);
  const json = authority.doc.toJSON() as unknown;
  const client = (id: string, isLive = false, isAllowed?: StepCheck): Client =>
    new Client(clock, network, id, json, 0, null, isLive, isAllowed);
  return { clock, authority, network, client };
}

/** localStorage in memory. */
export class MapStore implements Store {
  private readonly items = new Map<string, string>();

  get length(): number {
    return this.items.size;
  }
  key(index: number): string | null {
    return [...this.items.keys()][index] ?? null;
  }
  getItem(key: string): string | null {
    return this.items.get(key) ?? null;
  }
  setItem(key: string, value: string): void {
    this.items.set(key, value);
  }
  removeItem(key: string): void {
    this.items.delete(key);
  }
}

export function blocks(authority: Authority): string[] {
  const texts: string[] = [];
  authority.doc.forEach((node) => texts.push(node.textContent));
  return texts;
}
