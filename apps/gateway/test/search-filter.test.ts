import { expect, test } from "vitest";
import { bodyOf } from "./support/assist-shop.ts";
import { openAssistWorld } from "./support/assist-world.ts";

test("a language and a folder are looked for in all of the index, not among the best hits only", async () => {
  const many = Array.from({ length: 130 }, (_, at) => [
    `web/invoice${at}.ts`,
    `export function payInvoice${at}(invoice: number) {\n  return invoice; // pay the invoice\n}\n`,
  ]);
  const rare =
    "def settle(bill):\n    # one invoice among much else that has nothing to do with it\n    return bill\n";
  await using world = await openAssistWorld(
    { ...Object.fromEntries(many), "jobs/settle.py": rare },
    { EXPERT_URL: "none" },
  );
  const find = async (more: object) => {
    const body = { query: "pay the invoice", repository: world.folder, ...more };
    const { hits } = await bodyOf(await world.post("/v1/search", body));
    return hits.map(({ path }: { path: string }) => path);
  };
  expect(await find({ limit: 50 })).not.toContain("jobs/settle.py");
  expect(await find({ language: "python" })).toEqual(["jobs/settle.py"]);
  expect(await find({ path: "jobs" })).toEqual(["jobs/settle.py"]);
}, 60_000);
