/**
 * What the extension's ways of asking cost and save: lines that commits added, typed key by key in virtual time, with
 * the extension's own debounce, cache and rules, the gateway's own completion service, and an expert that
 * writes as fast as a 7B model, or half as fast. The same keys at the same times in every column.
 *
 *   node bench/typing/main.ts --repository DIR [--repository DIR …] [--places 300] [--json]
 */
import { join } from "node:path";
import { parseArgs } from "node:util";
import { percentile } from "@devflow/statistics";
import { readEditTraces } from "../gateway/edit-traces.ts";
import { heading, table } from "../support/table.ts";
import { SimulatedServer, type Speed } from "./simulated-server.ts";
import { type Typed, typePlaces } from "./type-places.ts";
import { inVirtualTime } from "./virtual-time.ts";
import { endingWithTheKey, goingOn } from "./ways.ts";

const { values } = parseArgs({
  options: {
    repository: { type: "string", multiple: true, default: [join(import.meta.dirname, "../..")] },
    places: { type: "string", default: "300" },
    json: { type: "boolean", default: false },
  },
});

const speeds: Record<string, Speed> = {
  quick: { firstMs: 60, pieceMs: 12, networkMs: 25 },
  slow: { firstMs: 250, pieceMs: 25, networkMs: 40 },
};
const traces = values.repository.flatMap((each) => readEditTraces(each, Number(values.places)));
const columns: { name: string; typed: Typed; server: SimulatedServer }[] = [];
const ways = { "ends with the key": endingWithTheKey, "goes on": goingOn };
for (const [name, speed] of Object.entries(speeds)) {
  for (const [way, make] of Object.entries(ways)) {
    const server = new SimulatedServer(speed);
    const typed = await inVirtualTime(() =>
      typePlaces(traces, server, (debouncer) => make(server, debouncer)),
    );
    columns.push({ name: `${name}, ${way}`, typed, server });
  }
}
const at = (list: readonly number[], share: number) =>
  list.length === 0 ? "-" : percentile(list, share).toFixed(0);
const rows: [string, (column: (typeof columns)[number]) => string | number][] = [
  ["keys", ({ typed }) => typed.keys],
  ["requests", ({ server }) => server.requests],
  ["cancelled", ({ server }) => server.cancelled],
  ["asked of the expert", ({ server }) => server.expertRequests],
  ["pieces that it wrote", ({ server }) => server.expertPieces],
  ["shown", ({ typed }) => typed.shown],
  ["from the key to that, p90, ms", ({ typed }) => at(typed.waitedMs, 0.9)],
  ["taken", ({ typed }) => typed.taken],
  ["characters taken", ({ typed }) => typed.takenChars],
  ["typing took, minutes", ({ typed }) => (typed.totalMs / 60_000).toFixed(1)],
];
if (values.json) console.log(JSON.stringify(columns));
else {
  console.log(`${heading()}  ${traces.length} places\n`);
  console.log(
    table(
      ["", ...columns.map(({ name }) => name)],
      rows.map(([name, of]) => [name, ...columns.map((column) => String(of(column)))]),
    ),
  );
}
