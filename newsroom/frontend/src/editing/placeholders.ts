/** Says in an empty headline, standfirst or body what belongs there: class "empty" and data-placeholder. */
import type { Node } from "prosemirror-model";
import { Plugin } from "prosemirror-state";
import { Decoration, DecorationSet } from "prosemirror-view";
import { types } from "../copy/schema";

export interface Placeholders {
  headline: string;
  standfirst: string;
  body: string;
}

export function placeholderPlugin(texts: Placeholders): Plugin {
  return new Plugin({
    props: { decorations: (state) => DecorationSet.create(state.doc, empties(state.doc, texts)) },
  });
}

function empties(doc: Node, texts: Placeholders): Decoration[] {
  const found: Decoration[] = [];
  doc.forEach((node, offset) => {
    const text = node.isTextblock && node.content.size === 0 ? placeholder(doc, node, texts) : "";
    if (text)
      found.push(
        Decoration.node(offset, offset + node.nodeSize, { class: "empty", "data-placeholder": text }),
      );
  });
  return found;
}

function placeholder(doc: Node, block: Node, texts: Placeholders): string {
  if (block.type === types.headline) return texts.headline;
  if (block.type === types.standfirst) return texts.standfirst;
  const first = doc.maybeChild(1)?.type === types.standfirst ? 2 : 1;
  return doc.childCount === first + 1 ? texts.body : "";
}
