import type { CodeExpert, FillRequest } from "@devflow/expert";
import { streamed, text } from "@devflow/testkit/model-server";
import { describe, expect, test } from "vitest";
import type { CompletionMeasures } from "../../src/index.ts";
import { place, startServed, textsOf } from "./support.ts";

const { prefix } = place();

/** What the service measured, as words in their order. */
function takeNotes(): CompletionMeasures & { notes: string[] } {
  const notes: string[] = [];
  return {
    notes,
    answered: ({ source }) => notes.push(source),
    cancelled: () => notes.push("cancelled"),
    failed: () => notes.push("failed"),
    endedEarly: () => notes.push("ended early"),
  };
}

describe("requests that are under way", () => {
  test("for the same place are one at the expert", async () => {
    const gate = Promise.withResolvers<void>();
    await using served = await startServed([streamed([gate.promise, "prices[0];"])]);
    const asked = [served.ask({}), served.ask({}), served.ask({})];
    await served.server.received(1);
    gate.resolve();
    const results = await Promise.all(asked);
    expect(results.map(({ source }) => source)).toEqual(["expert", "merged", "merged"]);
    expect(new Set(results.flatMap(textsOf))).toEqual(new Set(["prices[0];"]));
  });

  test("serve the rest to a developer who types what is being written", async () => {
    const gate = Promise.withResolvers<void>();
    await using served = await startServed([streamed(["prices", gate.promise, ".at(0);"])]);
    const { expert, read } = watched(served.expert);
    const first = served.ask({}, { expert });
    await read(1);
    const typed = served.ask({ prefix: `${prefix}pri` }, { expert });
    gate.resolve();
    expect(await typed).toMatchObject({ source: "merged", choices: [{ text: "ces.at(0);" }] });
    expect(textsOf(await first)).toEqual(["prices.at(0);"]);
  });

  test("let go of a developer who types something else, who is answered by a request of their own", async () => {
    const gates = [Promise.withResolvers<void>(), Promise.withResolvers<void>()];
    const [more, end] = gates.map(({ promise }) => promise);
    await using served = await startServed([
      streamed(["pr", more ?? "", "ices;", end ?? ""]),
      text("duct;"),
    ]);
    const { expert, read } = watched(served.expert);
    const first = served.ask({}, { expert });
    await read(1);
    const typed = served.ask({ prefix: `${prefix}pro` }, { expert });
    gates[0]?.resolve();
    expect(await typed).toMatchObject({ source: "expert", choices: [{ text: "duct;" }] });
    gates[1]?.resolve();
    expect(textsOf(await first)).toEqual(["prices;"]);
  });

  test("that already say something else are not waited for", async () => {
    const gate = Promise.withResolvers<void>();
    await using served = await startServed([streamed(["prices", gate.promise]), text("um;")]);
    const { expert, read } = watched(served.expert);
    const first = served.ask({}, { expert });
    await read(1);
    expect(await served.ask({ prefix: `${prefix}s` }, { expert })).toMatchObject({
      source: "expert",
      choices: [{ text: "um;" }],
    });
    gate.resolve();
    await first;
  });

  test("are not those of another person with other snippets", async () => {
    const gate = Promise.withResolvers<void>();
    await using served = await startServed(() => streamed([gate.promise, "prices[0];"]));
    const snippets = [{ path: "a", text: "secret", source: "clipboard" as const, score: 1 }];
    const asked = [
      served.ask({ snippets }, { askedBy: "person 1" }),
      served.ask({}, { askedBy: "person 2" }),
    ];
    await served.server.received(2);
    gate.resolve();
    const results = await Promise.all(asked);
    expect(results.map(({ source }) => source)).toEqual(["expert", "expert"]);
  });
});

describe("a developer who goes away", () => {
  test("ends the request at the expert", async () => {
    const measures = takeNotes();
    await using served = await startServed([{ kind: "hang" }], { measures });
    const controller = new AbortController();
    const asked = served.ask({}, { signal: controller.signal });
    const request = await served.server.received(1);
    controller.abort(new Error("typed on"));
    await expect(asked).rejects.toThrow("typed on");
    expect(await request.ended).toBe("aborted");
    expect(measures.notes.sort()).toEqual(["cancelled", "ended early"]);
  });

  test("ends nothing that somebody else waits for", async () => {
    const gate = Promise.withResolvers<void>();
    await using served = await startServed([streamed([gate.promise, "prices[0];"])]);
    const controllers = [new AbortController(), new AbortController()];
    const asked = controllers.map(({ signal }) => served.ask({}, { signal }));
    const request = await served.server.received(1);
    controllers[0]?.abort(new Error("typed on"));
    await expect(asked[0]).rejects.toThrow("typed on");
    gate.resolve();
    expect(textsOf((await asked[1]) ?? { choices: [] })).toEqual(["prices[0];"]);
    expect(await request.ended).toBe("answered");
  });

  test("does not take along who asks next", async () => {
    await using served = await startServed([{ kind: "hang" }, text("prices[0];")]);
    const controller = new AbortController();
    const asked = served.ask({}, { signal: controller.signal });
    await served.server.received(1);
    controller.abort(new Error("typed on"));
    await expect(asked).rejects.toThrow("typed on");
    expect(await served.ask({})).toMatchObject({
      source: "expert",
      choices: [{ text: "prices[0];" }],
    });
  });

  test("before anything was asked asks nothing", async () => {
    await using served = await startServed([]);
    const signal = AbortSignal.abort(new Error("typed on"));
    await expect(served.ask({}, { signal })).rejects.toThrow("typed on");
    expect(served.server.requests).toHaveLength(0);
  });
});

/** The same expert, and when its pieces have been read. */
function watched(expert: CodeExpert) {
  const counts: (() => void)[] = [];
  let pieces = 0;
  async function* fill(request: FillRequest) {
    for await (const piece of expert.fill(request)) {
      yield piece;
      // Whoever asks for the next piece has taken this one in.
      pieces += 1;
      for (const count of counts) count();
    }
  }
  const read = (number: number) =>
    new Promise<void>((resolve) => {
      const count = () => {
        if (pieces >= number) resolve();
      };
      counts.push(count);
      count();
    });
  return { expert: Object.create(expert, { fill: { value: fill } }) as CodeExpert, read };
}
