import { defaultExpertSettings } from "@devflow/config";
import { ExternalError } from "@devflow/errors";
import { createLogger } from "@devflow/logging";
import {
  type AdapterOptions,
  clean,
  completeFinding,
  findings,
  garbage,
  type ModelServer,
  type ModelServerOptions,
  startModelServer,
  status,
  text,
} from "@devflow/testkit/model-server";
import { describe, expect, test } from "vitest";
import {
  connectExpert,
  createAdapterLoader,
  createAdapterServer,
  probeExpert,
  probing,
  withModel,
} from "../src/index.ts";

const name = "review@2026-11-22";
const adapter = { name, path: "/adapters/review" };
const quiet = createLogger({ level: "silent" });

/** A server with one adapter, and what talks to it. The clock is the test's. */
async function withServer(
  options: Partial<AdapterOptions> | null,
  work: (parts: ReturnType<typeof partsOf>) => Promise<void>,
  more: Partial<ModelServerOptions> = {},
) {
  const adapters = options && { scripts: { [name]: () => text("Ready.") }, ...options };
  await using server = await startModelServer({
    script: () => text("I am the base."),
    ...(adapters && { adapters }),
    ...more,
  });
  await work(partsOf(server));
}

function partsOf(server: ModelServer) {
  const settings = { ...defaultExpertSettings(server.url, "base"), retries: 0 };
  const expert = connectExpert(settings, quiet);
  const access = createAdapterServer(settings);
  const clock = { ms: 0 };
  const loader = createAdapterLoader(expert, access, { now: () => clock.ms });
  return { server, expert, access, loader, clock };
}

const ask = { system: "s", user: "u", maxOutputTokens: 16, purpose: "draft" as const };

