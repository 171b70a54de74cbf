/**
 * #image-dialog: adds an image to the copy, or says of one that is there what it shows. The file is kept by the server
 * while somebody describes it; the copy only ever names what is kept there.
 */
import { NodeSelection, Selection } from "prosemirror-state";
import type { ToolsHost } from "../editing/tools-host";
import { byId, data } from "../page/dom";
import { csrfToken } from "../page/http";
import {
  type Described,
  describeFigure,
  descriptionOf,
  insertFigure,
  type Placed,
  selectedFigure,
} from "./figures";

type Field = "alt" | "caption" | "credit" | "decorative" | "image";

export class ImageDialog {
  private readonly dialog = byId("image-dialog");
  private src = "";
  /** The image that is described, which is in the copy already. */
  private placed: Placed | null = null;
  private request: XMLHttpRequest | null = null;
  private readonly waiting: File[] = [];

  constructor(private readonly host: ToolsHost) {
    const { dialog } = this;
    if (!dialog) return;
    dialog.querySelector("form")?.addEventListener("submit", (event) => this.submitted(event));
    dialog.addEventListener("close", () => this.closed());
    dialog.addEventListener("change", (event) => {
      const [file] = event.target === this.field("image") ? (this.field("image")?.files ?? []) : [];
      if (file) this.upload(file);
      if (event.target === this.field("decorative")) this.showDecorative();
    });
    host.view.setProps({
      handlePaste: (_view, event, slice) =>
        slice.content.size === 0 || slice.content.textBetween(0, slice.content.size) === ""
          ? this.take(event.clipboardData)
          : false,
      handleDrop: (view, event) => {
        if (imagesIn(event.dataTransfer).length === 0) return false;
        const at = view.posAtCoords({ left: event.clientX, top: event.clientY });
        if (at) view.dispatch(view.state.tr.setSelection(Selection.near(view.state.doc.resolve(at.pos))));
        return this.take(event.dataTransfer);
      },
      handleDoubleClickOn: (view, _at, node, nodeAt) => {
        if (node.type.name !== "figure" && node.type.name !== "image") return false;
        const figureAt = node.type.name === "image" ? nodeAt - 1 : nodeAt;
        view.dispatch(view.state.tr.setSelection(NodeSelection.create(view.state.doc, figureAt)));
        this.open();
        return true;
      },
    });
  }

  /** Describes the selected image; without one it asks for a file. */
  open(file?: File): void {
    const { dialog, host } = this;
    if (!dialog || dialog.open || host.isReadOnly()) return;
    dialog.querySelector("form")?.reset();
    this.placed = file ? null : selectedFigure(host.view.state);
    const shown = this.placed ? descriptionOf(this.placed.figure) : { alt: "", caption: "", credit: "" };
    this.src = this.placed ? String(this.placed.figure.child(0).attrs.src) : "";
    for (const name of ["alt", "caption", "credit"] as const) {
      const field = this.field(name);
      if (field) field.value = shown[name];
    }
    const decorative = this.field("decorative");
    if (decorative) decorative.checked = this.placed !== null && shown.alt === "";
    data(dialog).image = this.placed ? "placed" : "new";
    this.showDecorative();
    this.showError("");
    this.showPicture();
    dialog.showModal();
    if (file) this.upload(file);
  }

  /** Whether there were images among what was pasted or dropped. */
  private take(from: DataTransfer | null): boolean {
    const [first, ...others] = imagesIn(from);
    if (!(first && this.dialog) || this.host.isReadOnly()) return false;
    this.waiting.push(...others);
    this.open(first);
    return true;
  }

