/** The dialogs that belong to the editor alone: the address of a link, and words the server refused. */
import { TextSelection } from "prosemirror-state";
import type { EditorView } from "prosemirror-view";
import { meantAddress } from "../copy/links";
import { LIMITS, LINK_SCHEMES } from "../copy/rules";
import { types } from "../copy/schema";
import { byId } from "../page/dom";
import { canLink, isInLink } from "./commands";

/**
 * #link-dialog: a form method="dialog" with an input href, [data-link-error] and perhaps a button
 * value="remove".
 */
export class LinkDialog {
  private readonly dialog = byId("link-dialog");
  private readonly input = this.dialog?.querySelector<HTMLInputElement>('input[name="href"]') ?? null;

  constructor(private readonly view: EditorView) {
    this.dialog?.querySelector("form")?.addEventListener("submit", (event) => this.submitted(event));
    this.dialog?.addEventListener("close", () => view.focus());
  }

  open(): void {
    if (!(this.dialog && this.input && canLink(this.view.state))) return;
    if (isInLink(this.view.state)) this.selectLink();
    else if (this.view.state.selection.empty) return;
    const { $from } = this.view.state.selection;
    this.input.value = String(
      $from.nodeAfter?.marks.find((mark) => mark.type === types.link)?.attrs.href ?? "",
    );
    this.showError(false);
    const remove = this.dialog.querySelector<HTMLButtonElement>('button[value="remove"]');
    if (remove) remove.hidden = this.input.value === "";
    this.dialog.showModal();
    this.input.select();
  }

  private submitted(event: SubmitEvent): void {
    const choice = (event.submitter as HTMLButtonElement | null)?.value;
    if (choice === "cancel") return;
    const typed = choice === "remove" ? "" : (this.input?.value.trim() ?? "");
    const href = meantAddress(typed, LINK_SCHEMES);
    if (typed !== "" && (href === null || href.length > LIMITS.attribute_length)) {
      event.preventDefault();
      this.showError(true);
      return;
    }
    this.set(href);
  }

  private set(href: string | null): void {
    const { state } = this.view;
    const { from, to } = state.selection;
    const tr = state.tr.removeMark(from, to, types.link);
    this.view.dispatch(href === null ? tr : tr.addMark(from, to, types.link.create({ href })));
  }

  /** With only a cursor, the whole link around it: changing or removing must never leave half of one. */
  private selectLink(): void {
    const { state } = this.view;
    const { $from, empty } = state.selection;
    const link = types.link.isInSet($from.marks());
    if (!(empty && link)) return;
    let first = $from.index();
    while (first > 0 && link.isInSet($from.parent.child(first - 1).marks)) first -= 1;
    let last = $from.index();
    while (last + 1 < $from.parent.childCount && link.isInSet($from.parent.child(last + 1).marks)) last += 1;
    const [from, to] = [$from.posAtIndex(first), $from.posAtIndex(last + 1)];
    this.view.dispatch(state.tr.setSelection(TextSelection.create(state.doc, from, to)));
  }

  private showError(wrong: boolean): void {
    const sentence = this.dialog?.querySelector<HTMLElement>("[data-link-error]");
    if (sentence) sentence.hidden = !wrong;
    for (const [name, value] of [
      ["aria-invalid", "true"],
      ["aria-describedby", sentence?.id ?? ""],
    ] as const)
      if (wrong) this.input?.setAttribute(name, value);
      else this.input?.removeAttribute(name);
    if (wrong) this.input?.focus();
  }
}
