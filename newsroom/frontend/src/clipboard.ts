/**
 * Reads what other applications put on the clipboard. It comes behind the script of the editor, which can be typed in
 * without it.
 */
import { readPasted } from "./clipboard/html";

window.readPasted = readPasted;
