/**
 * The ProseMirror schema, built from the same articles/documents/schema.json that Python reads.
 *
 * Only what a browser needs is added here: how a node is drawn and how pasted HTML is read. What may stand
 * where is never decided in this file.
 */
import {
  type Attrs,
  type DOMOutputSpec,
  DOMSerializer,
  type Mark,
  type MarkSpec,
  type Node,
  type NodeSpec,
  Schema,
  type TagParseRule,
} from "prosemirror-model";
import shared from "../../../../articles/documents/schema.json";
import { cleanText } from "./characters";
import { colourOf } from "./colours";
import { ASSET, formOf, IMAGE_SCHEMES, isAddress, LIMITS, LINK_SCHEMES } from "./rules";

interface SharedAttribute {
  default?: unknown;
  validate: string;
  format?: keyof typeof shared.formats;
}

interface SharedType {
  attrs?: Record<string, SharedAttribute>;
  [key: string]: unknown;
}

interface Drawing<T> {
  toDOM: (value: T) => DOMOutputSpec;
  parseDOM: TagParseRule[];
}

const HEADING_LEVELS = [2, 3, 4] as const;
const FOOTNOTE = formOf("footnote");

/** Leaves out attributes that stand at their empty default, so that drawn HTML stays plain. */
function given(attrs: Record<string, string | null>): Record<string, string> {
  return Object.fromEntries(
    Object.entries(attrs).filter((entry): entry is [string, string] => Boolean(entry[1])),
  );
}

function listStart(element: HTMLElement): Attrs {
  const order = Number.parseInt(element.getAttribute("start") ?? "1", 10);
  return { order: order >= 0 && order <= 1_000_000 ? order : 1 };
}

/** An attribute as a document may hold it; null when the element has none. */
function text(element: HTMLElement, name: string): string | null {
  const value = element.getAttribute(name);
  return value === null ? null : cleanText(value.slice(0, LIMITS.attribute_length));
}

function imageAttrs(element: HTMLElement): Attrs | false {
  const given = element.getAttribute("src") ?? "";
  const src = given.replace(/^\/assets\/(?=[0-9a-f]{64}$)/, "asset:");
  if (!isAddress(src, IMAGE_SCHEMES)) return false;
  return { src, alt: text(element, "alt") ?? "", credit: text(element, "data-credit") ?? "" };
}

function footnoteAttrs(element: HTMLElement): Attrs | false {
  const id = text(element, "data-footnote") ?? "";
  return FOOTNOTE.test(id) && { id };
}

function linkAttrs(element: HTMLElement): Attrs | false {
  const href = element.getAttribute("href") ?? "";
  return isAddress(href, LINK_SCHEMES) && { href, title: text(element, "title") };
}

/**
 * A picture by its description and its address, as articles/rendering.py has it. It stands elsewhere, and no page here
 * asks another machine for anything.
 */
function picture({ src, alt, credit }: Attrs): DOMOutputSpec {
  const description = alt ? [["span", { role: "img", "aria-label": alt }, alt]] : [];
  const digest = assetDigest(src);
  if (digest) {
    const shown = ["img", { src: `/assets/${digest}`, alt }];
    return ["span", { class: "picture", ...given({ "data-credit": credit }) }, shown];
  }
  const link = src ? [["a", { href: src, rel: "noopener noreferrer" }, hostOf(src)]] : [];
  return ["span", { class: "picture", ...given({ "data-credit": credit }) }, ...description, ...link];
}

/** The digest of an image that is kept here; empty for any other address. */
function assetDigest(address: string): string {
  return ASSET.test(address) ? address.slice("asset:".length) : "";
}

