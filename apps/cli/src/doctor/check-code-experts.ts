import { type CodeExpertSettings, loadAssistant, type Settings } from "@devflow/config";
import { discoverExpert, discoveredSettings, type FimProbe, probeFim } from "@devflow/expert";
import type { Check, Finding } from "./check-everything.ts";

/** Longer prompts and answers are cut in the middle: their ends say most. */
const SHOWN_CHARACTERS = 160;

/**
 * Has each expert for editors fill a hole whose filling is known: says what was sent where, what came back and
 * what to do about it. Experts that differ in nothing that matters for it are asked once.
 */
export async function checkCodeExperts(
  settings: Settings,
  discover: typeof discoverExpert = discoverExpert,
): Promise<Check[]> {
  const assistant = loadAssistant(settings);
  const found = assistant.isDefaultDiscovered ? await discover() : null;
  const experts = [
    ...assistant.experts,
    ...(found === null ? [] : [{ ...discoveredSettings(found), name: "default" }]),
  ].filter(({ name, tasks }) => name !== "review" && tasks.includes("completion"));
  if (experts.length === 0) {
    return [
      {
        name: "code experts",
        state: "note",
        message: "none is configured: editors get no completions",
        nextStep: "Name one in experts.yaml: docs/experts.md.",
      },
    ];
  }
  // One that reviews, and that nobody named for editors: completions are a gift where they work.
  const review = assistant.experts.find(({ name }) => name === "review");
  const isNamed = ({ name, url, model }: CodeExpertSettings) =>
    name !== "default" || (found === null && (url !== review?.url || model !== review.model));
  const alike = Map.groupBy(experts, ({ url, model, fim, server }) =>
    [url, model, fim, server].join(" "),
  );
  return Promise.all(
    [...alike.values()].map(async (group) => ({
      name: `code expert ${group.map(({ name }) => name).join(", ")}`,
      ...(await checkOne(group, group.some(isNamed))),
    })),
  );
}

async function checkOne(
  [expert]: readonly CodeExpertSettings[],
  isNamed: boolean,
): Promise<Finding> {
  if (expert === undefined) return { state: "ok", message: "", nextStep: null };
  const probe = await probeFim(expert);
  const { verdict, model, family, url, durationMs, problem, nextStep } = probe;
  const who = `${model ?? "the first model"} at ${url ?? expert.url}`;
  if (verdict === "fits") {
    const message = `${who} fills in the middle as ${family}, in ${durationMs} ms${exchangeOf(probe)}`;
    return { state: "ok", message, nextStep: null };
  }
  const isOnlyWorthKnowing = verdict === "unknown_family" || verdict === "other_code";
  return {
    state: isOnlyWorthKnowing || !isNamed ? "note" : "problem",
    message: `${who}: ${problem}${url === null ? "" : exchangeOf(probe)}`,
    nextStep,
  };
}

/** What was sent, what came, and why it ended. */
function exchangeOf({ prompt, text, stopReason, url }: FimProbe): string {
  const sent = prompt === null ? `the parts to ${new URL(url ?? "").pathname}` : shown(prompt);
  const end = stopReason === null ? "without an end" : `ended by ${stopReason}`;
  return `\n         sent: ${sent}\n         came: ${shown(text)}, ${end}`;
}

function shown(text: string): string {
  const half = SHOWN_CHARACTERS / 2;
  const short =
    text.length > SHOWN_CHARACTERS ? `${text.slice(0, half)} … ${text.slice(-half)}` : text;
  return JSON.stringify(short);
}
