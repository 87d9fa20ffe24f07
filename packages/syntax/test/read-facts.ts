import { readSyntax, type SyntaxFacts } from "../src/index.ts";

export async function read(path: string, text: string): Promise<SyntaxFacts> {
  const facts = await readSyntax({ path, text });
  return facts!;
}

/** `kind scopes.name < supertypes`, in source order. */
export const outline = ({ definitions }: SyntaxFacts) =>
  definitions.map(({ kind, scopes, name, supertypes }) =>
    [`${kind} ${[...scopes, name].join(".")}`, ...supertypes].join(" < "),
  );

/** Names used inside of a definition. */
export const usesIn = ({ references }: SyntaxFacts, definition: string) =>
  references.filter(({ enclosing }) => enclosing === definition).map(({ name }) => name);
