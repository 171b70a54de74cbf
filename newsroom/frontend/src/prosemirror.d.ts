/** What the engine's own types leave out and its other packages use, too. */
import "prosemirror-transform";

declare module "prosemirror-transform" {
  interface ReplaceStep {
    /** Whether the step may only replace structure, and fails where it would overwrite words. */
    readonly structure: boolean;
  }

  interface ReplaceAroundStep {
    readonly structure: boolean;
  }

  interface Mapping {
    /** The map at one index does again what the map at the other took back. */
    setMirror(index: number, mirror: number): void;
  }
}
