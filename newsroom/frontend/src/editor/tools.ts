/** Loads the script of the tools: behind the page, so that typing waits for nothing, or when one is asked for. */
import type { ToolName, Tools, ToolsHost } from "../editing/tools-host";
import { byId, data } from "../page/dom";
import { lent } from "./lent";
import { showRefusal } from "./status";

export class ToolLoader {
  private tools: Promise<Tools> | null = null;

  constructor(private readonly host: () => ToolsHost) {}

  /** To be called once the editor is there. */
  loadSoon(): void {
    const load = (): void => void this.load().catch(() => undefined);
    if (document.readyState === "complete") load();
    else window.addEventListener("load", load, { once: true });
  }

  open(name: ToolName): void {
    this.load().then(
      (tools) => tools[name](),
      () => showRefusal(data(byId("copy")).toolsFailed ?? ""),
    );
  }

  private load(): Promise<Tools> {
    this.tools ??= this.fetched().catch((error: unknown) => {
      // The next press tries again.
      this.tools = null;
      throw error;
    });
    return this.tools;
  }

  private async fetched(): Promise<Tools> {
    window.editorModules = lent;
    await loadScript(data(byId("copy")).toolsUrl ?? "");
    if (!window.startTools) throw new Error("The script of the tools did not start");
    return window.startTools(this.host());
  }
}

function loadScript(address: string): Promise<unknown> {
  const script = document.createElement("script");
  script.src = address;
  return new Promise((resolve, reject) => {
    script.addEventListener("load", resolve);
    script.addEventListener("error", reject);
    document.head.append(script);
  });
}
