import { type DocumentNode, Kind, type SelectionSetNode } from "graphql";

/** GitHub refuses a query that could give more; "Rate limits and query limits for the GraphQL API". */
export const mostNodes = 500_000;

export interface QueryCost {
  /** Points: the requests that filling every connection once takes, by hundreds; at least one. */
  cost: number;
  nodeCount: number;
}

/** GitHub's own estimate of a query, from its `first` and `last` alone. Fragments count inline. */
export function queryCost(document: DocumentNode, variables: Record<string, unknown>): QueryCost {
  let requests = 0;
  let nodes = 0;
  const fragments = new Map(
    document.definitions.flatMap((each) =>
      each.kind === Kind.FRAGMENT_DEFINITION ? [[each.name.value, each.selectionSet] as const] : [],
    ),
  );
  const walk = (set: SelectionSetNode | undefined, times: number): void => {
    for (const selection of set?.selections ?? []) {
      if (selection.kind === Kind.FRAGMENT_SPREAD) {
        walk(fragments.get(selection.name.value), times);
      } else if (selection.kind === Kind.INLINE_FRAGMENT) {
        walk(selection.selectionSet, times);
      } else {
        const page = selection.arguments?.find(({ name }) => /^(first|last)$/.test(name.value));
        const { value } = page ?? {};
        const size =
          value?.kind === Kind.INT
            ? Number(value.value)
            : value?.kind === Kind.VARIABLE
              ? Number(variables[value.name.value] ?? 1)
              : null;
        if (size !== null) {
          requests += times;
          nodes += times * size;
        }
        walk(selection.selectionSet, times * (size ?? 1));
      }
    }
  };
  for (const definition of document.definitions) {
    if (definition.kind === Kind.OPERATION_DEFINITION) walk(definition.selectionSet, 1);
  }
  return { cost: Math.max(1, Math.round(requests / 100)), nodeCount: nodes };
}
