import { readdirSync } from "node:fs";
import { join } from "node:path";
import { type PromotionVerdict, promotionTest, readEvaluation } from "@devflow/training";

/**
 * What the promotion test says of the runs that null_runs.py left in folders: `error-rates.ts [--json] FOLDER…`
 * prints a table in Markdown, or every verdict.
 */

const words = process.argv.slice(2);
const runs = await verdictsIn(words.filter((word) => word !== "--json"));
process.stdout.write(words.includes("--json") ? JSON.stringify(runs) : table(runs));

async function verdictsIn(folders: readonly string[]): Promise<Record<string, PromotionVerdict[]>> {
  const found: Record<string, PromotionVerdict[]> = {};
  for (const folder of folders) {
    for (const file of readdirSync(folder).filter((name) => name.endsWith(".json"))) {
      const { examples } = await readEvaluation(join(folder, file));
      const kind = file.replace(/-\d+\.json$/, "");
      found[kind] = [...(found[kind] ?? []), promotionTest(examples)];
    }
  }
  return found;
}

function table(found: Record<string, PromotionVerdict[]>): string {
  const rows = Object.entries(found).map(([kind, verdicts]) => {
    const preferred = verdicts.filter(({ decision }) => decision === "prefer").length;
    const cells = [kind, spread(verdicts, "gain"), spread(verdicts, "proof")];
    return `| ${cells.join(" | ")} | ${preferred} of ${verdicts.length} |\n`;
  });
  return `| trained on | gain | proof | preferred |\n| --- | --- | --- | --- |\n${rows.join("")}`;
}

/** Mean, standard deviation, and the outermost of the runs. */
function spread(verdicts: readonly PromotionVerdict[], of: "gain" | "proof"): string {
  const values = verdicts.flatMap(({ methods }) => methods[0]?.[of]?.value ?? []);
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  const squares = values.reduce((sum, value) => sum + (value - mean) ** 2, 0);
  const deviation = Math.sqrt(squares / Math.max(1, values.length - 1));
  const ends = [Math.min(...values), Math.max(...values)].map((value) => value.toFixed(3));
  return `${mean.toFixed(3)} ± ${deviation.toFixed(3)} (${ends.join(" to ")})`;
}
