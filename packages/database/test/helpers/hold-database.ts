import { openPglite } from "../../src/index.ts";

/**
 * A process that opens the data folder given as argument, writes rows for ever, one transaction
 * each, and prints every number after its commit. It ends only by being killed.
 */
const database = await openPglite(process.argv[2] ?? "");
await database.query("CREATE TABLE IF NOT EXISTS written (n int)");
for (let n = 1; ; n += 1) {
  await database.query("INSERT INTO written VALUES ($1)", [n]);
  process.stdout.write(`${n}\n`);
}
