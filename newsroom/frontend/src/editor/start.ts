/** Opening the copy: with the server's document and with whatever this browser still holds of it. */
import { cookie } from "../page/http";
import { localStore } from "../page/store";
import { claimByLock } from "../sync/client-id";
import { Desk, reopen, textOf } from "../sync/editor-state";
import { Session } from "../sync/session";
import { after } from "../sync/timers";
import { type Transport, HttpTransport } from "../sync/transport";
import { type Record as Kept, Keeping } from "../sync/unsent-store";
import { type CopyPage, SaveLine } from "./copy-page";
import { Editor } from "./editor";
import { LiveCopy } from "./live-copy";
import { RefusedDialog } from "./refused-dialog";

export async function start(page: CopyPage): Promise<Editor> {
  const keeping = new Keeping(localStore(), `${page.user}:${page.stepsUrl}`, Date.now);
  const live = new LiveCopy(page);
  const transport = new HttpTransport(page.stepsUrl, () => cookie("csrftoken"), () => live.hears);
  const refused = new RefusedDialog();
  const offer = (record: Kept, reason: string | null): void =>
    refused.offer({
      reason: reason ?? new SaveLine().text("refused"),
      text: textOf(record),
      discard: () => keeping.forget(record.clientId),
    });
  const usable: Kept[] = [];
  for (const record of await keeping.orphans(claimByLock)) {
    if (page.editable && record.version <= page.data.version && opens(record)) usable.push(record);
    else offer(record, null);
  }
  const [own, ...others] = usable;
  for (const record of others) sendLeftBehind(record, transport, keeping, offer);
  return new Editor(page, own ?? null, keeping, transport, refused, live);
}

function opens(record: Kept): boolean {
  try {
    reopen(record, []);
    return true;
  } catch {
    return false;
  }
}

/** Sends, as the client it was, what another tab could not; its words then arrive here like anybody's. */
function sendLeftBehind(
  record: Kept,
  transport: Transport,
  keeping: Keeping,
  offer: (record: Kept, reason: string | null) => void,
): void {
  const session = new Session({
    host: new Desk(reopen(record, [])),
    clientId: record.clientId,
    transport,
    after,
    now: Date.now,
    random: Math.random,
    onState: (state, reason) => {
      if (state === "saved") keeping.forget(record.clientId);
      if (state === "refused") offer(session.record() ?? record, reason);
    },
    onPassages: () => undefined,
    onWords: () => undefined,
  });
  void session.flush();
}
