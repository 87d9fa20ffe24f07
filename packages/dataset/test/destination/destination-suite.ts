import { afterEach, beforeEach, expect, test } from "vitest";
import type { Destination } from "../../src/destination/destination.ts";

/** What every destination promises; `names` lists everything that is stored there. */
export function destinationSuite(world: {
  create(): Promise<{
    destination: Destination;
    names(): Promise<string[]>;
    close(): Promise<void>;
  }>;
}): void {
  let destination: Destination;
  let names: () => Promise<string[]>;
  let close: () => Promise<void>;

  beforeEach(async () => {
    ({ destination, names, close } = await world.create());
  });
  afterEach(() => close());

  async function write(id: string, manifest = `{"id":"${id}"}`): Promise<void> {
    const set = await destination.create(id);
    const file = await set.open("review/sft/train.jsonl");
    await file.write('{"a":1}\n');
    await file.close();
    await set.complete(manifest);
    await destination.point(id);
  }

  test("a data set is there when it is complete, and `latest` names the newest", async () => {
    expect(await destination.latest()).toBeNull();
    await write("one");
    expect(await destination.manifestOf("one")).toBe('{"id":"one"}');
    await write("two");
    expect(await destination.latest()).toBe("two");
    expect(await names()).toEqual([
      "latest",
      ...["one/manifest.json", "one/review/sft/train.jsonl"],
      ...["two/manifest.json", "two/review/sft/train.jsonl"],
    ]);
  });

  test("what is given for a file is what was written, up to tens of megabytes", async () => {
    const set = await destination.create("large");
    const file = await set.open("a.jsonl");
    const line = `${JSON.stringify({ text: "é".repeat(5_000) })}\n`;
    for (let index = 0; index < 2_000; index += 1) await file.write(line);
    expect(await file.close()).toMatchObject({
      path: "a.jsonl",
      bytes: 2_000 * Buffer.byteLength(line),
    });
    await set.complete("{}");
    expect(await names()).toEqual(["large/a.jsonl", "large/manifest.json"]);
  });

  test("one that is given up leaves nothing, and those before it stay", async () => {
    await write("one");
    const set = await destination.create("two");
    const file = await set.open("a.jsonl");
    await file.write("x".repeat(9_000_000));
    await set.abandon();
    expect(await destination.manifestOf("two")).toBeNull();
    expect(await names()).toEqual(["latest", "one/manifest.json", "one/review/sft/train.jsonl"]);
  });

  test("of what runs left only the dead ones' goes away", async () => {
    await write("whole");
    for (const id of ["dead", "alive", "unknown"]) {
      const set = await destination.create(id);
      const file = await set.open("a.jsonl");
      await file.write("x\n");
      await file.close();
    }
    const removed = await destination.removeLeftovers((id) =>
      id === "alive" || id === "unknown" ? id : "dead",
    );
    expect(removed).toEqual(["dead"]);
    expect(await destination.manifestOf("whole")).not.toBeNull();
    expect((await names()).filter((name) => name.includes("dead"))).toEqual([]);
    expect((await names()).filter((name) => name.endsWith("a.jsonl"))).toHaveLength(2);
  });

  test("an id that is taken is refused, a removed one is free", async () => {
    await write("one");
    await expect(destination.create("one")).rejects.toMatchObject({ name: "UsageError" });
    await destination.remove("one");
    await destination.remove("one");
    expect(await names()).toEqual(["latest"]);
    await write("one");
  });
}
