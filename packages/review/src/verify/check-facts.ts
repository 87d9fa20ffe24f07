import { posix } from "node:path";
import { splitLines } from "@devflow/diff";
import { findSecrets } from "../draft/find-secrets.ts";
import { claimedMissing } from "./claimed-missing.ts";
import { isKnownWord } from "./known-words.ts";
import { type Mentions, mentionsOf } from "./mentions.ts";
import type { Drop } from "./stages.ts";
import type { Gate, Standing, VerifyWorld } from "./standing.ts";

/** Paths of one finding that are read. */
const LOOK_UPS = 5;

/**
 * The gate `facts`: what the finding says is there must be there. Names are looked for in the
 * change, in the file before and after, in what the expert was shown, in the suggestion, and last in
 * the index. A finding is dropped when it calls something undefined that is there, or when none, or less than half, of the names that it claims are
 * known: one unknown name beside known ones is more often a library's than an invention. Of rules
 * and the secret scan only the text is checked for credentials.
 */
export function factsGate(world: VerifyWorld): Gate {
  const words = new KnownWords(world);
  const leak = leaks();
  return async (standing) => {
    const drop = (await leak(standing)) ?? (await invention(standing, world, words));
    return drop ?? standing;
  };
}

/** What we post is read by more people than the code; a model may repeat a secret that it saw. */
function leaks(): (standing: Standing) => Promise<Drop | null> {
  // A rule says the same about ten thousand lines.
  const clean = new Set<string>();
  return async ({ candidate }) => {
    const text = `${candidate.title}\n${candidate.body}`;
    if (clean.has(text)) return null;
    if ((await findSecrets(text)).length > 0) return dropOf("its text holds a credential", "");
    clean.add(text);
    return null;
  };
}

async function invention(
  standing: Standing,
  world: VerifyWorld,
  words: KnownWords,
): Promise<Drop | null> {
  const { candidate, file } = standing;
  if (candidate.source !== "expert") return null;
  const there = await claimedMissing(standing, world);
  if (there.length > 0) return dropOf("it calls undefined what is there", there.join(", "));
  const mentions = mentionsOf(`${candidate.title}\n${candidate.body}`);
  if (mentions.names.length + mentions.paths.length + mentions.lines.length === 0) return null;
  const head = await world.texts.head(file.path);
  const base =
    file.status === "added" ? null : await world.texts.base(file.previousPath ?? file.path);
  const shown = world
    .contextOf(candidate)
    .flatMap(({ path, symbol, reason, text }) => [path, symbol ?? "", reason, text]);
  const texts = [
    head ?? "",
    base ?? "",
    ...shown,
    candidate.suggestion ?? "",
    candidate.quote ?? "",
  ];
  const line = impossibleLine(mentions, [head, base]);
  if (line !== null) return dropOf("it names a line that is not there", String(line));
  const path = await unknownPath(mentions, standing, world, texts);
  if (path !== null) return dropOf("it names a file that is not there", path);
  const ofFile = words.ofFile(file.path, [head ?? "", base ?? ""]);
  const names = await unknownNames(
    mentions,
    world,
    words.ofChange(),
    ofFile,
    wordsIn(texts.slice(2)),
  );
  return names.length * 2 > mentions.names.length
    ? dropOf("it names what is not there", names.join(", "))
    : null;
}

function dropOf(reason: Extract<Drop, { stage: "facts" }>["reason"], detail: string): Drop {
  return { stage: "facts", reason, detail };
}

/** A number beyond both versions of the file; null when one of them is not known. */
function impossibleLine({ lines }: Mentions, texts: readonly (string | null)[]): number | null {
  if (lines.length === 0 || texts[0] === null) return null;
  const longest = Math.max(...texts.map((text) => (text === null ? 0 : splitLines(text).length)));
  return lines.find((line) => line > longest) ?? null;
}

async function unknownPath(
  { paths }: Mentions,
  { file }: Standing,
  world: VerifyWorld,
  texts: readonly string[],
): Promise<string | null> {
  for (const written of paths.slice(0, LOOK_UPS)) {
    const isRelative = /^\.{1,2}\//.test(written);
    const path = isRelative ? posix.join(posix.dirname(file.path), written) : written;
    const isOf = (other: string | null) => other === path || other?.endsWith(`/${path}`) === true;
    const isNamed = world.files.some((other) => isOf(other.path) || isOf(other.previousPath));
    if (isNamed || texts.some((text) => text.includes(written))) continue;
    const isShown = world.files.some(({ hunks }) =>
      hunks.some(({ lines }) => lines.some(({ text }) => text.includes(written))),
    );
    if (isShown || (await isThere(path, world))) continue;
    return written;
  }
  return null;
}

async function isThere(path: string, { readFile, index }: VerifyWorld): Promise<boolean> {
  if (path.startsWith("..")) return false;
  if ((await readFile("head", path)) !== null || (await readFile("base", path)) !== null)
    return true;
  const hits = (await index?.search(path, { limit: 5 })) ?? [];
  return hits.some((hit) => hit.path === path || hit.path.endsWith(`/${path}`));
}

async function unknownNames(
  { names }: Mentions,
  { index }: VerifyWorld,
  ...known: readonly ReadonlySet<string>[]
): Promise<string[]> {
  const missing = names.filter(({ parts }) =>
    parts.every(
      (part) => !isKnownWord(part) && !known.some((words) => words.has(part.toLowerCase())),
    ),
  );
  const lookedUp = missing.flatMap(({ parts }) => parts);
  const indexed = missing.length === 0 ? null : ((await index?.knownNames(lookedUp, [])) ?? null);
  return missing
    .filter(({ parts }) => !parts.some((part) => indexed?.has(part)))
    .map(({ name }) => name);
}

/** The words of the change and of its files, each read once and only when they are asked for. */
class KnownWords {
  readonly #files: VerifyWorld["files"];
  readonly #byPath = new Map<string, ReadonlySet<string>>();
  #ofChange: ReadonlySet<string> | null = null;

  constructor({ files }: VerifyWorld) {
    this.#files = files;
  }

  ofChange(): ReadonlySet<string> {
    this.#ofChange ??= wordsIn(
      this.#files.flatMap(({ path, hunks }) => [
        path,
        ...hunks.flatMap(({ section, lines }) => [section, ...lines.map(({ text }) => text)]),
      ]),
    );
    return this.#ofChange;
  }

  ofFile(path: string, texts: readonly string[]): ReadonlySet<string> {
    const words = this.#byPath.get(path) ?? wordsIn(texts);
    this.#byPath.set(path, words);
    return words;
  }
}

/** In lower case: an expert that writes `userid` for `userId` has invented nothing. */
function wordsIn(texts: readonly string[]): Set<string> {
  const words = new Set<string>();
  for (const text of texts) {
    for (const [word] of text.matchAll(/[\p{L}_$][\p{L}\p{N}_$]*/gu)) words.add(word.toLowerCase());
  }
  return words;
}
