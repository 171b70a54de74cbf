/** Everything that is plugged into the view of the copy. */
import type { Plugin } from "prosemirror-state";
import { cellsPlugin } from "../editing/cells";
import { footnotePlugin } from "../editing/footnotes";
import { keyPlugins, type PageCommands, replacingAll, typingRules } from "../editing/keys";
import { type Placeholders, placeholderPlugin } from "../editing/placeholders";
import { readOnlyPlugin } from "../editing/read-only";
import { passagesPlugin } from "../margin/passages";
import { characterPlugin, pastePlugin } from "../pasting/paste";
import { cursorsPlugin } from "../presence/cursors";
import { proposedPlugin } from "../suggesting/proposed";

export function pluginsOf(
  keys: PageCommands,
  placeholders: Placeholders,
  isReadOnly: () => boolean,
): Plugin[] {
  return [
    typingRules(),
    ...keyPlugins(keys),
    replacingAll,
    cellsPlugin,
    passagesPlugin,
    cursorsPlugin,
    placeholderPlugin(placeholders),
    characterPlugin,
    pastePlugin(),
    proposedPlugin,
    footnotePlugin,
    readOnlyPlugin(isReadOnly),
  ];
}
