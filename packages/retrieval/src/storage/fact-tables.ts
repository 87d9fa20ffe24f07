import type { CopyColumn } from "@devflow/database/tuples";
import type { SymbolReference } from "@devflow/syntax";
import type { FileFacts } from "../indexing/read-facts.ts";

/** Where facts of one kind are stored. Loads nothing: it is read in the parsing threads too. */
export interface FactTable {
  name: string;
  /** All but the first two, which every table has: the repository and the blob. */
  columns: readonly CopyColumn[];
  rowsOf(facts: FileFacts): unknown[][];
}

export const ownerColumns: readonly CopyColumn[] = [
  { name: "repository_id", type: "int8" },
  { name: "blob_id", type: "int8" },
];

const chunks: FactTable = {
  name: "chunks",
  columns: [
    { name: "ordinal", type: "int4" },
    { name: "kind", type: "text" },
    { name: "symbol", type: "text" },
    { name: "scopes", type: "text[]" },
    { name: "start_line", type: "int4" },
    { name: "end_line", type: "int4" },
    { name: "text", type: "text" },
  ],
  rowsOf: (facts) =>
    facts.chunks.map(({ kind, symbol, scopes, startLine, endLine, text }, ordinal) => [
      ordinal,
      kind,
      symbol,
      scopes,
      startLine,
      endLine,
      text,
    ]),
};

const definitions: FactTable = {
  name: "symbol_definitions",
  columns: [
    { name: "name", type: "text" },
    { name: "kind", type: "text" },
    { name: "scopes", type: "text[]" },
    { name: "start_line", type: "int4" },
    { name: "end_line", type: "int4" },
    { name: "signature", type: "text" },
    { name: "supertypes", type: "text[]" },
  ],
  rowsOf: (facts) =>
    facts.definitions.map(({ name, kind, scopes, startLine, endLine, signature, supertypes }) => [
      name,
      kind,
      scopes,
      startLine,
      endLine,
      signature,
      supertypes,
    ]),
};

const references: FactTable = {
  name: "symbol_references",
  columns: [
    { name: "name", type: "text" },
    { name: "enclosing", type: "text" },
    { name: "line", type: "int4" },
    { name: "uses", type: "int4" },
  ],
  rowsOf: (facts) =>
    mergeReferences(facts.references).map(({ name, enclosing, line, uses }) => [
      name,
      enclosing,
      line,
      uses,
    ]),
};

/** Everything that is stored of a blob beside its own row. */
export const factTables: readonly FactTable[] = [chunks, definitions, references];

/** One row per name and enclosing definition: on this project's code a third of the uses. */
function mergeReferences(references: readonly SymbolReference[]) {
  const merged = new Map<string, SymbolReference & { uses: number }>();
  for (const reference of references) {
    const key = `${reference.name} ${reference.enclosing ?? ""}`;
    const former = merged.get(key);
    if (former === undefined) merged.set(key, { ...reference, uses: 1 });
    else former.uses += 1;
  }
  return [...merged.values()];
}
