/**
 * Modules of the editor's script that the script of the tools uses, too: by their path, each with the names that it may
 * import. Building fails where a module would be in both scripts, as what it remembers would then be there twice.
 */
import { closeHistory } from "prosemirror-history";
import { NodeSelection, Selection, TextSelection } from "prosemirror-state";
import { Decoration, DecorationSet } from "prosemirror-view";
import { cleanText } from "../copy/characters";
import { plainMarks } from "../copy/elements";
import { isReference } from "../copy/footnotes";
import { numeral } from "../copy/numerals";
import { LIMITS, LINK_SCHEMES } from "../copy/rules";
import { schema, types } from "../copy/schema";
import { onlyPlaceOf, selectedWords } from "../copy/words";
import { canLink, isInLink } from "../editing/commands";
import { askingSpan, markAsking, places } from "../margin/passages";
import { announce, sentenceOf } from "../page/announce";
import { isDialogOpen } from "../page/dialogs";
import { byId, closestTo, data } from "../page/dom";
import { emit, listen } from "../page/events";
import { csrfToken, jsonPost } from "../page/http";
import { isFor } from "../page/shortcuts";
import { localStore } from "../page/store";
import { PLAIN_TEXT, pastedWords, settlePasted } from "../pasting/paste";
import { ARRANGED } from "../suggesting/composing";
import { strike } from "../suggesting/deleting";
import { Draft } from "../suggesting/draft";
import { beforeSteps } from "../sync/positions";

export const lent: Readonly<Record<string, object>> = {
  "copy/characters": { cleanText },
  "copy/elements": { plainMarks },
  "copy/footnotes": { isReference },
  "copy/rules": { LIMITS, LINK_SCHEMES },
  "copy/schema": { schema, types },
  "copy/words": { onlyPlaceOf, selectedWords },
  "editing/commands": { canLink, isInLink },
  "margin/passages": { askingSpan, markAsking, places },
  "page/announce": { announce, sentenceOf },
  "page/dialogs": { isDialogOpen },
  "page/dom": { byId, closestTo, data },
  "page/events": { emit, listen },
  "page/http": { csrfToken, jsonPost },
  "copy/numerals": { numeral },
  "page/shortcuts": { isFor },
  "page/store": { localStore },
  "pasting/paste": { PLAIN_TEXT, pastedWords, settlePasted },
  "prosemirror-history": { closeHistory },
  "prosemirror-state": { NodeSelection, Selection, TextSelection },
  "prosemirror-view": { Decoration, DecorationSet },
  "suggesting/composing": { ARRANGED },
  "suggesting/deleting": { strike },
  "suggesting/draft": { Draft },
  "sync/positions": { beforeSteps },
};
