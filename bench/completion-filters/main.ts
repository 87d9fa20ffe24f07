/**
 * Are completions cut where they should be? Pieces are cut out of real files where developers write,
 * by the syntax tree, which the rules for completions do not see. They are fed what a model gives:
 * the piece alone, the piece and what it goes on with, and answers as they go wrong. What is shown
 * is compared with what stood there, character by character.
 *
 *   node bench/completion-filters/main.ts --repository DIR… [--places N] [--misses KIND] [--json]
 */
import { parseArgs } from "node:util";
import { openRepository } from "@devflow/git";
import { heading, table } from "../support/table.ts";
import { answers } from "./answers.ts";
import { choosePlaces, placeKinds, singleLineKinds } from "./choose-places.ts";
import { type Judged, judge } from "./judge.ts";

const { values } = parseArgs({
  options: {
    repository: { type: "string", multiple: true, default: [import.meta.dirname] },
    places: { type: "string", default: "100" },
    misses: { type: "string" },
    json: { type: "boolean", default: false },
  },
});

const verdicts = ["right", "short", "long", "dropped", "other"] as const;
const judged: Judged[] = [];
for (const folder of values.repository) {
  await using repository = await openRepository(folder);
  const places = await choosePlaces(repository, Number(values.places));
  for (const place of places) {
    for (const [name, make] of Object.entries(answers)) {
      const given = make(place);
      if (given !== null) judged.push(await judge(place, name, given));
    }
  }
}

if (values.json) console.log(JSON.stringify(summary(), null, 2));
else print();
if (values.misses !== undefined) printMisses(values.misses);

function groups(): [string, Judged[]][] {
  return Object.keys(answers).flatMap((name): [string, Judged[]][] => {
    const own = judged.filter((each) => each.answer === name);
    const single = own.filter(({ place }) => singleLineKinds.has(place.kind));
    const several = own.filter(({ place }) => !singleLineKinds.has(place.kind));
    return [
      [`${name}, one line`, single],
      [`${name}, several lines`, several],
    ];
  });
}

function print(): void {
  console.log(`${heading()}\n`);
  const head = [
    "the model's answer",
    "answers",
    "right",
    "too short",
    "too long",
    "dropped",
    "other",
  ];
  const rows = groups()
    .filter(([, all]) => all.length > 0)
    .map(([name, all]) => row(name, all));
  console.log(table(head, rows));
  const kinds = placeKinds.map((kind) => {
    const cells = [
      "ends by itself",
      "goes on with the file",
      "goes on with code that is not there yet",
    ].map((name) => {
      const own = judged.filter(({ answer, place }) => answer === name && place.kind === kind);
      return own.length === 0 ? "-" : share(own, "right");
    });
    return [kind, ...cells];
  });
  console.log(`\n${table(["place", "by itself", "with the file", "not there yet"], kinds)}`);
  const times = judged.map(({ ms }) => ms).sort((a, b) => a - b);
  const at = (part: number) => (times[Math.floor((times.length - 1) * part)] ?? 0).toFixed(2);
  console.log(`\nrules, view and filters, ms: p50 ${at(0.5)}, p90 ${at(0.9)}, p99 ${at(0.99)}`);
}

function row(name: string, all: readonly Judged[]): string[] {
  return [name, String(all.length), ...verdicts.map((verdict) => share(all, verdict))];
}

function share(all: readonly Judged[], verdict: Judged["verdict"]): string {
  const count = all.filter((each) => each.verdict === verdict).length;
  return `${((100 * count) / all.length).toFixed(1)} %`;
}

function summary() {
  return groups().map(([name, all]) => ({
    name,
    answers: all.length,
    verdicts: Object.fromEntries(verdicts.map((each) => [each, share(all, each)])),
  }));
}

function printMisses(name: string): void {
  const missed = judged.filter(
    ({ answer, verdict }) => answer.startsWith(name) && verdict !== "right",
  );
  for (const { place, verdict, given, read, extent } of missed) {
    const around = `${given.prefix.slice(-160)}▮${given.suffix.slice(0, 120)}`;
    console.log(
      `\n--- ${place.kind} ${verdict} ${extent} ${read.endedBy} ${JSON.stringify(read.filters)} ${place.path}`,
    );
    console.log(
      `${around}\n  wanted ${JSON.stringify(given.wanted)}\n  shown  ${JSON.stringify(read.text)}`,
    );
  }
}
