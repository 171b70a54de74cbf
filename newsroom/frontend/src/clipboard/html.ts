/**
 * HTML from other applications, read anew: out comes nothing but headings, paragraphs, lists, quotations, tables,
 * figures and rules, with words, links and emphasis in them. What is dropped is structure; words that could be
 * seen stay. Words that are struck out in Word, pictures, films and what is no table here are named to whoever pastes.
 */
import { IMAGE_SCHEMES, isAddress, LINK_SCHEMES, tableFits } from "../copy/rules";
import { addItem, appendAll, headingLevel, joined, rowOf } from "./blocks";
import { spellComments } from "./comments";
import { footnoteOf, type PastedFootnote, takeFootnotes } from "./footnotes";
import { type Grid, gridOf } from "./grid";
import { Line } from "./line";
import { embedded, type Losses, leaveOut, nameOf, nothingLost } from "./losses";
import { harmless, isUnseen, type Look, lookIn, PLAIN, style } from "./style";
import { findListMarkers, listMarker, onlineItem, type WordItem, wordItem } from "./word";

declare global {
  interface Window {
    /** There once its script is (clipboard.ts). */
    readPasted?: typeof readPasted;
  }
}

export interface Pasted {
  html: string;
  /** Marks like "[a]" that stood for comments. */
  commentMarks: string[];
  losses: Losses;
}

const BLOCKS = new Set(
  (
    "ADDRESS ARTICLE ASIDE BODY BUTTON CAPTION CENTER DD DETAILS DIALOG DIR DIV DL DT FIELDSET FIGCAPTION FOOTER " +
    "FORM HEADER HGROUP LEGEND LI MAIN MENU NAV P SEARCH SECTION SUMMARY TBODY TD TFOOT TH THEAD TR"
  ).split(" "),
);
const STRUCTURES = new Set("BLOCKQUOTE FIGURE H1 H2 H3 H4 H5 H6 OL PRE TABLE UL".split(" "));
const OWN = new Set(
  "P H1 H2 H3 H4 BLOCKQUOTE ASIDE UL OL LI FIGURE IMG FIGCAPTION HR BR A EM STRONG CODE SPAN INS DEL SUP DIV TABLE TBODY TR TH TD".split(
    " ",
  ),
);
const RAISED: Readonly<Record<string, string>> = Object.fromEntries(
  [..."0123456789+-=()ni"].map((plain, index) => [plain, [..."⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻⁼⁽⁾ⁿⁱ"][index] ?? plain]),
);
const LOWERED: Readonly<Record<string, string>> = Object.fromEntries(
  [..."0123456789+-=()"].map((plain, index) => [plain, [..."₀₁₂₃₄₅₆₇₈₉₊₋₌₍₎"][index] ?? plain]),
);
const EMOJI = /^\p{Extended_Pictographic}/u;
const WORD_QUOTE = /\bMso(Intense)?Quote\b/;

export function readPasted(html: string): Pasted {
  const page = new DOMParser().parseFromString(harmless(html), "text/html");
  if (isOwn(page.body)) return { html, commentMarks: [], losses: nothingLost() };
  const writer = page.querySelector('meta[name="generator" i]')?.getAttribute("content") ?? "";
  if (/^(Libre|Open)Office/i.test(writer)) spellHtmlComments(page);
  const commentMarks = spellComments(page.body);
  const footnotes = takeFootnotes(page.body);
  findListMarkers(page.body);
  const reader = new Reader(page);
  reader.read(page.body, PLAIN);
  const out = page.createElement("div");
  appendAll(out, reader.blocks());
  appendAll(
    out,
    footnotes.map((one) => reader.footnote(one)),
  );
  return { html: out.innerHTML, commentMarks, losses: reader.losses };
}

/** What was copied in a copy here is left as it is. */
function isOwn(body: HTMLElement): boolean {
  if (!body.querySelector("[data-pm-slice]")) return false;
  return [...body.querySelectorAll("*")].every((one) => OWN.has(one.tagName) && !one.id);
}

