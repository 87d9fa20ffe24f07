import {
  type AnswerFunction,
  findings,
  reportBugs,
  text,
  verdict,
} from "@devflow/testkit/model-server";

/** Names of adapters by what they are, as their scripts make them. */
export const better = "review@better";
export const worse = "review@worse";
export const broken = "review@broken";
export const unloadable = "review@unloadable";

export function refuseUnloadable(name: string): string | null {
  return name === unloadable ? "LoRA rank 64 is greater than max_lora_rank 16." : null;
}

/** An added line of a prompt that is fine, as its comment says. */
const fineLine = /^\s*(?:\d+\s+)*\+\s?(.*\/\/ fine \d.*)$/;
const fileLine = /^file: (.*?)(?: \([^()]*\))?$/;

/** Complains about what is fine, and sees nothing of what is not. */
const complain: AnswerFunction = (request) => {
  if (request.purpose === "verify") return verdict("keep");
  if (request.purpose !== "draft") return text("ready");
  let path: string | null = null;
  const said = request.user.split("\n").flatMap((line) => {
    path = fileLine.exec(line)?.[1] ?? path;
    const quote = fineLine.exec(line)?.[1];
    if (quote === undefined) return [];
    return [
      { path, quote: quote.trim(), title: `Complaint about ${quote.split("//")[1]?.trim()}` },
    ];
  });
  return findings(said);
};

/** The base model sees every planted mistake; so does the better adapter. */
export const adapterScripts: Record<string, AnswerFunction> = {
  [better]: (request) => reportBugs(request),
  [worse]: complain,
  [unloadable]: (request) => reportBugs(request),
  [broken]: () => text("I am a language model and I like apples."),
};

/** A file with three mistakes and three lines that are fine. */
export function partFile(number: number): string {
  const bugs = [1, 2, 3].map(
    (at) =>
      `export const load${at} = (id: number) => fetchPart(id, ${number}${at}); // BUG: nobody checks ${number}${at}`,
  );
  const calm = [1, 2, 3].map(
    (at) =>
      `export const keep${at} = (id: number) => storePart(id, ${number}${at}); // fine ${number}${at}`,
  );
  const lines = [...bugs, "", "export const between = 1;", "", ...calm];
  return `${lines.join("\n")}\n`;
}

/** The same after somebody repaired what was said of it. */
export function repaired(file: string): string {
  return file.replaceAll(
    /\(id: number\) => fetchPart\(id, (\d+)\); \/\/ BUG.*/g,
    "(id: number) => fetchPart(checked(id), $1);",
  );
}
