/**
 * The toolbar: buttons that act on the copy and show its state; one tab stop, arrow keys between the
 * buttons.
 */
import type { EditorState } from "prosemirror-state";
import type { EditorView } from "prosemirror-view";
import { closestTo, data } from "../page/dom";
import type { EditorCommand } from "./commands";

export class Toolbar {
  private readonly buttons: readonly HTMLButtonElement[];

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
      if (event.detail > 0 && !document.querySelector("dialog[open]")) view.focus();
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
      group.hidden = !group.querySelector('[aria-disabled="false"]');
      isElsewhere &&= group.hidden;
    }
    for (const group of this.root.querySelectorAll<HTMLElement>(".otherwise")) group.hidden = !isElsewhere;
    if (!this.shown.some((button) => button.tabIndex === 0)) this.makeStop(this.shown[0] ?? null);
  }

  /** The buttons that are there: those of a table only in a table. */
  private get shown(): HTMLButtonElement[] {
    return this.buttons.filter((button) => !button.closest("[hidden]"));
  }

  focus(): boolean {
    const stop = this.shown.find((button) => button.tabIndex === 0);
    stop?.focus();
    return stop !== undefined;
  }

  private command(button: HTMLElement): EditorCommand | undefined {
    return this.commands[data(button).command ?? ""];
  }

  private makeStop(chosen: HTMLElement | null): void {
    if (!data(chosen).command) return;
    for (const button of this.buttons) button.tabIndex = button === chosen ? 0 : -1;
  }

  private move(event: KeyboardEvent): void {
    const { shown } = this;
    const current = shown.indexOf(document.activeElement as HTMLButtonElement);
    if (current < 0) return;
    const forward = getComputedStyle(this.root).direction === "rtl" ? "ArrowLeft" : "ArrowRight";
    const backward = forward === "ArrowRight" ? "ArrowLeft" : "ArrowRight";
    const last = shown.length - 1;
    const targets: Record<string, number> = {
      [forward]: current === last ? 0 : current + 1,
      [backward]: current === 0 ? last : current - 1,
      Home: 0,
      End: last,
    };
    const target = targets[event.key];
    if (target === undefined) return;
    event.preventDefault();
    shown[target]?.focus();
  }
}

function setAttribute(element: Element, name: string, value: string): void {
  if (element.getAttribute(name) !== value) element.setAttribute(name, value);
}
