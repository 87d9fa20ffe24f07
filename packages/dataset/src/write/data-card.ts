import { originDefinitions } from "./labels.ts";
import type { Manifest, ManifestPart } from "./manifest.ts";

/** The data card of a data set, in Markdown: what is in it, where from, and what to know first. */
export function dataCard(manifest: Manifest): string {
  return `${[
    `# Training data ${manifest.id}`,
    intro(manifest),
    contents(manifest),
    sources(manifest),
    filters(manifest),
    labels(manifest),
    splits(manifest),
    lengths(manifest),
    people(manifest),
    limits,
    licence,
    use(manifest),
  ].join("\n\n")}\n`;
}

function intro({ software, rows, formats }: Manifest): string {
  return `${number(rows)} examples, written by DevFlow ${software.version} for ${formats.join(", ")}. \`manifest.json\` has the same numbers for programs, and a digest of every file.`;
}

function contents({ experts }: Manifest): string {
  const rows = partsOf(experts).map(([expert, method, part]) => [
    expert,
    method,
    number(part.rows.train),
    number(part.rows.validation),
    number(part.rows.test),
    countsText(part.origins),
    countsText(part.languages),
  ]);
  const head = ["expert", "method", "train", "validation", "test", "from", "languages"];
  const origins = new Set(partsOf(experts).flatMap(([, , { origins }]) => Object.keys(origins)));
  const meanings = [...origins]
    .sort()
    .map((origin) => `- \`${origin}\`: ${originDefinitions[origin] ?? origin}`);
  return `## What\n\n${table(head, rows)}\n\n${meanings.join("\n")}\n\n${renderedAgain(experts)}Methods: \`sft\` is a prompt and its answer, \`fim\` a piece of code by what is around it, \`kto\` an answer that was wanted or not, \`kto_chat\` the same of what a language's expert was asked in a conversation, \`dpo\` two answers of which people took one.`;
}

function renderedAgain(experts: Manifest["experts"]): string {
  const count = partsOf(experts).reduce((sum, [, , { rerendered }]) => sum + rerendered, 0);
  if (count === 0) return "";
  return `${number(count)} prompts are made by this version of DevFlow and not as they were sent: the prompt function changed since, and the next expert will be asked in its words.\n\n`;
}

function sources({ repositories, notes, asked }: Manifest): string {
  const rows = Object.entries(repositories).map(([name, repository]) => [
    name,
    number(repository.rows),
    number(repository.pull_requests),
    repository.code_commits.map((commit) => commit.slice(0, 12)).join(", ") || "-",
    `${repository.from.slice(0, 10)} to ${repository.to.slice(0, 10)}`,
  ]);
  const head = ["repository", "examples", "pull requests", "code at commit", "time"];
  const noted = Object.entries(notes).flatMap(([source, facts]) =>
    Object.entries(facts).map(([key, value]) => `- ${source}, ${words(key)}: ${value}`),
  );
  const wanted = [
    asked.experts && `experts ${asked.experts.join(", ")}`,
    asked.repositories && `repositories ${asked.repositories.join(", ")}`,
    asked.since && `nothing before ${asked.since}`,
  ].filter((one) => one !== null && one !== "");
  const narrowed = wanted.length === 0 ? "" : `\n\nAsked for were only ${wanted.join("; ")}.`;
  return `## From where\n\n${table(head, rows)}${narrowed}${noted.length === 0 ? "" : `\n\n${noted.join("\n")}`}`;
}

function filters({ refused }: Manifest): string {
  const rows = Object.entries(refused).flatMap(([filter, reasons]) =>
    Object.entries(reasons).map(([reason, count]) => [filter, words(reason), number(count)]),
  );
  const nothing = "Nothing was refused.";
  return `## What was left out\n\n${rows.length === 0 ? nothing : table(["filter", "reason", "examples"], rows)}`;
}

function labels({ experts, labels: definitions }: Manifest): string {
  const counts: Record<string, number> = {};
  let [wanted, unwanted] = [0, 0];
  for (const [, , part] of partsOf(experts)) {
    wanted += part.labels?.wanted ?? 0;
    unwanted += part.labels?.unwanted ?? 0;
    for (const [decided, count] of Object.entries(part.decided_by)) {
      if (decided !== "none") counts[decided] = (counts[decided] ?? 0) + count;
    }
  }
  const rows = Object.entries(counts)
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([decided, count]) => [decided, number(count), definitions[decided] ?? ""]);
  const all =
    rows.length === 0 ? "No example has one." : table(["decided by", "examples", "means"], rows);
  return `## Labels\n\n${all}\n\nOf the unpaired answers ${number(wanted)} were wanted and ${number(unwanted)} were not. An answer that nobody reacted to has no label and is not in the set.`;
}

