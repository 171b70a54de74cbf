/**
 * Puts a state together for a page that opens: from the server's document, or from what an earlier page of
 * this browser could not send.
 */
import { history } from "prosemirror-history";
import { Node } from "prosemirror-model";
import { EditorState, type Plugin, type Transaction } from "prosemirror-state";
import { Step } from "prosemirror-transform";
import { plainText, schema } from "../copy/schema";
import { collabPlugin } from "./collab";
import type { Host } from "./session";
import type { UnsentRecord } from "./unsent-store";

export function createState(doc: unknown, version: number, plugins: readonly Plugin[]): EditorState {
  return EditorState.create({
    doc: Node.fromJSON(schema, doc),
    plugins: [...plugins, collabPlugin(version), history()],
  });
}

/** Goes on where the record stopped. Throws a RangeError when it does not fit this schema. */
export function restoreState(record: UnsentRecord, plugins: readonly Plugin[]): EditorState {
  const state = createState(record.doc, record.version, plugins);
  const tr = state.tr;
  for (const step of record.steps) tr.step(Step.fromJSON(schema, step));
  return state.apply(tr);
}

/** The words of a record, as well as they can be read. */
export function textOf(record: UnsentRecord): string {
  try {
    return plainText(restoreState(record, []).doc);
  } catch {
    return JSON.stringify(record.steps);
  }
}

/** A host without a page, for sending what another tab left behind. */
export class HeadlessEditor implements Host {
  constructor(public state: EditorState) {}

  dispatch(tr: Transaction): void {
    this.state = this.state.apply(tr);
  }
}
