import type { Calls } from "../calls/calls.ts";
import { nodesOfKinds } from "../checks/functions-of.ts";
import { codeOf, type Fact, type FactFile, lineAt } from "./fact.ts";

/**
 * Java: methods that added lines call and that neither the class they are asked of has, nor anything
 * it extends. Only where all of that is in the repository: else a library may bring it.
 */
export async function unresolvedMembers(
  { file, head }: FactFile,
  calls: Calls | null,
): Promise<Fact[]> {
  if (calls === null || head?.language !== "java" || head.hasErrors) return [];
  const code = await calls.code.read(file.path);
  const added = calls.code.addedLines(file.path);
  const facts: Fact[] = [];
  for (const call of code === null ? [] : nodesOfKinds(code.root, ["method_invocation"])) {
    const name = call.field("name");
    const line = (name?.range().start.line ?? -1) + 1;
    if (code === null || name === null || !added.has(line)) continue;
    const lookup = await calls.lookUp(file.path, code, call);
    if (lookup === null || lookup.found.length > 0) continue;
    const classes = lookup.places.map((place) => place.slice(place.indexOf("#") + 1));
    const text = `${codeOf(name.text())}, called on line ${line}, is defined nowhere: not in ${classes.join(", ")}, which extend nothing else`;
    facts.push({ kind: "unresolved", text, at: lineAt("RIGHT", line) });
  }
  return facts;
}
