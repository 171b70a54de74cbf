/** The sentences that say beside the copy what became of what it cannot hold. */
import { type Losses, shortened } from "../clipboard/losses";
import { announceText } from "../page/announce";
import { byId, data } from "../page/dom";

const MOST_NAMED = 5;

/** #paste-losses: says what became of what the copy cannot hold; nothing when all of it is there. */
export function showLosses(losses: Losses, files: readonly string[] = []): void {
  const panel = byId("paste-losses");
  if (!panel) return;
  const words = data(panel);
  const left = losses.left.map(({ tag, name }) => [words[tag] ?? tag, name && `“${name}”`].join(" ").trim());
  const kept = quoted(losses.kept);
  const dropped = files.map((name) => `“${shortened(name)}”`);
  const sentences = [
    sentence(losses.tables, words.tables, words.tablesMany),
    sentence(quoted(losses.footnotes), words.footnotes),
    sentence(kept, words.kept, words.keptMany),
    sentence(left, words.left, words.leftMany),
    sentence(dropped, words.files),
  ].filter((one) => one);
  const text = panel.querySelector("p");
  if (text) text.textContent = sentences.join(" ");
  const close = panel.querySelector("button");
  if (close)
    close.onclick = () => {
      panel.hidden = true;
      byId("copy")?.focus();
    };
  panel.hidden = sentences.length === 0;
  if (!panel.hidden) announceText(sentences.join(" "));
}

const quoted = (names: readonly string[]): string[] => names.map((name) => `“${name}”`);

/** What a page says of one thing or of many; nothing where there is none. */
function sentence(names: readonly string[], one = "", many = one): string {
  if (names.length === 0) return "";
  return (names.length === 1 ? one : many)
    .replace("{n}", () => String(names.length))
    .replace("{names}", () => listed(names));
}

function listed(names: readonly string[]): string {
  const more = names.length > MOST_NAMED ? ", …" : "";
  return names.slice(0, MOST_NAMED).join(", ") + more;
}