describe("an adapter", () => {
  test("is loaded, listed with its parent, warmed once, and asked by its name", async () => {
    await withServer({}, async ({ server, access, loader }) => {
      const ready = await loader.ready(adapter);
      if (!ready.isReady) throw new Error(ready.reason);
      expect(server.adapters.get(name)).toBe("/adapters/review");
      expect(await access.list()).toMatchObject([
        { id: "scripted-reviewer", parent: null },
        { id: name, parent: "scripted-reviewer" },
      ]);
      await probing(ready.expert).complete(ask);
      expect(ready.expert.identity.model).toBe(name);
      expect(server.requests.map(({ model, user }) => [model, user])).toEqual([
        [name, "Ready?"],
        [name, "u"],
      ]);
    });
  });

  test("that the server has from its start is not loaded again; many who ask at once make one look", async () => {
    await withServer({ loaded: [name], isRuntimeLoading: false }, async ({ server, loader }) => {
      const looks = await Promise.all([loader.ready(adapter), loader.ready(adapter)]);
      expect(looks.map(({ isReady }) => isReady)).toEqual([true, true]);
      expect(server.requests).toHaveLength(1);
    });
  });

  test("is loaded again when a restarted server has lost it", async () => {
    await withServer({}, async ({ access, server, loader, clock }) => {
      await loader.ready(adapter);
      await access.unload(name);
      expect(server.adapters.size).toBe(0);
      clock.ms += 31_000;
      expect(await loader.ready(adapter)).toMatchObject({ isReady: true });
      expect(server.adapters.has(name)).toBe(true);
    });
  });

  test("is not asked for again for half a minute when it cannot be had, and then is", async () => {
    let tries = 0;
    const refuse = () => (++tries > 1 ? null : "LoRA rank 64 is greater than max_lora_rank 16.");
    await withServer({ refuse }, async ({ loader, clock }) => {
      expect(await loader.ready(adapter)).toMatchObject({
        ...{ isReady: false, code: "adapter_refused" },
        reason: expect.stringContaining("LoRA rank 64 is greater than max_lora_rank 16."),
      });
      await loader.ready(adapter);
      expect(tries).toBe(1);
      clock.ms += 31_000;
      expect(await loader.ready(adapter)).toMatchObject({ isReady: true });
    });
  });

  test("that hangs is looked for once by all who wait, and reviews wait for it a sixth of the time at most", async () => {
    let tries = 0;
    const hanging = Promise.withResolvers<never>();
    const list = () => (tries++ === 0 ? hanging.promise : Promise.resolve([]));
    const server = {
      list,
      listScaled: async () => null,
      load: async () => {},
      unload: async () => {},
    };
    const clock = { ms: 0 };
    const expert = connectExpert(defaultExpertSettings("http://127.0.0.1:9/v1", "base"), quiet);
    const loader = createAdapterLoader(expert, server, { now: () => clock.ms });
    const first = loader.ready(adapter);
    clock.ms = 100_000;
    const second = loader.ready(adapter);
    const stop = AbortSignal.abort(new Error("superseded"));
    await expect(loader.ready(adapter, stop)).rejects.toThrow("superseded");
    hanging.reject(new ExternalError("slow", { service: "expert", retryable: true }));
    expect([await first, await second]).toMatchObject([{ reason: "slow" }, { reason: "slow" }]);
    clock.ms += 499_000;
    expect(await loader.ready(adapter)).toMatchObject({ reason: "slow" });
    expect(tries).toBe(1);
    clock.ms += 2_000;
    expect(await loader.ready(adapter)).toMatchObject({ code: "not_listed" });
  });

  test.each([
    ["has no adapters at all", null],
    ["does not load them while it runs", { isRuntimeLoading: false }],
  ])("is not ready on a server that %s, with the next step", async (_what, options) => {
    await withServer(options, async ({ loader }) => {
      expect(await loader.ready(adapter)).toMatchObject({
        ...{ isReady: false, code: "runtime_loading_off" },
        reason: expect.stringContaining("VLLM_ALLOW_RUNTIME_LORA_UPDATING=True"),
      });
    });
  });

  test("that fails opens no circuit of the base model", async () => {
    const scripts = { [name]: () => status(500) };
    await withServer({ scripts, loaded: [name] }, async ({ expert }) => {
      const failing = probing(withModel(expert, name));
      for (let at = 0; at < 6; at++) await failing.complete(ask).catch(() => {});
      await expect(failing.complete(ask)).rejects.toMatchObject({ code: "circuit_open" });
      expect(await probing(expert).complete(ask)).toMatchObject({ text: "I am the base." });
    });
  });

  test("is never taken for the model of an expert that names none", async () => {
    const models = [{ id: "base-model" }];
    await withServer(
      { loaded: [name] },
      async ({ server }) => {
        const expert = connectExpert({ ...defaultExpertSettings(server.url, null) }, quiet);
        await probing(expert).complete(ask);
        expect(expert.identity.model).toBe("base-model");
      },
      { models },
    );
  });

  test("with a name that is none is not sent to the server", async () => {
    await withServer({}, async ({ server, access }) => {
      const load = access.load({ name: "../../etc", path: "/x" });
      await expect(load).rejects.toMatchObject({ code: "adapter_refused" });
      expect(server.adapters.size).toBe(0);
    });
  });
});

describe("the probe", () => {
  const { path: _path, ...fields } = completeFinding({ quote: "return items" });
  test.each([
    ["findings", () => findings([fields]), { isReadable: true, findings: 1, reason: null }],
    ["no findings", clean, { isReadable: true, findings: 0 }],
    ["garbage", garbage, { isReadable: false, reason: expect.stringContaining("neither") }],
    [
      "an endless answer",
      () => text("and so on and so on", "length"),
      { isReadable: false, reason: expect.stringContaining("does not come to an end") },
    ],
    ["a failure", () => status(500), { isReadable: false, reason: "The expert answered 500" }],
  ])("reads %s", async (_what, script, expected) => {
    await withServer(
      null,
      async ({ expert }) => expect(await probeExpert(expert)).toMatchObject(expected),
      { script },
    );
  });
});

test("llama.cpp's adapters are listed with their scale; other servers have none", async () => {
  const scaled = [{ id: 0, path: "review.gguf", scale: 1 }];
  const list = (routes: Record<string, unknown>) =>
    withServer(
      null,
      async ({ access }) =>
        expect(await access.listScaled()).toEqual(routes["/lora-adapters"] ?? null),
      { routes },
    );
  await list({ "/lora-adapters": scaled });
  await list({});
});
