import type { ListedModel } from "../discovery/list-models.ts";

/** Ends of names that say how weights are stored, and not which they are. */
const storage = /[-_.](hf|gguf|awq|gptq|fp8|fp16|bf16|int[48]|[48]bit|bnb|i?q\d[\w]*)$/;

/**
 * What a server says of the base that `model` runs on: of an adapter its parent's names, else its own.
 * Empty where it says nothing that can be compared: `--served-model-name reviewer` is an alias.
 */
export function basesOf(model: string, listed: readonly ListedModel[]): string[] {
  const find = (name: string) => listed.find(({ id }) => id === name);
  const parent = find(model)?.parent ?? model;
  // vLLM's `root` of a base is what it was started with, whatever it is called.
  const base = find(parent);
  const names = base === undefined || base.root === null ? [parent] : [base.root];
  return names.filter(saysWhich);
}

/** A path, a name on the Hub, or one with a size such as 7b. */
function saysWhich(name: string): boolean {
  return name.includes("/") || /(^|[^a-z0-9])\d+(\.\d+)?b([^a-z0-9]|$)/i.test(name);
}

/** Whether two names may be those of one model: `codellama/CodeLlama-7b-hf` and `codellama-7b`. */
export function mayBeSameModel(one: string, other: string): boolean {
  const [a, b] = [plainName(one), plainName(other)];
  return a === "" || b === "" || a.includes(b) || b.includes(a);
}

function plainName(name: string): string {
  let plain = name.toLowerCase().replace(/\/+$/, "").split("/").at(-1) ?? "";
  while (storage.test(plain)) plain = plain.replace(storage, "");
  return plain.replace(/[^a-z0-9]/g, "");
}
