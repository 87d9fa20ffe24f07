import type { SearchHit } from "../shared/answers.ts";
import { fileName } from "../shared/file-name.ts";

/** One line of the list. */
export interface HitItem {
  label: string;
  description: string;
  detail: string;
  hit: SearchHit;
}

const MAX_DETAIL_CHARACTERS = 160;

/** The list of what was found: what it is, where it stands, and its first telling line. */
export function itemsOfHits(hits: readonly SearchHit[], ownRepository: string | null): HitItem[] {
  return hits.map((hit) => {
    const { repository, path, start_line, kind, symbol, text } = hit;
    const isOwn = ownRepository !== null && isSameRepository(ownRepository, repository);
    const where = `${path}:${start_line}`;
    return {
      label: `${iconOf(kind)} ${symbol ?? fileName(path)}`,
      description: isOwn ? where : `${repository} · ${where}`,
      detail: tellingLine(text),
      hit,
    };
  });
}

/** A remote's address names the repository at its end: `…/owner/name.git` is `owner/name`. */
export function isSameRepository(remote: string, repository: string): boolean {
  const plain = remote
    .replace(/\/+$/, "")
    .replace(/\.git$/, "")
    .toLowerCase();
  const name = repository.toLowerCase();
  return plain === name || plain.endsWith(`/${name}`) || plain.endsWith(`:${name}`);
}

const icons: readonly [RegExp, string][] = [
  [/function|method/, "$(symbol-method)"],
  [/class|struct|record/, "$(symbol-class)"],
  [/interface|trait|type/, "$(symbol-interface)"],
  [/test/, "$(beaker)"],
  [/doc|prose|markdown/, "$(book)"],
];

function iconOf(kind: string): string {
  return icons.find(([pattern]) => pattern.test(kind))?.[1] ?? "$(code)";
}

function tellingLine(text: string): string {
  const lines = text.split("\n").map((line) => line.trim());
  const line = lines.find((each) => /\w/.test(each)) ?? "";
  return line.length > MAX_DETAIL_CHARACTERS ? `${line.slice(0, MAX_DETAIL_CHARACTERS)}…` : line;
}