  private upload(file: File): void {
    const request = new XMLHttpRequest();
    this.request?.abort();
    this.request = request;
    this.src = "";
    this.showError("");
    this.showPicture();
    this.showProgress(0);
    request.open("POST", data(this.dialog).uploadUrl ?? "");
    request.setRequestHeader("X-CSRFToken", csrfToken());
    request.upload.addEventListener("progress", ({ loaded, total }) => this.showProgress(loaded / total));
    request.addEventListener("loadend", () => {
      if (this.request !== request) return;
      this.request = null;
      this.showProgress(null);
      const answer = answerOf(request);
      this.src = answer.src ?? "";
      if (!this.src) this.showError(answer.error ?? data(this.dialog).failed ?? "", "image");
      this.showPicture();
    });
    const body = new FormData();
    body.append("image", file);
    request.send(body);
  }

  private submitted(event: SubmitEvent): void {
    const choice = (event.submitter as HTMLButtonElement | null)?.value;
    if (choice !== "set") return;
    const described = this.described();
    const texts = data(this.dialog);
    const isMissing = described.alt === "" && !this.field("decorative")?.checked;
    const error = this.request
      ? texts.uploading
      : this.src === ""
        ? texts.noImage
        : isMissing
          ? texts.noAlt
          : "";
    if (!error && this.put(described)) return;
    event.preventDefault();
    const wrong = isMissing && this.src ? "alt" : this.src ? null : "image";
    this.showError(error || (texts.noPlace ?? ""), wrong);
    if (wrong === "alt") this.field("alt")?.focus();
  }

  private put(described: Described): boolean {
    const { view, isSuggesting } = this.host;
    // Others may have changed the copy while the dialog was open.
    const placed = this.placed && selectedFigure(view.state);
    if (this.placed && !placed) return false;
    const tr = placed
      ? describeFigure(view.state, placed, described, isSuggesting())
      : insertFigure(view.state, this.src, described);
    if (tr) view.dispatch(tr);
    return tr !== null;
  }

  private closed(): void {
    this.request?.abort();
    this.request = null;
    this.host.view.focus();
    const next = this.waiting.shift();
    if (next) this.open(next);
  }

  private described(): Described {
    const text = (name: Field): string => (this.field(name)?.value ?? "").trim();
    const alt = this.field("decorative")?.checked ? "" : text("alt");
    return { alt, caption: text("caption"), credit: text("credit") };
  }

  private showDecorative(): void {
    const alt = this.field("alt");
    if (alt) alt.disabled = this.field("decorative")?.checked ?? false;
  }

  private showPicture(): void {
    const picture = this.dialog?.querySelector<HTMLImageElement>("[data-image-shown]");
    if (!picture) return;
    picture.hidden = !this.src.startsWith("asset:");
    if (!picture.hidden) picture.src = this.src.replace("asset:", "/assets/");
  }

  private showProgress(part: number | null): void {
    const bar = this.dialog?.querySelector<HTMLProgressElement>("[data-image-progress]");
    if (!bar) return;
    bar.hidden = part === null;
    if (part !== null) bar.value = part;
  }

  /** What is wrong, and the field that it is about. */
  private showError(sentence: string, wrong: Field | null = null): void {
    const line = this.dialog?.querySelector<HTMLElement>("[data-image-error]");
    if (!line) return;
    for (const name of ["alt", "image"] as const) {
      const field = this.field(name);
      if (field) field.ariaInvalid = name === wrong ? "true" : null;
      if (name === wrong) field?.setAttribute("aria-describedby", line.id);
      else field?.removeAttribute("aria-describedby");
    }
    line.textContent = sentence;
    line.hidden = sentence === "";
  }

  private field(name: Field): HTMLInputElement | null {
    return this.dialog?.querySelector<HTMLInputElement>(`[name="${name}"]`) ?? null;
  }
}

function imagesIn(from: DataTransfer | null): File[] {
  return [...(from?.files ?? [])].filter(({ type }) => type.startsWith("image/"));
}

function answerOf(request: XMLHttpRequest): { src?: string; error?: string } {
  try {
    return JSON.parse(request.responseText) as { src?: string; error?: string };
  } catch {
    return {};
  }
}
