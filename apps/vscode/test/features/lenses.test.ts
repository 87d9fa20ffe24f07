import { expect, test, vi } from "vitest";
import { Lenses } from "../../src/features/explain/lenses-and-actions.ts";
import * as editor from "../support/fake-editor.ts";

vi.mock("vscode", () => import("../support/fake-editor.ts"));

test("lenses are asked for again as soon as their setting is changed, and for no other", () => {
  const lenses = new Lenses();
  let asked = 0;
  lenses.onDidChangeCodeLenses(() => {
    asked += 1;
  });
  const change = (name: string) =>
    editor.happens.configure.fire({ affectsConfiguration: (asking) => name.startsWith(asking) });
  change("devflow.completions.enabled");
  expect(asked).toBe(0);
  change("devflow.codeLens.enabled");
  expect(asked).toBe(1);
  lenses.dispose();
  change("devflow.codeLens.enabled");
  expect(asked).toBe(1);
});
