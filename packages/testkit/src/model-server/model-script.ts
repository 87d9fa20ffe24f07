import { type ModelAnswer, text } from "./model-answer.ts";
import type { ModelRequest } from "./model-request.ts";

/** Answers by rule. */
export type AnswerFunction = (request: ModelRequest) => ModelAnswer | Promise<ModelAnswer>;

/** A list is used up in order and has to be used up; a function answers as long as it is asked. */
export type ModelScript = readonly ModelAnswer[] | AnswerFunction;

/** Answers and their book-keeping. */
export interface PlayedScript {
  /** Null when no answer is left. */
  next(request: ModelRequest): Promise<ModelAnswer | null>;
  /** Complaints about answers that nobody asked for and requests that had no answer. */
  leftovers(): string[];
}

interface ScriptsByPurpose {
  draft?: ModelScript;
  verify?: ModelScript;
  /** Default: what was changed is fixed. */
  stillStands?: ModelScript;
  /** Default: answers of people say nothing about the comment. */
  reply?: ModelScript;
}

/** One script for first drafts, one for second looks; requests of other kinds have no answer. */
export function byPurpose(scripts: ScriptsByPurpose): { byPurpose: ScriptsByPurpose } {
  return { byPurpose: scripts };
}

/** An answer for prompts that hold a text. */
export interface PromptRule {
  /** Looked for in everything that the model was sent as text. */
  contains: string | RegExp;
  answer: ModelAnswer | AnswerFunction;
}

/** The first rule that fits answers, as often as it is asked; none fits: `otherwise`. */
export function byPrompt(
  rules: readonly PromptRule[],
  otherwise: AnswerFunction = () => text(""),
): AnswerFunction {
  return (request) => {
    const shown = `${request.system}\n${request.user}`;
    const rule = rules.find(({ contains }) =>
      typeof contains === "string" ? shown.includes(contains) : contains.test(shown),
    );
    if (rule === undefined) return otherwise(request);
    return typeof rule.answer === "function" ? rule.answer(request) : rule.answer;
  };
}

export type ScriptOption = ModelScript | ReturnType<typeof byPurpose>;

export function playScript(script: ScriptOption): PlayedScript {
  return "byPurpose" in script ? playByPurpose(script.byPurpose) : playOne(script, "");
}

function playOne(script: ModelScript, name: string): PlayedScript {
  const answers = typeof script === "function" ? null : [...script];
  let unanswered = 0;
  return {
    async next(request) {
      if (typeof script === "function") return script(request);
      const answer = answers?.shift() ?? null;
      if (answer === null) unanswered++;
      return answer;
    },
    leftovers() {
      const unused = answers?.length ?? 0;
      return [
        ...(unused > 0 ? [`${unused} scripted ${name}answers were not used`] : []),
        ...(unanswered > 0 ? [`${unanswered} ${name}requests had no scripted answer`] : []),
      ];
    },
  };
}

function playByPurpose(scripts: ScriptsByPurpose): PlayedScript {
  const played = {
    draft: playOne(scripts.draft ?? [], "draft "),
    verify: playOne(scripts.verify ?? [], "verify "),
    still_stands: playOne(scripts.stillStands ?? (() => text("FIXED: scripted")), "still stands "),
    reply: playOne(scripts.reply ?? (() => text("OTHER: scripted")), "reply "),
    other: playOne([], "other "),
  };
  return {
    next: (request) => played[request.purpose].next(request),
    leftovers: () => Object.values(played).flatMap((each) => each.leftovers()),
  };
}
