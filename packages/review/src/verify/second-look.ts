import {
  countPrompt,
  parseVerdict,
  type Verdict,
  type VerifyPromptInput,
  verifyPrompt,
} from "@devflow/expert";
import { languageOf } from "@devflow/syntax";
import type { ExpertSession, NoAnswer } from "../expert-session.ts";
import { limits } from "../limits.ts";
import type { LeftOut } from "../model.ts";
import { textAt } from "../scope/diff-lines-at.ts";
import { codeAround } from "./code-around.ts";
import { type Drop, heldReason } from "./stages.ts";
import type { Gate, Standing, VerifyWorld } from "./standing.ts";

/** Enough for a verdict and a sentence of reason. */
const verdictTokens = 128;

/**
 * Lines around the finding that the expert sees, the first that fits the window: at least some code
 * is worth more than a refused prompt.
 */
const reaches = [40, 25, 12, 5];

/**
 * Characters of each text of the finding, and a quarter of those of the code, when even five lines
 * around do not fit: Chinese costs up to three tokens a character.
 */
const shortened = [500, 250, 120];

export interface SecondLook {
  gate: Gate;
  /** Files about which the expert said something that nobody could look at a second time. */
  leftOut: LeftOut[];
}

/**
 * The gate `second look`: the expert is asked, in a prompt of its own, whether a colleague's
 * finding holds, with the code around, the facts and the suggestion as it would be posted. An
 * answer without a verdict is asked for once more; then the finding is dropped, unless a rule says
 * something about the same lines.
 *
 * @param mayAsk whether the budget of calls allows one more
 * @param isBacked whether a rule stands on the lines of this one
 */
export function secondLook(
  world: VerifyWorld,
  mayAsk: () => boolean,
  isBacked: (standing: Standing) => boolean,
): SecondLook {
  const leftOut: LeftOut[] = [];
  const missed = (standing: Standing, reason: MissedReason, detail = ""): Drop => {
    const drop = { stage: "second look", reason, detail } as const;
    leftOut.push({ path: standing.file.path, reason: heldReason(drop), kind: "missed" });
    return drop;
  };
  const gate: Gate = async (standing) => {
    if (standing.candidate.source !== "expert") return standing;
    const { session } = world;
    if (session === null || !mayAsk()) {
      return missed(standing, "no second look: over the budget", `${limits.verifyCalls} calls`);
    }
    const answer = await judge(standing, session, world);
    if (typeof answer === "string") return missed(standing, `no second look: ${answer}`);
    if (answer.verdict === "keep") return { ...standing, verdict: "keep" };
    if (answer.verdict === "drop") {
      return { stage: "second look", reason: "refuted on second look", detail: answer.reason };
    }
    if (isBacked(standing)) return { ...standing, verdict: "none" };
    return { stage: "second look", reason: "no verdict on second look", detail: "" };
  };
  return { gate, leftOut };
}

type MissedReason = `no second look: ${NoAnswer | "over the budget"}`;

interface Judgement {
  verdict: Verdict;
  reason: string;
}

/** Why there is no answer at all, or the answer. An unclear one is asked for again, warmer: at 0 it would be the same. */
async function judge(
  standing: Standing,
  session: ExpertSession,
  world: VerifyWorld,
): Promise<Judgement | NoAnswer> {
  const prompt = await fittingPrompt(standing, session, world);
  const ask = async (temperature: number) => {
    const completion = await session.askOrSay({
      ...prompt,
      maxOutputTokens: verdictTokens,
      temperature,
      purpose: "verify",
      ...(world.signal && { signal: world.signal }),
    });
    return typeof completion === "string" ? completion : parseVerdict(completion.text);
  };
  const first = await ask(0);
  if (typeof first === "string" || first.verdict !== "none") return first;
  const second = await ask(0.4);
  return typeof second === "string" ? first : second;
}

/** Retrieved code goes first when the window is short, then lines around; both from the far end. */
async function fittingPrompt(standing: Standing, session: ExpertSession, world: VerifyWorld) {
  const { expert } = session;
  const { candidate, file, position } = standing;
  const headText = await world.texts.head(file.path);
  const context = [...world.contextOf(candidate)];
  const room = expert.windowTokens - verdictTokens;
  const promptOf = (reach: number, items: VerifyPromptInput["context"], most = Infinity) =>
    verifyPrompt({
      finding: {
        ...candidate,
        body: cutTo(candidate.body, most),
        suggestion: standing.suggestion === null ? null : cutTo(standing.suggestion, most),
        quote: cutTo(candidate.quote ?? textAt(file, position), most),
      },
      facts: most === Infinity ? candidate.facts : [],
      hunk: {
        path: file.path,
        language: languageOf(file.path) ?? "",
        rendered: cutTo(codeAround(file, headText, standing.anchor, reach), most * 4),
      },
      context: items,
    });
  for (
    let items = context;
    items.length > 0;
    items = items.slice(0, Math.floor(items.length / 2))
  ) {
    const prompt = promptOf(reaches[0] ?? 0, items);
    if ((await countPrompt(expert, prompt)) <= room) return prompt;
  }
  for (const reach of reaches) {
    const prompt = promptOf(reach, []);
    if ((await countPrompt(expert, prompt)) <= room) return prompt;
  }
  for (const most of shortened) {
    const prompt = promptOf(2, [], most);
    if ((await countPrompt(expert, prompt)) <= room) return prompt;
  }
  return promptOf(0, [], shortened.at(-1));
}

function cutTo(text: string, characters: number): string {
  return text.length <= characters ? text : `${text.slice(0, characters).toWellFormed()}…`;
}
