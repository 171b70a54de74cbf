/**
 * Which act a key is for, by the table in newsroom/shortcuts.json that the pages name keys from, too.
 *
 * What a key types decides as long as it types a sign of ASCII, so that every Latin layout keeps its own letters.
 * Where it types Arabic, Greek, Hebrew or Russian, or is dead, the place of the key decides.
 */
import shared from "../../../shortcuts.json";

export type Act = keyof typeof shared;

/** What of a keyboard event says which key was pressed. */
export type Pressed = Pick<
  KeyboardEvent,
  | "altKey"
  | "code"
  | "ctrlKey"
  | "getModifierState"
  | "isComposing"
  | "key"
  | "keyCode"
  | "metaKey"
  | "shiftKey"
>;

const MAC = typeof navigator !== "undefined" && /Mac|iP(hone|[oa]d)/.test(navigator.platform);
const ASCII = /^[!-~]+$/;
const PLACES: Readonly<Record<string, string>> = { Slash: "/", BracketLeft: "[", BracketRight: "]" };

export function isFor(act: Act, event: Pressed, mac = MAC): boolean {
  // Option is a modifier of its own on a Mac, though Firefox says AltGraph of it, too.
  if (event.isComposing || (!mac && event.getModifierState("AltGraph"))) return false;
  return shared[act].some((binding) => isBinding(binding, event, mac));
}

function isBinding(binding: string, event: Pressed, mac: boolean): boolean {
  const parts = binding.split("+");
  const key = parts.pop() ?? "";
  const mod = parts.includes("Mod");
  return (
    event.altKey === parts.includes("Alt") &&
    event.ctrlKey === (mod && !mac) &&
    event.metaKey === (mod && mac) &&
    // Which sign takes Shift differs from layout to layout.
    (event.shiftKey === parts.includes("Shift") || (!mod && PLACES.Slash === key)) &&
    keyOf(event, mac) === key
  );
}

/** The key as a Latin keyboard has it: a capital letter, a sign or a name; "" when it only types a letter. */
function keyOf(event: Pressed, mac: boolean): string {
  const { code, key, keyCode } = event;
  // Where Latin keyboards have the slash, those with Cyrillic and Hebrew letters have the full stop.
  if (key === "." && code === "Slash") return "/";
  if (key.length === 1 && ASCII.test(key)) return key.toUpperCase();
  const isUnknown = /^(Dead|Process|Unidentified)$/.test(key);
  if (ASCII.test(key) && !isUnknown) return key;
  if (isLetter(event)) return "";
  // With Option a Mac tells the letter of the layout only here.
  if (mac && keyCode >= 65 && keyCode <= 90) return String.fromCharCode(keyCode);
  return PLACES[code] ?? /^Key(.)$/.exec(code)?.[1] ?? "";
}

/** Whether AltGr, which Windows may tell as Ctrl and Alt, or Option types a letter that copy needs. */
function isLetter({ altKey, ctrlKey, key, metaKey }: Pressed): boolean {
  if (metaKey || (ctrlKey && !altKey)) return false;
  // AltGr types letters of Latin, signs and accents, and the points of Hebrew; the letters of other scripts do
  // without it.
  if (ctrlKey)
    return (
      !/^[\p{L}\p{M}]+$/u.test(key) || /[\p{sc=Latin}\p{sc=Common}\p{sc=Inherited}\u0591-\u05c7]/u.test(key)
    );
  // The Å of most Macs, where nobody types it, is Accept.
  return key.length === 1 && /\p{sc=Latin}/u.test(key) && key !== "å";
}

/** Names the keys of a Mac where the page names those of other machines. */
export function nameKeys(root: ParentNode, mac = MAC): void {
  if (!mac) return;
  const named = (text: string): string =>
    text.replaceAll("Ctrl+", "⌘").replaceAll("Alt+", "⌥").replaceAll("Shift+", "⇧");
  for (const keys of root.querySelectorAll<HTMLElement>("[data-keys]"))
    keys.textContent = named(keys.textContent ?? "");
  for (const button of root.querySelectorAll<HTMLElement>("[aria-keyshortcuts]")) {
    const names = button.getAttribute("aria-keyshortcuts") ?? "";
    button.setAttribute("aria-keyshortcuts", names.replaceAll("Control+", "Meta+"));
    if (button.title) button.title = named(button.title);
  }
}
