/**
 * The toolbar: buttons that act on the copy and show its state; one tab stop, arrow keys between the
 * buttons.
 */
import type { EditorState } from "prosemirror-state";
import type { EditorView } from "prosemirror-view";
import { isDialogOpen } from "../page/dialogs";
import { closestTo, data } from "../page/dom";
import type { EditorCommand } from "./commands";

export class Toolbar {
  private readonly buttons: readonly HTMLButtonElement[];
  private stop: HTMLButtonElement | null = null;

  constructor(
    private readonly root: HTMLElement,
    private readonly commands: Readonly<Record<string, EditorCommand>>,
  ) {
    this.buttons = [...root.querySelectorAll<HTMLButtonElement>("button[data-command]")];
    root.addEventListener("keydown", (event) => this.move(event));
    root.addEventListener("focusin", (event) => this.makeStop(event.target as HTMLElement));
    // A press on a button must not take the selection out of the copy.
    root.addEventListener("mousedown", (event) => event.preventDefault());
  }

  connect(view: EditorView): void {
    this.root.addEventListener("click", (event) => {
      const button = closestTo<HTMLButtonElement>(event, "button[data-command]");
      const command = button && this.command(button);
      if (!command || button.ariaDisabled === "true") return;
      command.run(view.state, view.dispatch, view);
      // A button pressed by keyboard keeps the focus, so that the next one is an arrow away.
      if (event.detail > 0 && !isDialogOpen()) view.focus();
    });
    this.update(view.state);
  }

  update(state: EditorState): void {
    for (const button of this.buttons) {
      const command = this.command(button);
      if (!command) continue;
      // aria-disabled, not disabled: a button that is focused must not lose the focus when it stops applying.
      setAttribute(button, "aria-disabled", String(!command.run(state)));
      if (command.isOn) setAttribute(button, "aria-pressed", String(command.isOn(state)));
    }
    // In a table its own buttons are in the place of those that do nothing there.
    let isElsewhere = true;
    for (const group of this.root.querySelectorAll<HTMLElement>(".contextual")) {
      const isHere = group.querySelector('[aria-disabled="false"]') !== null;
      hide(group, !isHere);
      isElsewhere &&= !isHere;
    }
    for (const group of this.root.querySelectorAll<HTMLElement>(".otherwise")) hide(group, !isElsewhere);
    if (!(this.stop && isShown(this.stop))) this.makeStop(this.shown[0] ?? null);
  }

  /** All buttons that are there, in their order: those of a table only in a table, those of a menu while it is open. */
  private get shown(): HTMLButtonElement[] {
    return [...this.root.querySelectorAll("button")].filter((button) => isShown(button));
  }

  focus(): boolean {
    const stop = this.stop && isShown(this.stop) ? this.stop : this.shown[0];
    stop?.focus();
    return stop !== undefined;
  }

  private command(button: HTMLElement): EditorCommand | undefined {
    return this.commands[data(button).command ?? ""];
  }

  private makeStop(chosen: HTMLElement | null): void {
    if (!(chosen instanceof HTMLButtonElement)) return;
    this.stop = chosen;
    for (const button of this.root.querySelectorAll("button")) button.tabIndex = button === chosen ? 0 : -1;
  }

  private move(event: KeyboardEvent): void {
    const shown = this.shown;
    const current = shown.indexOf(document.activeElement as HTMLButtonElement);
    if (current < 0) return;
    const forward = getComputedStyle(this.root).direction === "rtl" ? "ArrowLeft" : "ArrowRight";
    const backward = forward === "ArrowRight" ? "ArrowLeft" : "ArrowRight";
    const last = shown.length - 1;
    const [next, before] = [current === last ? 0 : current + 1, current === 0 ? last : current - 1];
    const targets: Record<string, number> = {
      [forward]: next,
      [backward]: before,
      ArrowDown: next,
      ArrowUp: before,
      Home: 0,
      End: last,
    };
    const target = targets[event.key];
    if (target === undefined) return;
    event.preventDefault();
    shown[target]?.focus();
  }
}

/** Asked by attributes, as asking for styles costs layout at every key. */
function isShown(button: HTMLElement): boolean {
  return !button.closest('[hidden], [aria-expanded="false"] + .menu');
}

/** Only where that changes something: the layout of the row observes each change. */
function hide(group: HTMLElement, isHidden: boolean): void {
  if (group.hidden !== isHidden) group.hidden = isHidden;
}

function setAttribute(element: Element, name: string, value: string): void {
  if (element.getAttribute(name) !== value) element.setAttribute(name, value);
}
