import { openPgliteAsGuest } from "../../src/pglite/open-as-guest.ts";

/** A guest that writes, says so, and then never ends its transaction. */
const database = await openPgliteAsGuest(process.argv[2]!);
await database.transaction(async (transaction) => {
  await transaction.query("INSERT INTO said VALUES ('killed')");
  process.stdout.write("written\n");
  // Open for as long as the parent lives.
  for await (const _ of process.stdin);
});
