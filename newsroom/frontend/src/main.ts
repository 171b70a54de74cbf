/** The editor of an article page. What it finds there, by name, stands in page/contract.ts. */
import { readCopyPage } from "./editor/copy-page";
import { start } from "./editor/start";

const page = readCopyPage();
if (page) void start(page);
