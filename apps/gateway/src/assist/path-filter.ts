/**
 * Whether a path is below a folder, or matches a glob with `*`, `**` and `?`. Case does not count. Other
 * signs stand for themselves, so that no pattern can take long.
 */
export function pathMatcher(pattern: string): (path: string) => boolean {
  const normal = pattern
    .trim()
    .replaceAll("\\", "/")
    .replace(/^(?:\.?\/)+/, "")
    .replace(/\/+$/, "")
    .toLowerCase();
  if (normal === "" || normal === "**") return () => true;
  if (!/[*?]/.test(normal)) {
    return (path) => {
      const lower = path.toLowerCase();
      return lower === normal || lower.startsWith(`${normal}/`);
    };
  }
  const parts = normal.split("/").filter((part, at, all) => part !== "**" || all[at - 1] !== "**");
  return (path) => matches(parts, path.toLowerCase().split("/"));
}

/** By what is reachable, part by part: as many steps as pattern times path, whatever they are. */
function matches(parts: readonly string[], names: readonly string[]): boolean {
  let reached = new Set([0]);
  for (const part of parts) {
    const next = new Set<number>();
    for (const at of reached) {
      if (part === "**") for (let to = at; to <= names.length; to += 1) next.add(to);
      else if (at < names.length && nameMatches(part, names[at] ?? "")) next.add(at + 1);
    }
    reached = next;
  }
  return reached.has(names.length);
}

function nameMatches(glob: string, name: string): boolean {
  let reached = new Set([0]);
  for (const sign of glob) {
    const next = new Set<number>();
    for (const at of reached) {
      if (sign === "*") for (let to = at; to <= name.length; to += 1) next.add(to);
      else if (at < name.length && (sign === "?" || name[at] === sign)) next.add(at + 1);
    }
    reached = next;
  }
  return reached.has(name.length);
}
