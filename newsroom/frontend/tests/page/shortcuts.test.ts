/** Which key is which act, on keyboards of many letters. */
import assert from "node:assert/strict";
import { test } from "node:test";
import shared from "../../../shortcuts.json";
import { type Act, isFor, type Pressed } from "../../src/page/shortcuts";

const ACTS = Object.keys(shared) as Act[];
const MODIFIERS = ["Alt", "Ctrl", "Meta", "Shift"] as const;

/** "Ctrl+Alt+KeyM ь": the modifiers and the place of a key, and what it types. */
function pressed(what: string, keyCode = 0): Pressed {
  const [chord = "", typed = ""] = what.split(" ");
  const parts = chord.split("+");
  const code = parts.pop() ?? "";
  const [alt, ctrl, meta, shift] = MODIFIERS.map((name) => parts.includes(name));
  return {
    code,
    key: typed || code,
    keyCode,
    altKey: alt ?? false,
    ctrlKey: ctrl ?? false,
    metaKey: meta ?? false,
    shiftKey: shift ?? false,
    isComposing: false,
    getModifierState: (name) => parts.includes(name),
  };
}

function acts(event: Pressed, mac = false): string {
  return ACTS.filter((act) => isFor(act, event, mac)).join(" ");
}

/** The one key of two acts: in the copy with words selected it is for a link, and everywhere else for the palette. */
const SHARED = "Mod+K";

function expected(act: Act, binding: string): string {
  return binding === SHARED ? "link palette" : act;
}

/** The same places on keyboards with Russian, Ukrainian, Greek, Hebrew, Arabic, Georgian and Hindi letters. */
const LETTERS: Readonly<Record<string, string>> = {
  M: "ььμצةმस",
  A: "ффαשشაो",
  N: "ттνמىნल",
  P: "ззπפحპज",
  J: "ооξחتჯर",
  K: "ллκלنკक",
  R: "ккρרقრी",
  E: "ууεקثეा",
  B: "ииβנﻻბव",
  I: "шшιןهიग",
  O: "щщοםخოद",
  F: "ааφכبფ्",
  H: "ррηיاჰप",
  Z: "яяζזئზे",
  Y: "ннυטغყब",
};

test("a key whose letter is not Latin is told by its place", () => {
  for (const act of ACTS)
    for (const binding of shared[act]) {
      const parts = binding.split("+");
      const letter = parts.pop() ?? "";
      for (const mac of [false, true]) {
        const held = parts.map((part) => (part === "Mod" ? (mac ? "Meta" : "Ctrl") : part));
        for (const typed of LETTERS[letter] ?? "")
          assert.equal(
            acts(pressed([...held, `Key${letter} ${typed}`].join("+")), mac),
            expected(act, binding),
            `${binding} as ${typed}`,
          );
      }
    }
  assert.equal(acts(pressed("Ctrl+KeyB لا")), "bold", "one Arabic key types two letters");
});

test("a Latin keyboard goes by its letters, wherever they are", () => {
  const dvorak = {
    "Ctrl+Alt+KeyM m": "ask",
    "Alt+KeyL n": "next_query",
    "KeyL n": "next_query",
    "Ctrl+Slash z": "undo",
  };
  const azerty = {
    "Alt+KeyQ a": "accept",
    "Ctrl+KeyW z": "undo",
    "Ctrl+Alt+Semicolon m": "ask",
    "Shift+Period /": "search",
  };
  const turkish = { "Ctrl+KeyI ı": "italic", "Shift+Digit7 /": "search" };
  for (const [what, act] of Object.entries({ ...dvorak, ...azerty, ...turkish }))
    assert.equal(acts(pressed(what)), act, what);
  for (const what of [
    "Alt+KeyN b",
    "KeyN b",
    "Ctrl+KeyZ ;",
    "Alt+KeyA q",
    "Ctrl+Alt+KeyM ,",
    "Slash -",
    "Slash !",
    "Slash z",
  ])
    assert.equal(acts(pressed(what)), "", what);
  for (const what of ["Ctrl+KeyZ Z", "Ctrl+KeyZ z"])
    assert.equal(acts(pressed(what)), "undo", "with Caps Lock too");
});

