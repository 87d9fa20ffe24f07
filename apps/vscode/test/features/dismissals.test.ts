import { expect, test } from "vitest";
import { Dismissals } from "../../src/features/review/dismissals.ts";
import { GatewayError } from "../../src/gateway/gateway-error.ts";
import { gatewayOf, refused } from "../support/scripted-gateway.ts";

const away = () => new GatewayError("The server cannot be reached.", { fault: "offline" });
const [shop, mark] = ["https://github.com/acme/shop", "0123456789abcdef"];

/** What the editor keeps over a reload of the window. */
function memoryOf() {
  const kept = new Map<string, unknown>();
  return {
    kept,
    get: (key: string) => structuredClone(kept.get(key)),
    async update(key: string, value: unknown) {
      kept.set(key, structuredClone(value));
    },
  };
}

const log = { debug: () => {} };

test("what is dismissed is told by ids, and nothing is kept of it here", async () => {
  const { gateway, calls } = gatewayOf({});
  const memory = memoryOf();
  const dismissals = new Dismissals({ gateway, memory, log });
  await dismissals.dismiss(shop, mark, "not_now");
  expect(calls.map(({ path, body }) => [path, body])).toEqual([
    ["/v1/review/dismissals", { repository: shop, fingerprint: mark, dismissed: "not_now" }],
  ]);
  expect(dismissals.holds(shop, mark)).toBe(false);
  expect([...memory.kept.values()]).toEqual([undefined]);
});

test("while the server is away it waits, over a reload of the window too, and is told once", async () => {
  const memory = memoryOf();
  const first = gatewayOf(away(), away());
  const before = new Dismissals({ gateway: first.gateway, memory, log });
  await before.dismiss(shop, mark, "not_a_problem");
  await before.dismiss(null, mark, "not_now");
  const { gateway, calls } = gatewayOf({}, {});
  const after = new Dismissals({ gateway, memory, log });
  expect([after.holds(shop, mark), after.holds(null, mark), after.holds(shop, "f")]).toEqual([
    true,
    true,
    false,
  ]);
  await Promise.all([after.tell(), after.tell()]);
  expect(calls).toHaveLength(2);
  expect(after.holds(shop, mark)).toBe(false);
});

test("one that is taken back before it was told is told as that; one that is refused is given up", async () => {
  const memory = memoryOf();
  const { gateway, calls } = gatewayOf(away(), refused("no_such_finding"), {});
  const dismissals = new Dismissals({ gateway, memory, log });
  await dismissals.dismiss(shop, mark, "not_now");
  await dismissals.dismiss(shop, mark, null);
  expect(calls.at(-1)?.body).toEqual({ repository: shop, fingerprint: mark, dismissed: null });
  expect(dismissals.holds(shop, mark)).toBe(false);
  await dismissals.tell();
  expect(calls).toHaveLength(2);
});
