import { expect, test, vi } from "vitest";
import { gitApi } from "../../src/features/shared/git-api.ts";

type State = "uninitialized" | "initialized";

const fake = vi.hoisted(() => {
  const listeners = new Set<(state: State) => void>();
  const api = {
    state: "uninitialized" as State,
    repositories: [] as unknown[],
    onDidChangeState(listener: (state: State) => void) {
      listeners.add(listener);
      return { dispose: () => listeners.delete(listener) };
    },
  };
  const exports = { enabled: true, getAPI: () => api };
  return { api, listeners, exports };
});

vi.mock("vscode", () => ({
  extensions: { getExtension: () => ({ isActive: true, exports: fake.exports }) },
}));

test("a window that was just opened has its repositories before they are asked for", async () => {
  const { api, listeners } = fake;
  const asked = gitApi().then((git) => git?.repositories.length);
  await vi.waitFor(() => expect(listeners.size).toBe(1));
  api.repositories = [{}];
  api.state = "initialized";
  for (const listener of listeners) listener(api.state);
  expect(await asked).toBe(1);
  expect(listeners.size).toBe(0);
  expect((await gitApi())?.repositories).toHaveLength(1);
});

test("no Git is waited for that is switched off", async () => {
  fake.exports.enabled = false;
  fake.api.state = "uninitialized";
  expect(await gitApi()).toBeNull();
});
