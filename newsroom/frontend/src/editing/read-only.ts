/** Copy that can be read, selected and asked about by keyboard, but not changed. */
import { Plugin } from "prosemirror-state";
import { REMOTE } from "../sync/session";

/**
 * The element stays editable for the browser, so that there is a cursor to select words with; what would
 * change the document is turned away, except what comes from the server.
 */
export function readOnlyPlugin(isReadOnly: () => boolean): Plugin {
  return new Plugin({
    filterTransaction: (tr) => !tr.docChanged || Boolean(tr.getMeta(REMOTE)) || !isReadOnly(),
    props: {
      attributes: (): Record<string, string> =>
        isReadOnly() ? { "aria-readonly": "true", inputmode: "none", spellcheck: "false" } : {},
      handleDOMEvents: {
        beforeinput: (_view, event) => {
          if (isReadOnly()) event.preventDefault();
          return isReadOnly();
        },
      },
    },
  });
}
