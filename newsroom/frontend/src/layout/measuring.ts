/**
 * Where passages are and how high cards are. It is read from the page only where it may have changed, so that a key
 * costs the same beside two hundred cards as beside two.
 */
import type { Node } from "prosemirror-model";
import type { EditorView } from "prosemirror-view";
import { data } from "../page/dom";

const SPANS = ".passage[data-query], .proposed";

/** How high cards are, in whole pixels, as the browser tells of it. */
export class Heights {
  private known = new WeakMap<Element, number>();
  private observed: ReadonlySet<Element> = new Set();
  private readonly observer: ResizeObserver;

  /** `changed` is called when a card that is watched has another height than was known. */
  constructor(changed: () => void) {
    this.observer = new ResizeObserver((entries) => {
      let isOther = false;
      for (const { target, borderBoxSize } of entries) {
        const height = Math.round(borderBoxSize[0]?.blockSize ?? 0);
        isOther ||= this.known.get(target) !== height;
        this.known.set(target, height);
      }
      if (isOther) changed();
    });
  }

  /** Watches these and no others. */
  watch(elements: readonly Element[]): void {
    const now = new Set(elements);
    for (const element of this.observed) if (!now.has(element)) this.observer.unobserve(element);
    for (const element of now) if (!this.observed.has(element)) this.observer.observe(element);
    this.observed = now;
  }

  of(element: HTMLElement): number {
    const height = this.known.get(element) ?? element.offsetHeight;
    this.known.set(element, height);
    return height;
  }

  /** It was made to look otherwise a moment ago, and is measured when it is asked for. */
  forget(element: Element): void {
    this.known.delete(element);
  }

  forgetAll(): void {
    this.known = new WeakMap();
  }
}

/** What stands in the copy beside which a card belongs. */
export interface Wanted {
  /** Of its span in the copy: the number of the query, or the id of the suggestion. */
  name: string;
  /** Where it begins; Infinity when it is not in the copy. */
  position: number;
}

interface Known {
  block: Node;
  /** From the beginning of the block, in positions. */
  at: number;
  /** Of the block when it was measured; any other height may have moved what is in it. */
  height: number;
  /** From the top of the block, in pixels. */
  down: number;
}

/** The tops of passages: each is remembered from the top of its block for as long as the block is the same. */
export class Tops {
  private known = new Map<string, Known>();
  private width = 0;

  constructor(private readonly view: EditorView) {}

  /** In pixels of the window, for what is in the order of the copy; null for what is not in it. */
  of(wanted: readonly Wanted[]): (number | null)[] {
    const { view } = this;
    const before = view.dom.clientWidth === this.width ? this.known : new Map<string, Known>();
    this.width = view.dom.clientWidth;
    this.known = new Map();
    const blocks = new Blocks(view);
    return wanted.map(({ name, position }) => {
      const block = blocks.around(position);
      if (!block) return null;
      const at = position - block.start;
      const was = before.get(name);
      const isKnown = was?.block === block.node && was.at === at && was.height === block.height;
      const down = isKnown ? was.down : (block.spans.get(name) ?? view.coordsAtPos(position).top) - block.top;
      this.known.set(name, { block: block.node, at, height: block.height, down });
      return block.top + down;
    });
  }
}

/** The blocks of the copy, one after the other. */
class Blocks {
  private index = -1;
  private end = 0;
  private block: Block | null = null;

  constructor(private readonly view: EditorView) {}

  /** The block that holds a position, which is not before the last one asked for. */
  around(position: number): Block | null {
    const { doc } = this.view.state;
    if (!(position <= doc.content.size)) return null;
    while (this.index + 1 < doc.childCount && (position >= this.end || !this.block)) {
      this.index += 1;
      const node = doc.child(this.index);
      this.block = new Block(node, this.end, this.elementAt(this.index, this.end));
      this.end += node.nodeSize;
    }
    return this.block?.element ? this.block : null;
  }

  private elementAt(index: number, start: number): HTMLElement | null {
    const { dom, state } = this.view;
    const { children } = dom;
    const element = children.length === state.doc.childCount ? children[index] : this.view.nodeDOM(start);
    return element instanceof HTMLElement ? element : null;
  }
}

class Block {
  private read: DOMRect | undefined;
  private tops: Map<string, number> | undefined;

  constructor(
    readonly node: Node,
    readonly start: number,
    readonly element: HTMLElement | null,
  ) {}

  get top(): number {
    return this.rect.top;
  }

  get height(): number {
    return this.rect.height;
  }

  /** The tops of the passages in it, by their names. */
  get spans(): ReadonlyMap<string, number> {
    if (this.tops) return this.tops;
    this.tops = new Map();
    for (const span of this.element?.querySelectorAll<HTMLElement>(SPANS) ?? []) {
      const name = data(span).query ?? data(span).suggestion ?? "";
      if (!this.tops.has(name)) this.tops.set(name, span.getBoundingClientRect().top);
    }
    return this.tops;
  }

  private get rect(): DOMRect {
    this.read ??= this.element?.getBoundingClientRect() ?? new DOMRect();
    return this.read;
  }
}