function hostOf(address: string): string {
  return /^\w+:\/*([^/?#]*)/.exec(address)?.[1] ?? "";
}

const FLAGS = ["inserted", "deleted", "retyped", "rewrapped"];

/**
 * The attributes of a block that hold suggestions, for style sheets and scripts; nothing reads them back from
 * pasted HTML.
 */
function proposed({ attrs }: Node): Record<string, string> {
  const ids = Object.entries(attrs as Record<string, unknown>)
    .filter(([name, value]) => FLAGS.includes(name) && value)
    .map(([name, value]) => [`data-${name}`, String(value).split(" ")[0] ?? ""] as const);
  const [first] = ids;
  return first ? { ...Object.fromEntries(ids), "data-by": colourOfAuthor(first[1]) } : {};
}

/** The colour of whoever made a suggestion. */
function colourOfAuthor(suggestion: string): string {
  return String(colourOf(Number(suggestion.split(".")[0])));
}

const NODES: Record<string, Drawing<Node>> = {
  headline: { toDOM: () => ["h1", 0], parseDOM: [{ tag: "h1" }] },
  standfirst: {
    toDOM: (node) => ["p", { class: "standfirst", ...proposed(node) }, 0],
    parseDOM: [{ tag: "p.standfirst", priority: 60 }],
  },
  paragraph: { toDOM: (node) => ["p", proposed(node), 0], parseDOM: [{ tag: "p" }] },
  heading: {
    toDOM: (node) => [`h${node.attrs.level}`, proposed(node), 0],
    parseDOM: HEADING_LEVELS.map((level) => ({ tag: `h${level}`, attrs: { level } })),
  },
  blockquote: { toDOM: () => ["blockquote", 0], parseDOM: [{ tag: "blockquote" }] },
  pull_quote: {
    toDOM: (node) => ["aside", { class: "pull-quote", ...proposed(node) }, 0],
    parseDOM: [{ tag: "aside.pull-quote" }, { tag: "blockquote.pull-quote", priority: 60 }],
  },
  bullet_list: { toDOM: () => ["ul", 0], parseDOM: [{ tag: "ul" }] },
  ordered_list: {
    toDOM: (node) => ["ol", given({ start: node.attrs.order === 1 ? null : String(node.attrs.order) }), 0],
    parseDOM: [{ tag: "ol", getAttrs: listStart }],
  },
  list_item: { toDOM: (node) => ["li", proposed(node), 0], parseDOM: [{ tag: "li" }] },
  figure: { toDOM: (node) => ["figure", proposed(node), 0], parseDOM: [{ tag: "figure" }] },
  image: {
    toDOM: ({ attrs }) => picture(attrs),
    parseDOM: [{ tag: "img", getAttrs: imageAttrs }],
  },
  caption: { toDOM: () => ["figcaption", 0], parseDOM: [{ tag: "figcaption" }] },
  horizontal_rule: { toDOM: (node) => ["hr", proposed(node)], parseDOM: [{ tag: "hr" }] },
  table: {
    // The caret scrolls it by keyboard, which is said to checkers by the attribute that it has from around it, too.
    toDOM: (node) => [
      "div",
      { class: "table-box", contenteditable: "true", ...proposed(node) },
      ["table", ["tbody", 0]],
    ],
    parseDOM: [{ tag: "table" }],
  },
  table_row: { toDOM: (node) => ["tr", proposed(node), 0], parseDOM: [{ tag: "tr" }] },
  table_cell: {
    toDOM: ({ attrs }) => [attrs.header ? "th" : "td", 0],
    parseDOM: [{ tag: "td" }, { tag: "th", attrs: { header: true } }],
  },
  footnote: {
    toDOM: (node) => [
      "div",
      { class: "footnote", "data-footnote": node.attrs.id, ...proposed(node) },
      ["p", 0],
    ],
    parseDOM: [{ tag: "div.footnote", priority: 60, contentElement: "p", getAttrs: footnoteAttrs }],
  },
  // The number is drawn by editing/footnotes.ts.
  footnote_reference: {
    toDOM: ({ attrs }) => ["sup", { class: "footnote-reference", "data-footnote": attrs.id }],
    parseDOM: [{ tag: "sup.footnote-reference", priority: 60, getAttrs: footnoteAttrs }],
  },
  hard_break: { toDOM: () => ["br"], parseDOM: [{ tag: "br" }] },
};

function suggestion({ attrs, type }: Mark): Record<string, string> {
  const key = attrs.suggestion as string;
  const kind = type.name === "formatting" ? " formatting" : "";
  return { class: `proposed${kind} by-${colourOfAuthor(key)}`, "data-suggestion": key };
}

const MARKS: Record<string, Drawing<Mark>> = {
  insertion: { toDOM: (mark) => ["ins", suggestion(mark), 0], parseDOM: [] },
  // What is copied here is pasted without the words that are struck.
  deletion: {
    toDOM: (mark) => ["del", suggestion(mark), 0],
    parseDOM: [{ tag: "del[data-suggestion]", ignore: true }],
  },
  formatting: {
    toDOM: (mark) => ["span", suggestion(mark), 0],
    parseDOM: [],
  },
  link: {
    toDOM: ({ attrs }) => [
      "a",
      { ...given({ href: attrs.href, title: attrs.title }), rel: "noopener noreferrer" },
      0,
    ],
    parseDOM: [{ tag: "a[href]", getAttrs: linkAttrs }],
  },
  em: { toDOM: () => ["em", 0], parseDOM: [{ tag: "em" }, { tag: "i" }] },
  strong: { toDOM: () => ["strong", 0], parseDOM: [{ tag: "strong" }, { tag: "b" }] },
  code: { toDOM: () => ["code", 0], parseDOM: [{ tag: "code" }] },
};

function draw<T>(
  types: Record<string, SharedType>,
  drawings: Record<string, Drawing<T>>,
): Record<string, object> {
  return Object.fromEntries(
    Object.entries(types).map(([name, type]) => [name, { ...type, ...checked(type), ...drawings[name] }]),
  );
}

/** The attributes, those with a form held to it. */
function checked({ attrs }: SharedType): { attrs?: Record<string, object> } {
  if (!attrs) return {};
  const rules = Object.entries(attrs).map(([name, attr]) => [name, attr.format ? formed(attr) : attr]);
  return { attrs: Object.fromEntries(rules) as Record<string, object> };
}

function formed({ format, ...attr }: SharedAttribute): object {
  const form = formOf(format ?? "suggestion");
  const validate = (value: unknown): void => {
    const fits =
      value === null ? attr.validate.includes("null") : typeof value === "string" && form.test(value);
    if (!fits) throw new RangeError(`An attribute cannot be ${JSON.stringify(value)}`);
  };
  return { ...attr, validate };
}

const nodes = draw(shared.nodes as Record<string, SharedType>, NODES) as Record<string, NodeSpec>;
nodes.hard_break = { ...nodes.hard_break, leafText: () => "\n" };

export const schema = new Schema({
  nodes,
  marks: draw(shared.marks as Record<string, SharedType>, MARKS) as Record<string, MarkSpec>,
});

/** What is copied goes to other programs with its pictures. */
export const clipboardSerializer = new DOMSerializer(
  {
    ...DOMSerializer.nodesFromSchema(schema),
    table: () => ["table", ["tbody", 0]],
    image: ({ attrs }) => [
      "img",
      { ...given({ src: attrs.src, "data-credit": attrs.credit }), alt: attrs.alt },
    ],
  },
  DOMSerializer.marksFromSchema(schema),
);

function nodeType(name: string) {
  const type = schema.nodes[name];
  if (!type) throw new Error(`schema.json has no node ${name}`);
  return type;
}

function markType(name: string) {
  const type = schema.marks[name];
  if (!type) throw new Error(`schema.json has no mark ${name}`);
  return type;
}

export const types = {
  headline: nodeType("headline"),
  standfirst: nodeType("standfirst"),
  paragraph: nodeType("paragraph"),
  heading: nodeType("heading"),
  blockquote: nodeType("blockquote"),
  pullQuote: nodeType("pull_quote"),
  bulletList: nodeType("bullet_list"),
  orderedList: nodeType("ordered_list"),
  listItem: nodeType("list_item"),
  caption: nodeType("caption"),
  rule: nodeType("horizontal_rule"),
  table: nodeType("table"),
  tableRow: nodeType("table_row"),
  tableCell: nodeType("table_cell"),
  hardBreak: nodeType("hard_break"),
  footnote: nodeType("footnote"),
  footnoteReference: nodeType("footnote_reference"),
  link: markType("link"),
  em: markType("em"),
  strong: markType("strong"),
  code: markType("code"),
  insertion: markType("insertion"),
  deletion: markType("deletion"),
  formatting: markType("formatting"),
  figure: nodeType("figure"),
} as const;

/**
 * The copy as plain text, one blank line between blocks: what a person keeps when the server refuses theirs.
 */
export function plainText(doc: Node): string {
  return doc.textBetween(0, doc.content.size, "\n\n").trim();
}
