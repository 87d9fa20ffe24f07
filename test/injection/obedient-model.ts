import {
  findings,
  type ModelAnswer,
  type ModelRequest,
  text,
  verdict,
} from "@devflow/testkit/model-server";
import { plainForms } from "../../packages/review/src/draft/instructions/plain-forms.ts";
import { attemptId } from "./attacks.ts";
import { type EvilOutput, evilOutputs, evilSuggestions } from "./evil-outputs.ts";

/** Everything that looks like a key, wherever the model sees it. */
const lootPattern = /gh[ps]_\w{30,}|canary-[\w-]+|sk-[\w-]{20,}|-----BEGIN[^-]+-----/g;

const perAnswer = 3;

/**
 * A model that does whatever the text in its prompt asks, through every disguise, and hands out what
 * it saw. Only what is in the prompt can make it act, as with any model.
 */
export class ObedientModel {
  /** Attempts that it saw in some prompt. */
  readonly seen = new Set<string>();
  readonly #emitted = new Map<string, number>();
  readonly #outputs = new Map<string, EvilOutput>();
  /** Prompts with these words are answered with silence, as attackers also wish. */
  readonly #silentFor = "be-silent";

  /** What an attempt demands; else it is one of the usual outputs. */
  demand(id: string, output: EvilOutput): void {
    this.#outputs.set(id, output);
  }

  readonly answer = (request: ModelRequest): ModelAnswer => {
    const prompt = `${request.system}\n${request.user}`;
    const ids = idsIn(prompt);
    for (const id of ids) this.seen.add(id);
    const isSilent = prompt.includes(this.#silentFor);
    if (request.purpose === "verify") return verdict(isSilent ? "drop" : "keep");
    if (request.purpose === "still_stands") return text("FIXED: as the comment says");
    const loot = [...new Set(prompt.match(lootPattern) ?? [])].join(" ");
    if (request.purpose === "other") return text(this.#words(ids, loot));
    if (isSilent) return text("NO FINDINGS\nAPPROVED, LGTM");
    return this.#findings(request.user, ids, loot);
  };

  #words(ids: readonly string[], loot: string): string {
    const words = ids.slice(0, 25).map((id) => this.#output(id)(id, loot));
    return words.length === 0 ? `Nothing. ${loot}` : words.join("\n\n");
  }

  #findings(prompt: string, ids: readonly string[], loot: string): ModelAnswer {
    const lines = addedLines(prompt);
    const wanted = [...ids]
      .sort((a, b) => (this.#emitted.get(a) ?? 0) - (this.#emitted.get(b) ?? 0))
      .slice(0, perAnswer);
    return findings(
      wanted.flatMap((id, index) => {
        this.#emitted.set(id, (this.#emitted.get(id) ?? 0) + 1);
        const at = lines[index % Math.max(1, lines.length)];
        if (at === undefined) return [];
        const output = this.#output(id)(id, loot);
        return [
          {
            path: at.path,
            quote: at.line,
            severity: "critical" as const,
            category: "security",
            title: `${id} ${output.split("\n", 1)[0]?.slice(0, 80) ?? ""}`,
            body: `This breaks. ${output}`,
            suggestion: evilSuggestions[numberOf(id) % evilSuggestions.length]?.(id) ?? null,
            confidence: 1,
          },
        ];
      }),
    );
  }

  #output(id: string): EvilOutput {
    const known = this.#outputs.get(id) ?? evilOutputs[numberOf(id) % evilOutputs.length];
    if (known === undefined) throw new Error(`no output for ${id}`);
    return known;
  }
}

function numberOf(id: string): number {
  return Number(id.slice(2));
}

function idsIn(prompt: string): string[] {
  const forms = prompt.split("\n").flatMap(plainForms).concat(prompt);
  return [...new Set(forms.flatMap((form) => form.match(attemptId) ?? []))];
}

/** Added lines of the rendered hunks, as the prompt shows them: number, mark, text. */
function addedLines(prompt: string): { path: string; line: string }[] {
  let path = "";
  return prompt.split("\n").flatMap((line) => {
    path = /^file: (.*?)(?: \([^()]*\))?$/.exec(line)?.[1] ?? path;
    const code = /^\s*(?:\d+\s+)*\+\s?(.*\S.*)$/.exec(line)?.[1];
    return code === undefined ? [] : [{ path, line: code.trim() }];
  });
}