/** LibreOffice writes comments as comments of HTML. */
function spellHtmlComments(page: Document): void {
  const walker = page.createTreeWalker(page.body, NodeFilter.SHOW_COMMENT);
  const found: Comment[] = [];
  while (walker.nextNode()) found.push(walker.currentNode as Comment);
  // The last first: of many siblings a browser takes the first ones out slowly.
  for (const comment of found.reverse()) {
    const words = comment.data.trim();
    if (words && !/^(Start|End)Fragment|^\[/.test(words)) comment.replaceWith(`{>>${words}<<}`);
  }
}

/** Reads a tree from its beginning to its end, and keeps what it makes of it. */
class Reader {
  private readonly found: (Line | HTMLElement)[] = [];
  private line = new Line();
  /** Pictures that stood among the words; they come behind them. */
  private figures: HTMLElement[] = [];
  /** Lists that Word's next item may belong to, the innermost last. */
  private lists: { list: HTMLElement; level: number }[] = [];

  /** A `flat` one makes lines of everything. */
  constructor(
    private readonly page: Document,
    readonly losses: Losses = nothingLost(),
    private readonly flat = false,
  ) {}

  blocks(): HTMLElement[] {
    this.flush();
    return this.found.map((one) => (one instanceof Line ? one.into(this.page.createElement("p")) : one));
  }

  footnote({ id, words }: PastedFootnote): HTMLElement {
    const { lines } = this.flatly(words, PLAIN);
    const note = this.page.createElement("div");
    note.className = "footnote";
    note.setAttribute("data-footnote", id);
    note.append(
      joined(lines, (line) => line.break())
        .withoutReferences()
        .into(this.page.createElement("p")),
    );
    return note;
  }

  read(parent: globalThis.Node, look: Look): void {
    for (const child of [...parent.childNodes]) {
      if (child.nodeType === globalThis.Node.TEXT_NODE) this.line.add(child.nodeValue ?? "", look);
      else if (!(child instanceof Element) || isUnseen(child) || this.embedded(child)) continue;
      else if (child instanceof HTMLElement) this.element(child, lookIn(child, look));
    }
  }

  /** `look` is the look inside the element. */
  private element(element: HTMLElement, look: Look): void {
    const tag = element.tagName;
    if (tag === "BR") this.line.break();
    else if (tag === "HR") this.push(this.page.createElement("hr"));
    else if (!this.flat && this.structure(element, look)) return;
    else if (STRUCTURES.has(tag) || BLOCKS.has(tag)) this.block(element, look);
    else this.inline(element, look);
  }

  /** Whether the element made something other than a paragraph. */
  private structure(element: HTMLElement, look: Look): boolean {
    const tag = element.tagName;
    const level = headingLevel(element);
    const item = tag === "P" ? wordItem(element) : null;
    if (level) this.heading(element, level, look);
    else if (item) this.wordItem(element, item, look);
    else if (tag === "UL" || tag === "OL") this.list(element, look);
    else if (tag === "TABLE") this.table(element as HTMLTableElement, look);
    else if (tag === "FIGURE") this.figure(element, look);
    else if (tag === "BLOCKQUOTE" || WORD_QUOTE.test(element.className)) this.quote(element, look);
    else return false;
    return true;
  }

  private block(element: HTMLElement, look: Look): void {
    const marker = listMarker(element);
    if (marker) marker.textContent = `${(marker.textContent ?? "").replace(/\u00a0/g, " ").trim()} `;
    this.flush();
    this.read(element, look);
    this.flush();
  }

  private inline(element: HTMLElement, look: Look): void {
    const tag = element.tagName;
    if (tag === "DEL" && (element.hasAttribute("cite") || element.hasAttribute("datetime"))) {
      const words = (element.textContent ?? "").replace(/\s+/g, " ").trim();
      if (words) this.losses.struck.push(words);
    } else if (tag === "A") this.link(element, look);
    else if (tag === "SUP" || tag === "SUB") this.shifted(element, look, tag === "SUP" ? RAISED : LOWERED);
    else if (tag === "Q") this.quoted(element, look);
    else if (/\bApple-converted-space\b/.test(element.className) || style(element, "mso-spacerun") === "yes")
      this.line.add((element.textContent ?? "").replace(/\u00a0/g, " "), look);
    else if (style(element, "mso-tab-count")) this.line.add(" ", look);
    else this.read(element, look);
  }

  private link(element: HTMLElement, look: Look): void {
    const id = footnoteOf(element);
    if (id) this.line.refer(id, look);
    else this.read(element, { ...look, ...leading(element, look) });
  }

  /** "10⁶" and "CO₂": read on as plain digits they would say something else. */
  private shifted(element: HTMLElement, look: Look, shapes: Readonly<Record<string, string>>): void {
    const words = (element.textContent ?? "").trim();
    const shaped = [...words].map((one) => shapes[one]);
    const isNote = element.querySelector("a[href]") !== null;
    if (words && !isNote && shaped.every((one) => one !== undefined)) this.line.add(shaped.join(""), look);
    else this.read(element, look);
  }

  private quoted(element: HTMLElement, look: Look): void {
    this.line.add("“", look);
    this.read(element, look);
    this.line.add("”", look);
  }

  private heading(element: HTMLElement, level: number, { href, title }: Look): void {
    this.flush();
    const { lines, figures } = this.flatly(element, { ...PLAIN, href, title });
    const words = joined(lines, (line) => line.break()).withoutStrong();
    if (!words.isEmpty) this.push(words.into(this.page.createElement(`h${Math.min(Math.max(level, 2), 4)}`)));
    for (const figure of figures) this.push(figure);
  }

  private quote(element: HTMLElement, look: Look): void {
    this.flush();
    const last = this.found.at(-1);
    const blocks = this.within(element, look);
    if (blocks.length === 0) return;
    // Word writes each paragraph of a quotation by itself.
    if (element.tagName === "P" && last instanceof HTMLElement && last.tagName === "BLOCKQUOTE")
      return appendAll(last, blocks);
    const quote = this.page.createElement("blockquote");
    appendAll(quote, blocks);
    this.push(quote);
  }

  private list(element: HTMLElement, look: Look): void {
    this.flush();
    const list = this.page.createElement(element.tagName);
    const start = element.getAttribute("start");
    if (start && element.tagName === "OL") list.setAttribute("start", start);
    for (const child of element.children) {
      if (isUnseen(child) || this.embedded(child) || !(child instanceof HTMLElement)) continue;
      const inner = lookIn(child, look);
      if (/^[UO]L$/.test(child.tagName)) {
        const nested = new Reader(this.page, this.losses);
        nested.element(child, inner);
        addItem(list, nested.blocks());
        continue;
      }
      const online = onlineItem(child);
      if (online) this.item(online, this.within(child, inner));
      else addItem(list, this.within(child, inner));
    }
    if (list.hasChildNodes()) this.push(list);
  }

  private wordItem(paragraph: HTMLElement, item: WordItem, look: Look): void {
    listMarker(paragraph)?.remove();
    this.flush();
    this.item(item, this.within(paragraph, look));
  }

  /** One item of a list whose items know their level and nothing of one another. */
  private item({ level, ordered, start }: WordItem, blocks: HTMLElement[]): void {
    const tag = ordered ? "OL" : "UL";
    const { lists } = this;
    while ((lists.at(-1)?.level ?? 0) > level) lists.pop();
    if (lists.at(-1)?.level === level && lists.at(-1)?.list.tagName !== tag) lists.pop();
    const open = lists.at(-1);
    if (open?.level === level) return addItem(open.list, blocks);
    const list = this.page.createElement(tag);
    if (ordered && start !== 1) list.setAttribute("start", String(start));
    addItem(list, blocks);
    const holder = open?.list.lastElementChild;
    if (holder) holder.append(list);
    else this.found.push(list);
    lists.push({ list, level });
  }

  /**
   * A table of one column, or around other tables, only arranges what is in it; the rows of one that is too large
   * become paragraphs.
   */
  private table(table: HTMLTableElement, look: Look): void {
    const rows = [...table.rows].filter((row) => !isUnseen(row));
    const grid = gridOf(table);
    const columns = grid[0]?.length ?? 0;
    const arranges = table.querySelector("table") !== null || table.getAttribute("role") === "presentation";
    if (!arranges && columns === 1 && rows.length > 1) this.losses.tables.push(`${rows.length} × 1`);
    if (arranges || columns < 2) return this.block(table, look);
    this.flush();
    if (table.caption) this.block(table.caption, look);
    if (tableFits(grid.length, columns)) return this.cells(grid, look);
    this.losses.tables.push(`${rows.length} × ${columns}`);
    for (const row of rows) {
      const cells = [...row.cells].filter((cell) => !isUnseen(cell));
      const read = cells.map((cell) => this.flatly(cell, lookIn(cell, look)));
      const words = read.map(({ lines }) => joined(lines, (line) => line.add(" ", PLAIN)).onOneLine());
      this.addAll(rowOf(words).paragraphs());
      for (const figure of read.flatMap(({ figures }) => figures)) this.push(figure);
    }
    this.lists = [];
  }

  private cells(grid: Grid, look: Look): void {
    const made = this.page.createElement("table");
    const figures: HTMLElement[] = [];
    for (const row of grid) {
      const cells = made.insertRow();
      for (const cell of row) {
        const own = this.page.createElement(cell?.tagName ?? "td");
        cells.append(own);
        if (!cell) continue;
        const read = this.flatly(cell, lookIn(cell, look));
        for (const line of read.lines) own.append(line.into(this.page.createElement("p")));
        for (const figure of read.figures) figures.push(figure);
      }
    }
    this.push(made);
    for (const figure of figures) this.push(figure);
  }

  private figure(element: HTMLElement, look: Look): void {
    const caption = element.querySelector<HTMLElement>("figcaption");
    const first = this.found.length;
    caption?.remove();
    this.block(element, look);
    if (!caption) return;
    const made = this.found
      .slice(first)
      .find((one): one is HTMLElement => one instanceof HTMLElement && one.tagName === "FIGURE");
    const { lines } = this.flatly(caption, PLAIN);
    const words = joined(lines, (line) => line.break()).withoutReferences();
    if (words.isEmpty) return;
    if (made) made.append(words.onOneLine().into(this.page.createElement("figcaption")));
    else this.found.push(words);
  }

  /** Whether it is a picture, a film or the like, of which only pictures on the web can be kept. */
  private embedded(element: Element): boolean {
    const tag = embedded(element);
    if (tag === "img") this.image(element);
    else if (tag) leaveOut(element, tag, this.losses);
    return tag !== undefined;
  }

  private image(element: Element): void {
    const alt = (element.getAttribute("alt") ?? "").trim();
    const src = element.getAttribute("src") ?? "";
    const isPixel = ["width", "height"].some((side) => /^[0-2](px)?$/.test(element.getAttribute(side) ?? ""));
    if (EMOJI.test(alt)) this.line.add(alt, PLAIN);
    else if (isPixel || element.getAttribute("aria-roledescription") === "checkbox") return;
    else if (isAddress(src, IMAGE_SCHEMES)) {
      this.losses.kept.push(nameOf(element));
      const image = this.page.createElement("img");
      image.setAttribute("src", src);
      image.setAttribute("alt", alt);
      const figure = this.page.createElement("figure");
      figure.append(image);
      this.figures.push(figure);
    } else leaveOut(element, "img", this.losses);
  }

  private within(element: HTMLElement, look: Look): HTMLElement[] {
    const reader = new Reader(this.page, this.losses);
    reader.read(element, look);
    return reader.blocks();
  }

  /** The words of an element as lines, whatever it is made of. */
  private flatly(element: HTMLElement, look: Look): { lines: Line[]; figures: HTMLElement[] } {
    const reader = new Reader(this.page, this.losses, true);
    reader.block(element, look);
    return { lines: reader.found.filter((one) => one instanceof Line), figures: reader.figures };
  }

  /** Ends the paragraph. */
  private flush(): void {
    const paragraphs = this.line.paragraphs();
    this.line = new Line();
    const last = this.found.at(-1);
    // Google Docs can leave the mark of a comment between two paragraphs.
    if (
      last instanceof Line &&
      paragraphs.length === 1 &&
      /^\s*(\[[a-z]{1,2}\])+\s*$/.test(paragraphs[0]?.text ?? "")
    )
      paragraphs.splice(0).forEach((line) => last.append(line));
    if (paragraphs.length > 0) this.lists = [];
    this.addAll(paragraphs);
    if (this.flat) return;
    for (const figure of this.figures.splice(0)) this.push(figure);
  }

  private addAll(lines: readonly Line[]): void {
    for (const line of lines) this.found.push(line);
  }

  private push(block: HTMLElement): void {
    this.flush();
    this.lists = [];
    this.found.push(block);
  }
}

/** Where a link leads; Google's own detour is left out, and so is every address that copy may not have. */
function leading(link: HTMLElement, outer: Look): Pick<Look, "href" | "title"> {
  const given = link.getAttribute("href") ?? "";
  const detour = /^https:\/\/www\.google\.com\/url\?(.*)$/.exec(given)?.[1];
  const href = (detour && new URLSearchParams(detour).get("q")) || given;
  if (!isAddress(href, LINK_SCHEMES)) return outer;
  return { href, title: link.getAttribute("title") };
}
