/** What the tools of the copy are given, and what they can be asked for. They are a script of their own (tools.ts). */
import type { EditorView } from "prosemirror-view";
import type { Session } from "../sync/session";

export type ToolName =
  | "ask"
  | "attribution"
  | "find"
  | "find_next"
  | "find_previous"
  | "focus"
  | "image"
  | "link"
  | "outline"
  | "replace";

export interface ToolsHost {
  view: EditorView;
  session: Session;
  isReadOnly: () => boolean;
  /** Whether changes are suggestions, and by whom. */
  isSuggesting: () => boolean;
  author: { author: number; newId: () => string };
}

/** Opens each tool by its name. */
export type Tools = Readonly<Record<ToolName, () => void>>;

declare global {
  interface Window {
    /** Set by the script of the tools. */
    startTools?: (host: ToolsHost) => Tools;
    /** What the script of the editor lends to it (editor/lent.ts), by module. */
    editorModules?: Readonly<Record<string, object>>;
  }
}
