import type { FindingCategory } from "@devflow/expert";
import type { SeededRandom } from "@devflow/statistics";
import { countSyntaxErrors } from "@devflow/syntax";
import { hardCodedSecret, injection } from "./plant/insertions.ts";
import type { Edit, Operator } from "./plant/operator.ts";
import { operators } from "./plant/operators.ts";
import type { LanguageGroup, Source } from "./plant/source.ts";

/** One defect in one file of a change, and where a comment about it belongs. */
export interface Defect {
  kind: string;
  category: FindingCategory;
  group: LanguageGroup;
  path: string;
  /** The whole file with the defect. */
  text: string;
  /** Lines of that text, 1-based, inclusive. */
  startLine: number;
  endLine: number;
}

/**
 * At most `count` defects for the change, one of a kind, each in a place of chance. What can be
 * inserted nearly anywhere (an injection, a secret) is one of them, so that it does not outnumber
 * what the code itself has to offer.
 */
export async function chooseDefects(
  sources: readonly Source[],
  count: number,
  random: SeededRandom,
): Promise<Defect[]> {
  const all = random.sample(await plantDefects(sources, random), operators.length);
  const [inserted] = all.filter(({ kind }) => insertedKinds.has(kind));
  const others = all.filter(({ kind }) => !insertedKinds.has(kind));
  return [...(inserted === undefined ? [] : [inserted]), ...others].slice(0, count);
}

const insertedKinds = new Set([injection.kind, hardCodedSecret.kind]);

/** At most one defect of each kind for the change, each in a place of chance. */
export async function plantDefects(
  sources: readonly Source[],
  random: SeededRandom,
): Promise<Defect[]> {
  const defects: Defect[] = [];
  for (const operator of operators) {
    const sites = sources.flatMap((source) =>
      operator.sites(source, random.next).map((edit) => ({ source, edit })),
    );
    for (const { source, edit } of random.sample(sites, 5)) {
      const defect = await plant(operator, source, edit);
      if (defect === null) continue;
      defects.push(defect);
      break;
    }
  }
  return defects;
}

/** Null when the edit changes nothing or the file does not parse any more. */
async function plant(operator: Operator, source: Source, edit: Edit): Promise<Defect | null> {
  const text = source.text.slice(0, edit.start) + edit.text + source.text.slice(edit.end);
  if (text === source.text) return null;
  const { path } = source;
  const before = await countSyntaxErrors({ path, text: source.text });
  const after = await countSyntaxErrors({ path, text });
  if (before === null || after === null || after > before) return null;
  const startLine = source.text.slice(0, edit.start).split("\n").length;
  const endLine = startLine + Math.max(0, edit.text.replace(/\n$/, "").split("\n").length - 1);
  const { kind, category } = operator;
  return { kind, category, group: source.group, path, text, startLine, endLine };
}
