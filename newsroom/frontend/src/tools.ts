/**
 * The tools of the copy: what nobody needs to type. The script of the editor loads this one, and lends it the modules
 * that both need (editor/lent.ts).
 */
import { LinkDialog } from "./editing/link-dialog";
import type { Tools, ToolsHost } from "./editing/tools-host";
import { AskDialog } from "./margin/asking";
import { AttributionDialog } from "./margin/attribution";
import { PastedNotes } from "./pasting/notes";
import { FindBar } from "./tools/find-bar";
import { FocusMode } from "./tools/focus-mode";
import { ImageDialog } from "./tools/image-dialog";
import { Length } from "./tools/length";
import { Outline } from "./tools/outline";

window.startTools = (host: ToolsHost): Tools => {
  const { view, session } = host;
  const ask = new AskDialog(view, session);
  const attribution = new AttributionDialog(view, session);
  const link = new LinkDialog(view);
  new PastedNotes(view, session);
  new Length(host);
  const outline = new Outline(host);
  const focus = new FocusMode();
  const image = new ImageDialog(host);
  const find = new FindBar(host);
  return {
    ask: () => ask.open(),
    attribution: () => attribution.open(),
    find: () => find.open(false),
    find_next: () => find.step(1),
    find_previous: () => find.step(-1),
    focus: () => focus.toggle(),
    image: () => image.open(),
    link: () => link.open(),
    outline: () => outline.toggle(),
    replace: () => find.open(true),
  };
};
