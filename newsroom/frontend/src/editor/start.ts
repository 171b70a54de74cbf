/** Opening the copy: with the server's document and with whatever this browser still holds of it. */
import { csrfToken } from "../page/http";
import { localStore } from "../page/store";
import { claimByLock } from "../sync/client-id";
import { HeadlessEditor, restoreState, textOf } from "../sync/editor-state";
import { Session } from "../sync/session";
import { after } from "../sync/timers";
import { HttpTransport, type Transport } from "../sync/transport";
import { type UnsentRecord, UnsentStore } from "../sync/unsent-store";
import type { CopyPage } from "./copy-page";
import { Editor } from "./editor";
import { LiveCopy } from "./live-copy";
import { RefusedDialog } from "./refused-dialog";
import { SaveLine } from "./status";

export async function start(page: CopyPage): Promise<Editor> {
  const store = new UnsentStore(localStore(), `${page.user}:${page.stepsUrl}`, Date.now);
  const live = new LiveCopy(page);
  const transport = new HttpTransport(page.stepsUrl, csrfToken, () => live.isLive);
  const refused = new RefusedDialog();
  const offer = (record: UnsentRecord, reason: string | null): void =>
    refused.offer({
      reason: reason ?? new SaveLine().text("refused"),
      text: textOf(record),
      discard: () => store.remove(record.clientId),
    });
  const usable: UnsentRecord[] = [];
  for (const record of await store.claimOrphans(claimByLock)) {
    if (page.editable && record.version <= page.data.version && opens(record)) usable.push(record);
    else offer(record, null);
  }
  const [own, ...others] = usable;
  for (const record of others) sendLeftBehind(record, transport, store, offer);
  return new Editor({ page, record: own ?? null, store, transport, refused, live });
}

function opens(record: UnsentRecord): boolean {
  try {
    restoreState(record, []);
    return true;
  } catch {
    return false;
  }
}

/** Sends, as the client it was, what another tab could not; its words then arrive here like anybody's. */
function sendLeftBehind(
  record: UnsentRecord,
  transport: Transport,
  store: UnsentStore,
  offer: (record: UnsentRecord, reason: string | null) => void,
): void {
  const session = new Session({
    host: new HeadlessEditor(restoreState(record, [])),
    clientId: record.clientId,
    transport,
    after,
    now: Date.now,
    random: Math.random,
    onState: (state, reason) => {
      if (state === "saved") store.remove(record.clientId);
      if (state === "refused") offer(session.record() ?? record, reason);
    },
    onPassages: () => undefined,
    onWordCount: () => undefined,
  });
  void session.flush();
}
