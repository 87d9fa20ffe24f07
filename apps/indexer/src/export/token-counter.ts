import { type ExpertSettings, loadExperts, type Settings } from "@devflow/config";
import { estimatingCounter, type TokenCounter } from "@devflow/dataset/write";
import { type AskableExpert, connectExpert, estimateTokens } from "@devflow/expert";
import type { Logger } from "@devflow/logging";

/** Of one expert and method: at 2 ms a count a minute for all of them together. */
const MOST_EXAMPLES = 2_000;

/** Texts of which no tokenizer says exactly what the estimate says, all three of them. */
const PROBES = [
  "const settled = await Promise.all(findings.map((finding) => finding.settle()));",
  "The caller never sees the error, since it is caught and logged only. ".repeat(4),
  "def parse(self, text: str) -> list[int]:\n    return [int(part) for part in text.split()]\n",
];

/** Counts by the tokenizer of the configured expert where its server has one, else by the estimate. */
export async function tokenCounterOf(settings: Settings, logger: Logger): Promise<TokenCounter> {
  const configured = loadExperts(settings);
  if (configured === null || configured === "discover") return estimatingCounter;
  if (configured.tokenizer !== "server") return estimatingCounter;
  const expert = connectExpert(configured, logger);
  return (await countsExactly(expert)) ? serverCounter(expert, configured) : estimatingCounter;
}

function serverCounter(expert: AskableExpert, { model }: ExpertSettings): TokenCounter {
  return {
    countedBy: "server",
    model: model ?? expert.identity.model,
    count: (text) => expert.countTokens(text),
    mostExamples: MOST_EXAMPLES,
  };
}

async function countsExactly(expert: AskableExpert): Promise<boolean> {
  for (const probe of PROBES) {
    if ((await expert.countTokens(probe)) !== estimateTokens(probe)) return true;
  }
  return false;
}