function splits({ splits: { reviews, code, same_prompt } }: Manifest): string {
  return `## Splits\n\n- Reviews ${reviews}.\n- Code ${code}.\n- ${same_prompt[0]?.toUpperCase()}${same_prompt.slice(1)}.\n\nA split without examples has no file.`;
}

function lengths({ experts }: Manifest): string {
  const rows = partsOf(experts).map(([expert, method, { tokens }]) => [
    expert,
    method,
    ...[tokens.total.p50, tokens.total.p90, tokens.total.p99, tokens.total.max].map(number),
    number(tokens.max_length),
    number(tokens.cut),
    number(tokens.dropped),
    number(tokens.counted),
  ]);
  const head = [
    "expert",
    "method",
    "p50",
    "p90",
    "p99",
    "longest",
    "max_length",
    "cut",
    "dropped",
    "counted",
  ];
  const [first] = partsOf(experts);
  const by =
    first?.[2].tokens.counted_by === "server"
      ? `Tokens of prompt and answer, counted by the tokenizer of ${first[2].tokens.model ?? "the expert's server"}. Where there are more examples than were counted, the counted ones are a sample by digest, and the numbers are of the sample.`
      : "Tokens of prompt and answer by DevFlow's estimate, since no server with a tokenizer was reached. It is made for Llama-2's vocabulary and is rather too high: a quarter in the middle.";
  return `## Length\n\n${table(head, rows)}\n\n${by} With \`max_length\` tokens, trainers cut an example at its end: \`cut\` ones lose a part of the answer, \`dropped\` ones all of it, and are left out silently.`;
}

function people({ people: { names, masked_answers, prompts_with_at_signs } }: Manifest): string {
  const how =
    names === "kept"
      ? "Logins are kept: whoever made this set asked for that. Treat it as personal data."
      : `Logins are pseudonyms (\`person-…\`), the same in every set of this installation. In answers, mentions, e-mail addresses and known logins were replaced too (${number(masked_answers)} answers); code in them was left alone.`;
  return `## People and names\n\n${how}\n\nNames of repositories, paths and code are as they are: they stand in the prompts. Prompts are byte for byte what the expert was asked, so whatever a description or the code itself says of people is in them; ${number(prompts_with_at_signs)} prompts of reviews have an @ in them.`;
}

const limits = `## Known limits

- The answers of an expert are in the set where people acted on them: what it never said is there only through what people wrote.
- Lines that changed after a remark may have changed for another reason.
- Where nothing was said of a change, that nothing was found later does not prove that nothing was there.
- Pseudonyms are no anonymity: whoever knows the repository can find out who wrote a pull request.`;

const licence = `## Licence

The code and comments belong to whoever holds the rights to the repositories above. DevFlow adds none and takes none. Do not publish this set, or a model that was trained on it, unless you may publish the code.`;

function use({ formats }: Manifest): string {
  const lines = {
    trl: "- TRL: `dataset_name: <this folder>/<expert>/<method>`. Prompts are messages; the trainer puts them into the chat template of the base model's tokenizer. An expert with `api: completions` is asked by DevFlow in Llama-2's instruct template: the template of Llama-2-chat gives the same text. A base model without a template needs one (`chat_template_path`), and it has to be that one.",
    axolotl:
      "- Axolotl: the `datasets.yaml` beside the files has the entries for its configuration; run it from this folder.",
    "llama-factory":
      "- LLaMA-Factory: `dataset_dir: <this folder>/llama-factory`, `dataset: <expert>_<method>_train`; fill-in-the-middle with `template: empty`.",
  };
  return `## Use\n\n${formats.map((format) => lines[format]).join("\n")}`;
}

function partsOf(experts: Manifest["experts"]): [string, string, ManifestPart][] {
  return Object.entries(experts).flatMap(([expert, methods]) =>
    Object.entries(methods).map(([method, part]): [string, string, ManifestPart] => [
      expert,
      method,
      part,
    ]),
  );
}

function countsText(counts: Readonly<Record<string, number>>): string {
  return Object.entries(counts)
    .map(([name, count]) => `${name} ${number(count)}`)
    .join(", ");
}

function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]) =>
    `| ${cells.map((cell) => cell.replace(/[|\n]/g, " ")).join(" | ")} |`;
  return [line(head), line(head.map(() => "---")), ...rows.map(line)].join("\n");
}

/** With a comma every three digits, whatever the machine's language. */
function number(value: number): string {
  return value.toLocaleString("en-US");
}

function words(name: string): string {
  return name.replaceAll("_", " ");
}
