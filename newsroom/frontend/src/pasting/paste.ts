/** What comes in by paste or drop: plain structure only, and no character the server would refuse. */
import { Fragment, type Node, type NodeType, type Slice } from "prosemirror-model";
import {
  AllSelection,
  type EditorState,
  Plugin,
  PluginKey,
  Selection,
  type Transaction,
} from "prosemirror-state";
import { Mapping } from "prosemirror-transform";
import type { EditorView } from "prosemirror-view";
import type { Pasted } from "../clipboard/html";
import { type Losses, nothingLost, shortened } from "../clipboard/losses";
import { type Mend, mends } from "../copy/characters";
import { isReference } from "../copy/footnotes";
import { types } from "../copy/schema";
import type { Span } from "../copy/span";
import { cellStart } from "../copy/tables";
import { clearAll } from "../editing/commands";
import { REMOTE } from "../sync/session";
import { apart, withFootnotes, withNotes } from "./footnotes";
import { showLosses } from "./losses";
import { fitCell, fitFootnote } from "./tables";
import { readText } from "./text";

/** What was pasted and not decided on yet: where it stands now, and what its source knew of it. */
export interface PastedWords {
  ranges: readonly Span[];
  commentMarks: readonly string[];
  struck: readonly string[];
}

const NOTHING: PastedWords = { ranges: [], commentMarks: [], struck: [] };
/** Blocks that hold one line of words; what is pasted into them is words, not structure. */
const SLOTS: readonly NodeType[] = [types.headline, types.standfirst, types.caption, types.pullQuote];
/** Several short paragraphs pasted into a headline are one headline; an article is not. */
const LONGEST_SLOT = 200;

const key = new PluginKey<PastedWords>("pasted");

export function pastedWords(state: EditorState): PastedWords {
  return key.getState(state) ?? NOTHING;
}

/** Whoever pasted has decided. */
export function settlePasted(tr: Transaction): Transaction {
  return tr.setMeta(key, "settled");
}

export function pastePlugin(): Plugin<PastedWords> {
  let read: Pasted | null = null;
  /** Puts words from outside in at the selection of `tr`; false when there is nothing at all. */
  const take = (
    view: EditorView,
    tr: Transaction,
    slice: Slice,
    from: DataTransfer | null,
    how: string,
  ): boolean => {
    const words = slice.size > 0 ? slice : readText(from?.getData("text/plain") ?? "", []);
    const { commentMarks, losses } = read ?? { commentMarks: [], losses: nothingLost() };
    read = null;
    if (words.size === 0) {
      showLosses(
        losses,
        [...(from?.files ?? [])].map(({ name }) => name),
      );
      // What is selected stays: without words the editor would put nothing in its place, and the browser a file.
      return (from?.types.length ?? 0) > 0;
    }
    const { struck } = losses;
    const put = insert(tr, words, losses)
      .scrollIntoView()
      .setMeta("uiEvent", how)
      .setMeta(key, { commentMarks, struck });
    const before = view.state.doc;
    view.dispatch(how === "paste" ? put.setMeta("paste", true) : put);
    if (view.state.doc !== before) showLosses(losses);
    return true;
  };
  return new Plugin<PastedWords>({
    key,
    state: {
      init: () => NOTHING,
      apply: (tr, old) => follow(tr, old),
    },
    props: {
      // Without the script that reads what applications write the words alone are taken.
      transformPastedHTML(html) {
        read = window.readPasted?.(html) ?? null;
        return read?.html ?? "";
      },
      transformCopied: (slice, view) => withFootnotes(slice, view.state.doc),
      clipboardTextParser(text, $context) {
        read = null;
        return readText(text, $context.marks());
      },
      handleDOMEvents: { paste: waitForReader },
      handlePaste: (view, event, slice) => take(view, view.state.tr, slice, event.clipboardData, "paste"),
      handleDrop(view, event, slice) {
        const at = view.posAtCoords({ left: event.clientX, top: event.clientY });
        // What is dragged within the copy is moved there as ever.
        if (view.dragging || !at) return false;
        const tr = view.state.tr;
        tr.setSelection(Selection.near(tr.doc.resolve(at.pos)));
        view.focus();
        return take(view, tr, slice, event.dataTransfer, "drop");
      },
    },
  });
}

/** What is pasted before that script is there is pasted as soon as it is, or will not come. */
function waitForReader(view: EditorView, event: ClipboardEvent): boolean {
  const html = event.clipboardData?.getData("text/html");
  if (window.readPasted || !html || document.readyState === "complete") return false;
  const text = event.clipboardData?.getData("text/plain") ?? "";
  event.preventDefault();
  window.addEventListener("load", () => (window.readPasted ? view.pasteHTML(html) : view.pasteText(text)), {
    once: true,
  });
  return true;
}

function follow(tr: Transaction, old: PastedWords): PastedWords {
  const meta = tr.getMeta(key) as Omit<PastedWords, "ranges"> | "settled" | undefined;
  if (meta === "settled") return NOTHING;
  const moved = tr.docChanged
    ? { ...old, ranges: old.ranges.flatMap((span) => along(span, tr.mapping)) }
    : old;
  if (!meta) return moved;
  return {
    ranges: [...moved.ranges, ...inserted(tr)],
    commentMarks: [...new Set([...moved.commentMarks, ...meta.commentMarks])],
    struck: [...moved.struck, ...meta.struck],
  };
}

function along({ from, to }: Span, mapping: Mapping): Span[] {
  const span = { from: mapping.map(from, 1), to: mapping.map(to, -1) };
  return span.from < span.to ? [span] : [];
}

