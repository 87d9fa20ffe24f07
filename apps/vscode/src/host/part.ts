import type { Disposable } from "vscode";
import type { Host } from "./host.ts";

/** One thing that the extension offers: it registers its commands, providers and listeners. */
export interface Part {
  /** For the log. */
  name: string;
  /** Must be quick: no network, no walk over files. What it returns undoes all that it registered. */
  register(host: Host): Disposable;
}
