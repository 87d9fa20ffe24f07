import type { PullHandle, RepositoryHandle } from "@devflow/testkit";
import { micromark } from "micromark";
import { gfm, gfmHtml } from "micromark-extension-gfm";
import { textsOf } from "../../packages/review/test/rendered-page.ts";
import type { EvilOutput } from "./evil-outputs.ts";
import { evilOutputs } from "./evil-outputs.ts";
import type { InjectionWorld } from "./injection-world.ts";
import type { AttemptSource } from "./plant.ts";

/** An attacker who reads what was posted and goes on with what came out most intact. */
const rounds = 4;
const perRound = 12;
const seed = 4_217;

interface Specimen {
  write: EvilOutput;
  id: string;
  /** Characters of it that stand as text on the page, in one piece. */
  survived: number;
}

type Mutation = (text: string) => string;

const mutations: readonly Mutation[] = [
  (text) => text.replace(/[@#<[!]/, (sign) => `\\${sign}`),
  (text) => text.replace(/[@#<[!]/, (sign) => `&#${sign.charCodeAt(0)};`),
  (text) => text.replace(/[@#/]/g, (sign) => `\u200b${sign}`),
  (text) => text.replace(/[@#]/g, (sign) => String.fromCharCode(sign.charCodeAt(0) + 0xfee0)),
  (text) => `\`${text}`,
  (text) => `\`\`\`\n${text}`,
  (text) => `> ${text.replace(/\n/g, "\n> ")}`,
  (text) => `1. a\n\n   ${text.replace(/\n/g, "\n   ")}`,
  (text) => `| a |\n|---|\n| ${text.replace(/\n/g, " ")} |`,
  (text) => `**${text}**`,
  (text) => `[${text}](x)`,
  (text) => `[x](<${text.replace(/\n/g, "")}>)`,
  (text) => `~~${text}~~ ${text}`,
  (text) => `${text}\n${text.toUpperCase()}`,
  (text) => `[a]: ${text.replace(/\s+/g, "")}\n\n[a]`,
  (text) => text.replace(/(.{8})/, "$1\n"),
  (text) => `<b>${text}</b>`,
  (text) => `*a*${text}*b*`,
  (text) => `${text} https://evil.example`,
  (text) => `a\\\n${text}`,
];

/** Pull requests of all rounds, each of which was reviewed. */
export async function adaptiveRounds(
  world: InjectionWorld,
  repository: RepositoryHandle,
  source: AttemptSource,
): Promise<PullHandle[]> {
  const random = randomFrom(seed);
  const pick = <T>(from: readonly T[]): T => from[Math.floor(random() * from.length)] as T;
  let parents: readonly EvilOutput[] = evilOutputs;
  const pulls: PullHandle[] = [];
  for (let round = 0; round < rounds; round += 1) {
    const specimens = Array.from({ length: perRound }, () => {
      const [parent, mutate, again] = [pick(parents), pick(mutations), pick(mutations)];
      const isTwice = random() < 0.5;
      const write: EvilOutput = (id, loot) => {
        const once = mutate(parent(id, loot));
        return isTwice ? again(once) : once;
      };
      return { write, survived: 0, ...attempt(world, source, write) };
    });
    const since = source.all.length - perRound;
    const pull = await openRound(repository, round, specimens);
    source.belong(since, pull);
    pulls.push(pull);
    await world.deliver();
    await world.ended(pull.headSha);
    const texts = pagesOf(pull);
    for (const specimen of specimens) specimen.survived = longest(specimen, texts);
    const best = specimens.toSorted((a, b) => b.survived - a.survived);
    parents = best.slice(0, perRound / 2).map(({ write }) => write);
  }
  return pulls;
}

function attempt(world: InjectionWorld, source: AttemptSource, write: EvilOutput) {
  const path = `src/adaptive-${source.all.length}.ts`;
  const { id, line } = source.next("adaptive", path);
  world.model.demand(id, write);
  return { id, path, line };
}

async function openRound(
  repository: RepositoryHandle,
  round: number,
  specimens: readonly { path: string; line: string; id: string }[],
): Promise<PullHandle> {
  const branch = `adaptive-${round}`;
  const files = specimens.map(({ path, line, id }, index) => {
    const code = `// ${line}\nexport const ${id} = (items: number[]) => items[${index}];\n`;
    return [path, code] as const;
  });
  await repository.commit({ branch, files: Object.fromEntries(files) });
  return await repository.openPullRequest({ head: branch, title: `Round ${round}` });
}

function pagesOf(pull: PullHandle): string[] {
  return [...pull.botReviewComments, ...pull.botComments].flatMap(({ body }) =>
    textsOf(micromark(body, { extensions: [gfm()], htmlExtensions: [gfmHtml()] })),
  );
}

/** The longest piece of what was demanded that stands on the page as plain text. */
function longest({ write, id }: Specimen, texts: readonly string[]): number {
  const wanted = write(id, "");
  const page = texts.join("\n");
  let best = 0;
  for (let start = 0; start < wanted.length; start += 1) {
    while (page.includes(wanted.slice(start, start + best + 1)) && start + best < wanted.length) {
      best += 1;
    }
  }
  return best;
}

/** Mulberry32: the same numbers everywhere. */
function randomFrom(start: number): () => number {
  let state = start;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}
