import { createHash } from "node:crypto";
import type { Example } from "../model.ts";
import type { People } from "./people.ts";

/** Characters of one example: more is no review and no function. */
const mostCharacters = 1_000_000;

type Spooled<T> = T extends Example
  ? Omit<T, "provenance"> & { provenance: Omit<T["provenance"], "at"> & { at: string } }
  : never;

/** An example as one line of JSON, for the disk between reading and writing. */
export function toSpooled(example: Example): string {
  return JSON.stringify(example);
}

/** What {@link toSpooled} wrote, by the same process. */
export function fromSpooled(text: string): Example {
  const spooled: Spooled<Example> = JSON.parse(text);
  const provenance = { ...spooled.provenance, at: new Date(spooled.provenance.at) };
  return { ...spooled, provenance };
}

/**
 * The place of an example in the data set: examples of one expert and method are together, and of
 * these those of one prompt; otherwise by the digest of the prompt, which is as good as shuffled.
 */
export function sortKey(example: Example): string {
  const { expert, method, id } = example;
  return [expert, method, promptDigest(example), id]
    .map((part) => part.replace(/\s/g, " "))
    .join(SEPARATOR);
}

const SEPARATOR = "\u001f";

/** Expert, method and digest of the prompt: what examples of one prompt share. */
export function promptKey(key: string): string {
  return key.split(SEPARATOR, 3).join(SEPARATOR);
}

function promptDigest({ prompt }: Example): string {
  const hash = createHash("sha256");
  if (typeof prompt === "string") hash.update(prompt);
  else hash.update(prompt.system).update("\0").update(prompt.user);
  return hash.digest("hex").slice(0, 32);
}

/** 0..1 by the prompt: which examples are in a sample of a share. */
export function chanceOf(key: string): number {
  const digest = key.split(SEPARATOR, 3)[2] ?? "";
  return Number.parseInt(digest.slice(0, 8), 16) / 2 ** 32;
}

/** The answers of an example, with what it says of them: two examples with equal ones are one. */
export function answersOf(example: Example): readonly string[] {
  if (example.method === "dpo") return [example.chosen, example.rejected];
  return "isWanted" in example
    ? [example.completion, String(example.isWanted)]
    : [example.completion];
}

/** Why an example cannot be trained on, null when it can. */
export function formProblem(example: Example): string | null {
  const { prompt } = example;
  const asked = typeof prompt === "string" ? prompt : prompt.system + prompt.user;
  const answers =
    example.method === "dpo" ? [example.chosen, example.rejected] : [example.completion];
  if (asked.trim() === "") return "empty_prompt";
  if (answers.some((answer) => answer.trim() === "")) return "empty_answer";
  if (example.method === "dpo" && example.chosen === example.rejected) return "equal_answers";
  const characters = answers.reduce((sum, { length }) => sum + length, asked.length);
  return characters > mostCharacters ? "too_long" : null;
}

/** Texts that JSON readers accept: half a surrogate pair is replaced, as on the way to a server. */
export function wellFormed(example: Example): Example {
  const whole = (text: string) => text.toWellFormed();
  if (example.method === "fim") {
    return withAnswers({ ...example, prompt: whole(example.prompt) }, whole);
  }
  if (example.method === "kto" && typeof example.prompt === "string") {
    return withAnswers({ ...example, prompt: whole(example.prompt) }, whole);
  }
  if (typeof example.prompt === "string") return example;
  const { system, user } = example.prompt;
  return withAnswers({ ...example, prompt: { system: whole(system), user: whole(user) } }, whole);
}

/** The example without people's names, and whether that changed an answer. */
export function withoutNames(
  example: Example,
  people: People,
): { example: Example; isMasked: boolean } {
  const { provenance } = example;
  const author = provenance.author === null ? null : people.nameOf(provenance.author);
  const named = { ...example, provenance: { ...provenance, author } };
  if (!COMMENTS.has(provenance.origin)) return { example: named, isMasked: false };
  let isMasked = false;
  const masked = withAnswers(named, (answer) => {
    const text = people.mask(answer);
    isMasked ||= text !== answer;
    return text;
  });
  return { example: masked, isMasked };
}

/** Answers in people's or the expert's words. Those of other origins are code. */
const COMMENTS: ReadonlySet<string> = new Set(["finding", "human_comment", "explanation"]);

function withAnswers(example: Example, of: (answer: string) => string): Example {
  return example.method === "dpo"
    ? { ...example, chosen: of(example.chosen), rejected: of(example.rejected) }
    : { ...example, completion: of(example.completion) };
}

/** True where the prompt of a review may name somebody: prompts stay as they were asked. */
export function hasAtSign({ prompt, provenance }: Example): boolean {
  if (typeof prompt === "string" || provenance.pullNumber === null) return false;
  return prompt.user.includes("@");
}
