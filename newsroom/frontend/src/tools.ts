/**
 * The tools of the copy: what nobody needs to type. The script of the editor loads this one, and lends it the modules
 * that both need (editor/lent.ts).
 */
import { LinkDialog } from "./editing/link-dialog";
import type { Tools, ToolsHost } from "./editing/tools-host";
import { AskDialog } from "./margin/asking";
import { AttributionDialog } from "./margin/attribution";
import { PastedNotes } from "./pasting/notes";

window.startTools = ({ view, session }: ToolsHost): Tools => {
  const ask = new AskDialog(view, session);
  const attribution = new AttributionDialog(view, session);
  const link = new LinkDialog(view);
  new PastedNotes(view, session);
  return { ask: () => ask.open(), attribution: () => attribution.open(), link: () => link.open() };
};
