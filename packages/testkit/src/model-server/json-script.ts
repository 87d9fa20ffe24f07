import { z } from "zod";
import {
  clean,
  cutConnection,
  findings,
  garbage,
  type ModelAnswer,
  slow,
  status,
  text,
  truncated,
  verdict,
} from "./model-answer.ts";
import type { AnswerFunction } from "./model-script.ts";
import { reportBugs } from "./report-bugs.ts";

const finding = z.strictObject({
  path: z.string().nullable().default(null),
  quote: z.string(),
  severity: z.enum(["critical", "high", "medium", "low"]).optional(),
  category: z.string().optional(),
  title: z.string().optional(),
  body: z.string().optional(),
  suggestion: z.string().nullable().optional(),
  confidence: z.number().min(0).max(1).optional(),
});

const answer = z.union([
  z.enum(["clean", "garbage", "slow", "truncated", "cut", "bugs"]),
  z.strictObject({ text: z.string(), finish_reason: z.string().default("stop") }),
  z.strictObject({ findings: z.array(finding) }),
  z.strictObject({ verdict: z.enum(["keep", "drop"]), reason: z.string().default("scripted") }),
  z.strictObject({ status: z.int().min(400).max(599), retry_after: z.string().optional() }),
]);

const rule = z.strictObject({
  purpose: z.enum(["draft", "verify", "still_stands", "reply", "other"]).optional(),
  /** A text that the prompt contains. */
  contains: z.string().optional(),
  /** The rule is used up after so many requests. */
  times: z.int().positive().optional(),
  answer,
});

/** A script file: the first rule that fits answers; none fits: `bugs`. */
export const jsonScript = z.strictObject({ rules: z.array(rule) });

/** What `--help` prints about script files. */
export const JSON_SCRIPT_HELP = `A script file is JSON: {"rules": [RULE, ...]}. The first rule that fits a request answers it;
when none fits, the server plays an expert that reports every added line with "BUG:" in it.

RULE:    {"purpose": "draft" | "verify" | "still_stands" | "reply" | "other", "contains": "TEXT", "times": N, "answer": ANSWER}
         purpose, contains (in the prompt) and times (then the rule is used up) may be left out.
ANSWER:  "clean" | "garbage" | "slow" | "truncated" | "cut" | "bugs"
         {"findings": [{"path": "src/a.ts", "quote": "code()", "severity": "high", "title": "...", "body": "...",
                        "suggestion": "code(1)", "confidence": 0.9}]}
         {"verdict": "keep" | "drop", "reason": "..."}
         {"text": "...", "finish_reason": "stop" | "length"}
         {"status": 429, "retry_after": "2"}`;

/** The answers of a parsed script file. */
export function playJsonScript({ rules }: z.infer<typeof jsonScript>): AnswerFunction {
  const left = rules.map((each) => each.times ?? Number.POSITIVE_INFINITY);
  return (request) => {
    const index = rules.findIndex(
      (each, at) =>
        (left[at] ?? 0) > 0 &&
        (each.purpose === undefined || each.purpose === request.purpose) &&
        (each.contains === undefined ||
          `${request.system}\n${request.user}`.includes(each.contains)),
    );
    const found = rules[index];
    if (found === undefined || found.answer === "bugs") return reportBugs(request);
    left[index] = (left[index] ?? 0) - 1;
    return toAnswer(found.answer);
  };
}

const WORDS = { clean, garbage, slow, truncated, cut: cutConnection };

function toAnswer(scripted: Exclude<z.infer<typeof answer>, "bugs">): ModelAnswer {
  if (typeof scripted === "string") return WORDS[scripted]();
  if ("findings" in scripted) return findings(scripted.findings.map(withoutUndefined));
  if ("verdict" in scripted) return verdict(scripted.verdict, scripted.reason);
  if ("text" in scripted) return text(scripted.text, scripted.finish_reason);
  const { status: code, retry_after: retryAfter } = scripted;
  return status(code, retryAfter === undefined ? {} : { retryAfter });
}

function withoutUndefined(fields: z.infer<typeof finding>): Parameters<typeof findings>[0][number] {
  return Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined));
}
