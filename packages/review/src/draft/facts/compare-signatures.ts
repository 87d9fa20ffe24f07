import type { Signature } from "./read-signature.ts";

/**
 * What callers must follow, in words; empty when they need not: nothing changed, or only
 * parameters came that may be left out.
 */
export function compareSignatures(before: Signature, after: Signature): string[] {
  const [old, now] = [before.parameters, after.parameters];
  const oldNames = old.map(({ name }) => name);
  const newNames = now.map(({ name }) => name);
  const removed = oldNames.filter((name) => !newNames.includes(name));
  const added = now.filter(({ name }) => !oldNames.includes(name));
  const changes: string[] = [];
  if (isRenaming(before, after)) {
    // Callers by position see no difference.
  } else {
    const required = added.filter(({ isOptional }) => !isOptional).map(({ name }) => name);
    if (removed.length > 0) changes.push(`${parameters(removed)} removed`);
    if (required.length > 0) changes.push(`${parameters(required)} added`);
    const common = oldNames.filter((name) => newNames.includes(name));
    const order = newNames.filter((name) => oldNames.includes(name));
    if (common.join() !== order.join()) changes.push(`order now ${order.join(", ")}`);
    else if (required.length + removed.length === 0 && isOptionalInBetween(oldNames, newNames)) {
      changes.push(`${parameters(added.map(({ name }) => name))} added in between`);
    }
  }
  for (const { name, type, isOptional } of now) {
    const former = old.find((each) => each.name === name);
    if (former === undefined) continue;
    if (former.type !== type)
      changes.push(`${name} was ${former.type || "untyped"}, is ${type || "untyped"}`);
    else if (former.isOptional && !isOptional) changes.push(`${name} may no longer be left out`);
  }
  if (before.returns !== after.returns && before.returns !== "" && after.returns !== "") {
    changes.push(`returned ${plain(before.returns)}, now ${plain(after.returns)}`);
  }
  return changes;
}

/** The same number of parameters with the same types, in which only names differ. */
function isRenaming(before: Signature, after: Signature): boolean {
  const [old, now] = [before.parameters, after.parameters];
  const isSame = (at: number) => {
    const [one, other] = [old[at], now[at]];
    return one?.type === other?.type && (one?.name === other?.name || one?.type !== "");
  };
  const names = new Set(old.map(({ name }) => name));
  const isReordered = now.some(({ name }, at) => names.has(name) && old[at]?.name !== name);
  return old.length === now.length && !isReordered && old.every((_, at) => isSame(at));
}

function isOptionalInBetween(old: readonly string[], now: readonly string[]): boolean {
  return old.some((name, at) => now[at] !== name);
}

function parameters(names: readonly string[]): string {
  return `${names.length === 1 ? "parameter" : "parameters"} ${names.join(", ")}`;
}

function plain(returns: string): string {
  return returns.replace(/^(?::|->)/, "");
}