test("what AltGr types is typed, however the machine tells of it", () => {
  const typed = [
    "KeyA ą",
    "KeyN ń",
    "KeyM µ",
    "KeyA á",
    "KeyP ö",
    "KeyE €",
    "KeyR ®",
    "KeyA Dead",
    "KeyM \u05b8",
  ];
  for (const what of typed)
    for (const held of ["Ctrl+Alt", "AltGraph", "Ctrl+Alt+AltGraph", "Alt+AltGraph"])
      assert.equal(acts(pressed(`${held}+${what}`)), "", `${held}+${what}`);
  for (const what of ["Ctrl+Alt+AltGraph+KeyM m", "AltGraph+KeyN n", "Ctrl+Alt+AltGraph+KeyA ф"])
    assert.equal(acts(pressed(what)), "", what);
});

test("every act that takes Ctrl and Alt has a key without", () => {
  for (const act of ACTS)
    for (const binding of shared[act].filter((one) => one.startsWith("Mod+Alt")))
      assert.ok(
        shared[act].some((one) => /^F\d$/.test(one)),
        `${act}: ${binding}`,
      );
  assert.equal(acts(pressed("F2")), "ask");
  assert.equal(acts(pressed("F8")), "attribution");
  for (const what of ["Alt+F2", "Ctrl+F2", "Shift+F8", "Meta+F8"])
    assert.equal(acts(pressed(what)), "", what);
});

test("on a Mac Option makes other letters, or dead keys", () => {
  const option = { "Alt+KeyN Dead": "next_query", "Alt+KeyP π": "previous_query", "Alt+KeyA å": "accept" };
  const more = {
    "Alt+KeyR ®": "reject",
    "Alt+KeyJ ∆": "next_suggestion",
    "Alt+KeyK ˚": "previous_suggestion",
  };
  const command = {
    "Meta+Alt+KeyM µ": "ask",
    "Meta+Alt+KeyA å": "attribution",
    "Meta+Alt+KeyA ą": "attribution",
    "Meta+Shift+KeyZ z": "redo",
  };
  for (const [what, act] of Object.entries({ ...option, ...more, ...command }))
    assert.equal(acts(pressed(what), true), act, what);
  assert.equal(
    acts(pressed("Alt+AltGraph+KeyN Dead"), true),
    "next_query",
    "Firefox tells of AltGraph there",
  );
  assert.equal(
    acts(pressed("Alt+KeyQ ‡", 65), true),
    "accept",
    "a French keyboard has A where others have Q",
  );
  for (const what of ["Alt+KeyA ą", "Alt+KeyN ń", "Alt+KeyK È"])
    assert.equal(acts(pressed(what), true), "", what);
});

test("the slash is found by its sign, and by its place where the keyboard has no such sign", () => {
  for (const what of [
    "Slash /",
    "KeyQ /",
    "NumpadDivide /",
    "Shift+Backslash /",
    "Slash .",
    "Slash ظ",
    "Slash Process",
  ])
    assert.equal(acts(pressed(what)), "search", what);
  for (const what of ["Ctrl+Slash /", "Alt+Slash /", "Period .", "Shift+Slash ?"])
    assert.equal(acts(pressed(what)), "", what);
});

test("no key but one is for two acts, and none while a word is composed", () => {
  for (const act of ACTS)
    for (const binding of shared[act]) {
      const chord = binding.replace("Mod", "Ctrl").replace(/([A-Z])$/, "Key$1 $1");
      assert.equal(
        acts(
          pressed(
            /[A-Z]$/.test(binding) ? chord : `${chord} ${chord.at(-1)}`.replace(/(F\d|Arrow\w+) \w/, "$1"),
          ),
        ),
        expected(act, binding),
        binding,
      );
    }
  assert.equal(acts({ ...pressed("Ctrl+Alt+KeyM m"), isComposing: true }), "");
});
