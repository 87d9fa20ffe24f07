import { styleText } from "node:util";
import {
  describeOrigin,
  type ExplainedKey,
  explainConfiguration,
  repositoryJsonSchema,
} from "@devflow/config";
import { openRepository, WORKTREE } from "@devflow/git";
import { readLocalSettings } from "../local/local-configuration.ts";
import { pathInCheckout } from "../local/path-in-checkout.ts";
import { writeOut } from "../write-out.ts";
import type { ShowOptions } from "./config.ts";

/** `devflow config show`: every key, its value and its source. */
export async function runConfigShow({ repo, path, json }: ShowOptions): Promise<void> {
  await using repository = await openRepository(repo);
  const wanted = path === undefined ? "" : pathInCheckout(repository, path);
  const { configuration } = await readLocalSettings(repository, WORKTREE);
  const rows = explainConfiguration(configuration, wanted);
  await writeOut(json ? `${JSON.stringify(rows, null, 2)}\n` : toText(rows));
  const count = configuration.problems.length;
  if (count > 0) {
    process.stderr.write(`The configuration has problems (${count}): devflow config check\n`);
  }
}

/** `devflow config schema`: what editors complete and check by. */
export async function runConfigSchema(): Promise<void> {
  await writeOut(`${JSON.stringify(repositoryJsonSchema(), null, 2)}\n`);
}

function toText(rows: readonly ExplainedKey[]): string {
  const keyWidth = Math.max(...rows.map(({ key }) => key.length));
  const values = rows.map(({ value }) => JSON.stringify(value));
  const valueWidth = Math.min(40, Math.max(...values.map((value) => value.length)));
  return rows
    .map((row, index) => {
      const cells = `${row.key.padEnd(keyWidth)}  ${(values[index] ?? "").padEnd(valueWidth)}`;
      const origin = describeOrigin(row);
      const style = row.source === "default" ? "dim" : "green";
      return `${cells}  ${styleText(style, origin, { stream: process.stdout })}\n`;
    })
    .join("");
}
