/**
 * Puts a state together for a page that opens: from the server's document, or from what an earlier page of this
 * browser could not send.
 */
import { history } from "prosemirror-history";
import { Node } from "prosemirror-model";
import { EditorState, type Plugin, type Transaction } from "prosemirror-state";
import { Step } from "prosemirror-transform";
import type { Record } from "./keeping";
import { plainText, schema } from "./schema";
import { type Host, collabPlugin } from "./session";

export interface Opened {
  state: EditorState;
  /** The document the server has at the state's version. */
  confirmed: Node;
}

export function open(doc: unknown, version: number, clientId: string, plugins: readonly Plugin[]): Opened {
  const confirmed = Node.fromJSON(schema, doc);
  const own = [collabPlugin(version, clientId), history()];
  return { state: EditorState.create({ doc: confirmed, plugins: [...plugins, ...own] }), confirmed };
}

/** Goes on where the record stopped. Throws a RangeError when it does not fit this schema. */
export function reopen(record: Record, plugins: readonly Plugin[]): Opened {
  const { state, confirmed } = open(record.doc, record.version, record.clientId, plugins);
  const tr = state.tr;
  for (const step of record.steps) tr.step(Step.fromJSON(schema, step));
  return { state: state.apply(tr), confirmed };
}

/** The words of a record, as well as they can be read. */
export function textOf(record: Record): string {
  try {
    return plainText(reopen(record, []).state.doc);
  } catch {
    return JSON.stringify(record.steps);
  }
}

/** A host without a page, for sending what another tab left behind. */
export class Desk implements Host {
  constructor(public state: EditorState) {}

  dispatch(tr: Transaction): void {
    this.state = this.state.apply(tr);
  }
}