function inserted(tr: Transaction): Span[] {
  return tr.mapping.maps.flatMap((map, index) => {
    const found: Span[] = [];
    map.forEach((_oldStart, _oldEnd, from, to) =>
      found.push(...along({ from, to }, tr.mapping.slice(index + 1))),
    );
    return found;
  });
}

/** The paste itself; it never waits for anything. */
function insert(tr: Transaction, slice: Slice, losses: Losses): Transaction {
  const { $from } = tr.selection;
  const isFootnote = $from.parent.type === types.footnote;
  const { words, notes } = apart(slice, tr.doc, !isFootnote);
  const fit = isFootnote ? fitFootnote : cellStart($from) < 0 ? null : fitCell;
  const fitting = fit ? fit(words, losses) : words;
  const leave = ({ textContent }: Node): void => void losses.footnotes.push(shortened(textContent));
  return withNotes(insertWords(tr, fitting), notes, leave);
}

function insertWords(tr: Transaction, slice: Slice): Transaction {
  if (tr.selection instanceof AllSelection) return putIntoSlot(clearAll(tr), slice, 0);
  if (SLOTS.includes(tr.selection.$from.parent.type)) {
    if (!tr.selection.empty) tr.deleteSelection();
    if (SLOTS.includes(tr.selection.$from.parent.type)) return putIntoSlot(tr, slice);
  }
  const single = slice.openStart === 0 && slice.openEnd === 0 && slice.content.childCount === 1;
  const node = single ? slice.content.firstChild : null;
  return node ? tr.replaceSelectionWith(node, false) : tr.replaceSelection(slice);
}

/** Words go into the slot; of an article only its first paragraph does, and the rest comes behind it. */
function putIntoSlot(tr: Transaction, slice: Slice, longest = LONGEST_SLOT): Transaction {
  const { $from } = tr.selection;
  const slot = $from.parent;
  const blocks = children(slice.content);
  const isLine = slot.type === types.caption || slot.type === types.pullQuote;
  const length = blocks.reduce((sum, block) => sum + block.textContent.length, 0);
  const fits = blocks.every((block) => block.isInline || block.isTextblock) && (isLine || length <= longest);
  const own = fits ? blocks : blocks.slice(0, blocks[0]?.isTextblock ? 1 : 0);
  const words = own.flatMap((block, index) => inline(block, slot.type, index > 0));
  const rest = blocks.slice(own.length).map(asBody);
  tr.insert($from.pos, words);
  if (rest.length === 0) return tr;
  const { at, until } = behind(tr, tr.selection.$from.depth === 1 ? 1 : tr.selection.$from.depth - 1);
  tr.replaceWith(at, until, rest);
  const end = at + Fragment.from(rest).size;
  return tr.setSelection(Selection.near(tr.doc.resolve(end), -1));
}

/** Where the blocks go that a slot cannot hold; an empty paragraph that is all the body gives way. */
function behind(tr: Transaction, depth: number): { at: number; until: number } {
  const { $from } = tr.selection;
  let at = $from.after(depth);
  if ($from.parent.type === types.headline && tr.doc.maybeChild(1)?.type === types.standfirst)
    at += tr.doc.child(1).nodeSize;
  const next = tr.doc.nodeAt(at);
  const isAll = next?.isTextblock && next.content.size === 0 && at + next.nodeSize === tr.doc.content.size;
  return { at, until: isAll ? at + next.nodeSize : at };
}

function children(fragment: Fragment): Node[] {
  const found: Node[] = [];
  fragment.forEach((node) => found.push(node));
  return found;
}

/** The words of a block on one line, with the emphasis and the links that the slot allows. */
function inline(block: Node, slot: NodeType, apart: boolean): Node[] {
  const nodes = (block.isInline ? [block] : children(block.content)).filter((node) => !isReference(node));
  const words = nodes.map((node) =>
    (node.isText ? node : types.paragraph.schema.text(" ")).mark(slot.allowedMarks(node.marks)),
  );
  return apart && words.length > 0 ? [types.paragraph.schema.text(" "), ...words] : words;
}

function asBody(block: Node): Node {
  if (block.isInline) return types.paragraph.create(null, block);
  return block.type === types.headline || block.type === types.standfirst
    ? types.paragraph.create(null, block.content)
    : block;
}

/** Set on a transaction that puts in nothing but text without such characters. */
export const PLAIN_TEXT = "plainText";

/** Takes characters that no document may hold out of whatever was just put in, however it came. */
export const characterPlugin = new Plugin({
  appendTransaction(transactions, _before, state) {
    const changed = transactions.filter(
      (tr) => tr.docChanged && !tr.getMeta(REMOTE) && !tr.getMeta(PLAIN_TEXT),
    );
    if (changed.length === 0) return null;
    const tr = state.tr;
    const mapping = new Mapping(changed.flatMap((one) => one.mapping.maps));
    mapping.maps.forEach((map, index) => {
      const later = mapping.slice(index + 1);
      map.forEach((_oldStart, _oldEnd, from, to) => {
        for (const { offset, replacement } of mendsIn(
          state.doc,
          later.map(from, -1),
          later.map(to, 1),
        ).reverse()) {
          const at = tr.mapping.map(offset);
          const marks = tr.doc.nodeAt(at)?.marks ?? [];
          tr.replaceWith(at, at + 1, replacement ? state.schema.text(replacement, marks) : []);
        }
      });
    });
    return tr.docChanged ? tr : null;
  },
});

/** What to mend between two positions; the offsets are positions, too. */
function mendsIn(doc: Node, from: number, to: number): Mend[] {
  const found: Mend[] = [];
  doc.nodesBetween(from, to, (node, start) => {
    for (const mend of mends(node.text ?? "")) found.push({ ...mend, offset: start + mend.offset });
  });
  return found.filter(({ offset }) => offset >= from && offset < to);
}
