import { execFile } from "node:child_process";
import { promisify } from "node:util";
import { expect, test } from "vitest";

const run = promisify(execFile);

/** A loop that calls its import: both get optimized code, and the first code of both is dead. */
const program = `
const loop = [1, 1, 0x7f, 3, 0x40, 0x20, 0, 0x10, 0, 0x1a, 0x20, 0, 0x41, 1, 0x6b, 0x22, 0, 0x0d, 0, 0x0b, 0x20, 0, 0x0b];
const bytes = Uint8Array.from([
  0, 0x61, 0x73, 0x6d, 1, 0, 0, 0, 1, 6, 1, 0x60, 1, 0x7f, 1, 0x7f, 2, 7, 1, 1, 0x65, 1, 0x66, 0, 0, 3, 2, 1, 0,
  7, 7, 1, 3, 0x72, 0x75, 0x6e, 0, 1, 10, loop.length + 2, 1, loop.length, ...loop,
]);
const { exports } = new WebAssembly.Instance(new WebAssembly.Module(bytes), { e: { f: (x) => x } });
for (let round = 0; round < 3000; round++) exports.run(300);
`;

/** What V8 tells of freeing WebAssembly code, in a process that frees as early as it can. */
async function tracedFreeing(preparation: string): Promise<string> {
  const script = `${preparation}
    const { setFlagsFromString } = await import("node:v8");
    for (const flag of ["--trace-wasm-code-gc", "--stress-wasm-code-gc"]) setFlagsFromString(flag);
    ${program}`;
  const flags = ["--wasm-tiering-budget=1000", "--input-type=module"];
  const { stdout } = await run(process.execPath, [...flags, "--eval", script]);
  return stdout;
}

test("compiled WebAssembly stays, where V8 by itself would free it", async () => {
  const client = new URL("../src/pglite/pglite-thread-client.ts", import.meta.url);
  const [alone, withDatabase] = await Promise.all([
    tracedFreeing(""),
    tracedFreeing(`
      const { PgliteThreadClient } = await import("${client}");
      await new PgliteThreadClient({ folder: "/dev/null/none", dump: null }).close().catch(() => {});
    `),
  ]);
  expect(alone).toContain("Triggering GC");
  expect(withDatabase).not.toContain("Triggering GC");
});
