/** How much one article may hold, as the server has it: asked before a change is made, so that none is refused. */
import type { Node } from "prosemirror-model";
import { LIMITS, tableFits } from "./rules";
import { types } from "./schema";
import { columnsOf } from "./tables";

/** More than JSON takes for a position, and for a block beside its words. */
const BYTES_PER_POSITION = 6;
const BYTES_PER_BLOCK = 400;

/** Whether a change makes an article too long. A letter more is not asked about. */
export function outgrows(before: Node, after: Node): boolean {
  if (after.content.size < before.content.size + 2) return false;
  let blocks = 0;
  let crowded = false;
  after.descendants((node) => {
    if (!node.isBlock) return false;
    if (node.inlineContent || node.isLeaf) blocks += 1;
    crowded ||= node.inlineContent && node.childCount > LIMITS.inline_nodes_per_block;
    crowded ||= node.type === types.table && !tableFits(node.childCount, columnsOf(node));
    return !node.inlineContent;
  });
  if (crowded || blocks > LIMITS.blocks) return true;
  const most = after.content.size * BYTES_PER_POSITION + blocks * BYTES_PER_BLOCK;
  return most > LIMITS.document_bytes && bytesOf(after) > LIMITS.document_bytes;
}

/** As the server writes it: attributes at their default, which here is none, are left out. */
function bytesOf(doc: Node): number {
  const json = JSON.stringify(doc.toJSON(), (_name, value: unknown) => value ?? undefined);
  return new TextEncoder().encode(json).length;
}
