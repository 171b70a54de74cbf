/** The words of one block as they are read from pasted HTML, and the paragraphs they make. */
import { type Look, PLAIN } from "./style";

interface Words {
  text: string;
  look: Look;
  /** The id of the footnote that is referred to. */
  note?: string;
}

const REFERENCE = "\ufffc";

/** A line break stands as null. */
export class Line {
  private readonly parts: (Words | null)[] = [];
  private hasWords = false;

  add(text: string, look: Look): void {
    const lines = look.pre ? text.split(/\r\n?|\n/) : [text.replace(/[ \t\r\n\f]+/g, " ")];
    lines.forEach((line, index) => {
      if (index > 0) this.break();
      // At the edge of a stretch a no-break space is only there because HTML would swallow another.
      const clean = line
        .replace(/[\u00ad\u200b\ufeff]/g, "")
        .replace(/^\u00a0(?=\p{L})/u, " ")
        .replace(/(\p{L}[,.;]?)\u00a0$/u, "$1 ");
      if (clean) this.push({ text: clean, look });
    });
  }

  /** Refers to a footnote. */
  refer(note: string, look: Look): void {
    this.push({ text: REFERENCE, look, note });
  }

  break(): void {
    this.push(null);
  }

  append(other: Line): void {
    for (const part of other.parts) this.push(part);
  }

  private push(part: Words | null): void {
    this.parts.push(part);
    this.hasWords ||= part !== null && part.text.trim() !== "";
  }

  get text(): string {
    return this.parts.map((part) => part?.text ?? "\n").join("");
  }

  get isEmpty(): boolean {
    return !this.hasWords;
  }

  /** For headings, which are bold by themselves. */
  withoutStrong(): Line {
    const plain = new Line();
    for (const part of this.parts) plain.push(part && { ...part, look: { ...part.look, strong: false } });
    return plain;
  }

  /** For footnotes and captions, which refer to none. */
  withoutReferences(): Line {
    const plain = new Line();
    for (const part of this.parts) if (!part?.note) plain.push(part);
    return plain;
  }

  onOneLine(): Line {
    const line = new Line();
    for (const part of this.parts) line.push(part ?? { text: " ", look: PLAIN });
    return line;
  }

  /** Divided where two breaks follow one another, as pages without paragraphs do it; empty stretches left out. */
  paragraphs(): Line[] {
    const found = [new Line()];
    let breaks = 0;
    for (const part of this.parts) {
      const line = found.at(-1) ?? new Line();
      if (part === null) breaks += 1;
      else if (part.text.trim() === "" && breaks > 0) continue;
      else if (breaks > 1 && !line.isEmpty) {
        found.push(new Line());
        found.at(-1)?.push(part);
        breaks = 0;
      } else {
        if (breaks > 0 && !line.isEmpty) line.break();
        breaks = 0;
        line.push(part);
      }
    }
    return found.filter((line) => !line.isEmpty);
  }

  /** As an element with nothing in it but words, links, emphasis and line breaks. */
  into(element: HTMLElement): HTMLElement {
    const page = element.ownerDocument;
    for (const part of this.trimmed()) element.append(part ? styled(part, page) : page.createElement("br"));
    return element;
  }

  private trimmed(): (Words | null)[] {
    const isWord = (part: Words | null): boolean => part !== null && part.text.trim() !== "";
    const parts = this.parts.slice(this.parts.findIndex(isWord), this.parts.findLastIndex(isWord) + 1);
    return parts.map((part, index) => {
      if (!part) return part;
      const text = index === 0 ? part.text.trimStart() : part.text;
      return { ...part, text: index === parts.length - 1 ? text.trimEnd() : text };
    });
  }
}

function styled({ text, look, note }: Words, page: Document): globalThis.Node {
  let node: globalThis.Node = note ? reference(note, page) : page.createTextNode(text);
  const wrap = (tag: string): HTMLElement => {
    const element = page.createElement(tag);
    element.append(node);
    node = element;
    return element;
  };
  if (look.strong) wrap("strong");
  if (look.em) wrap("em");
  if (look.href !== null) {
    const link = wrap("a");
    link.setAttribute("href", look.href);
    if (look.title) link.setAttribute("title", look.title);
  }
  return node;
}

function reference(note: string, page: Document): HTMLElement {
  const element = page.createElement("sup");
  element.className = "footnote-reference";
  element.setAttribute("data-footnote", note);
  return element;
}
