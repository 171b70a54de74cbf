/** The script of the command palette, loaded by page/palette-opener.ts. */
import { announce } from "./page/announce";
import { Palette } from "./palette/palette";

let palette: Promise<Palette> | null = null;

window.openPalette = () => {
  palette ??= Palette.fetched();
  palette.then(
    (fetched) => fetched.open(),
    () => {
      // The next press tries again.
      palette = null;
      announce("unreachable");
    },
  );
};
