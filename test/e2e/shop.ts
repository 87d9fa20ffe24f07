import type { FakeGitHub, PullHandle, RepositoryHandle } from "@devflow/testkit";
import { byPurpose, findings, verdict } from "@devflow/testkit/model-server";

/** A repository with a pull request that brings one mistake in. */
export interface Shop {
  repository: RepositoryHandle;
  pull: PullHandle;
}

const before = "export const currency = 'EUR';\n";

export const cart = `export const currency = 'EUR';

export function average(items: number[]): number {
  const total = items.reduce((sum, item) => sum + item, 0);
  return total / items.length;
}
`;

export const divisionByZero = {
  path: "src/cart.ts",
  quote: "return total / items.length;",
  severity: "high" as const,
  category: "correctness",
  title: "Division by zero for an empty cart",
  body: "`items.length` is 0 for a new cart, so this gives NaN.",
  suggestion: "  return items.length === 0 ? 0 : total / items.length;",
  confidence: 0.9,
};

/** An expert that sees the mistake and stands by it, for as many reviews as there are. */
export const attentiveExpert = byPurpose({
  draft: () => findings([divisionByZero]),
  verify: () => verdict("keep"),
});

export async function openShop(github: FakeGitHub, name = "shop"): Promise<Shop> {
  const repository = await github.createRepository({ name, files: { "src/cart.ts": before } });
  await repository.commit({ branch: "average", files: { "src/cart.ts": cart } });
  const pull = await repository.openPullRequest({ head: "average", title: "Add the average" });
  return { repository, pull };
}
