/** Puts cards where they belong: those that are seen move there, the others are there at once. */
const STILL = "(prefers-reduced-motion: reduce)";
const MOVE_MS = 160;

export class Moving {
  private readonly still = matchMedia(STILL);
  /** How far down each card is, in pixels. */
  private tops = new WeakMap<HTMLElement, number>();

  /** Moves a card so far down from the top of all of them, which is at `origin` in the window. */
  to(element: HTMLElement, top: number, origin: number): void {
    const before = this.tops.get(element);
    if (before === top) return;
    this.tops.set(element, top);
    element.style.transform = down(top);
    if (before === undefined || this.still.matches || !(isSeen(origin + before) || isSeen(origin + top)))
      return;
    element.animate([{ transform: down(before) }, { transform: down(top) }], {
      duration: MOVE_MS,
      easing: "ease-out",
    });
  }

  /** They are one below the other, as the page has them. */
  none(elements: readonly HTMLElement[]): void {
    this.tops = new WeakMap();
    for (const element of elements) element.style.transform = "";
  }
}

const down = (top: number): string => `translateY(${top}px)`;

/** A window above and below, too: cards are high. */
function isSeen(y: number): boolean {
  return y > -innerHeight && y < 2 * innerHeight;
}
