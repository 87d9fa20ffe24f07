import type { ModelServer } from "@devflow/testkit/model-server";
import type { Expert } from "./expert.ts";
import type { Editor } from "./harness/editor.ts";
import type { Company } from "./harness/start-company.ts";
import type { Wire } from "./harness/start-wire.ts";

/** What a scene works with. One editor, gateway and model server serve all scenes in their order. */
export interface World {
  editor: Editor;
  /** Between the editor and the gateway. */
  wire: Wire;
  /** Another way to the gateway, by a proxy. */
  company: Company;
  /** The person's settings from now on: those that all scenes have, and these. */
  setSettings(more: Readonly<Record<string, unknown>>): Promise<void>;
  /** The server behind the gateway. */
  model: ModelServer;
  /** Says what the model answers from now on. */
  expert: Expert;
  /** A git repository, opened as a folder. */
  folder: string;
  token: string;
}

export interface Scene {
  /** What is shown, as a sentence. */
  name: string;
  /** It begins where the scene before it ended, and is not played without it. */
  goesOn?: true;
  play(world: World): Promise<void>;
}

/** Waits until it holds; the condition is asked again with every frame that the editor draws, for a minute. */
export async function until(
  world: World,
  what: string | (() => string),
  holds: () => boolean | Promise<boolean>,
): Promise<void> {
  const ends = Date.now() + 60_000;
  while (!(await holds())) {
    if (Date.now() > ends)
      throw new Error(`never came about: ${typeof what === "string" ? what : what()}`);
    await world.editor.nextFrame();
  }
}
