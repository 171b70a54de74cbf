/**
 * Modules of the editor's script that the script of the tools uses, too: by their path, each with the names that it may
 * import. Building fails where a module would be in both scripts, as what it remembers would then be there twice.
 */
import { TextSelection } from "prosemirror-state";
import { LIMITS, LINK_SCHEMES } from "../copy/rules";
import { types } from "../copy/schema";
import { onlyPlaceOf, selectedWords } from "../copy/words";
import { canLink, isInLink } from "../editing/commands";
import { askingSpan, markAsking } from "../margin/passages";
import { announce, sentenceOf } from "../page/announce";
import { byId, closestTo, data } from "../page/dom";
import { emit, listen } from "../page/events";
import { jsonPost } from "../page/http";
import { localStore } from "../page/store";
import { pastedWords, settlePasted } from "../pasting/paste";
import { beforeSteps } from "../sync/positions";

export const lent: Readonly<Record<string, object>> = {
  "prosemirror-state": { TextSelection },
  "copy/rules": { LIMITS, LINK_SCHEMES },
  "copy/schema": { types },
  "copy/words": { onlyPlaceOf, selectedWords },
  "editing/commands": { canLink, isInLink },
  "margin/passages": { askingSpan, markAsking },
  "page/announce": { announce, sentenceOf },
  "page/dom": { byId, closestTo, data },
  "page/events": { emit, listen },
  "page/http": { jsonPost },
  "page/store": { localStore },
  "pasting/paste": { pastedWords, settlePasted },
  "sync/positions": { beforeSteps },
};
