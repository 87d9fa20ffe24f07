import { Checkout } from "./checkout.ts";

export interface Shop extends Disposable {
  checkout: Checkout;
  folder: string;
  /** The commits on `main`, oldest first. */
  main: string[];
  /** The only commit of `sums`, the branch that is checked out. */
  sums: string;
}

/**
 * A checkout of two commits on `main`, and a branch `sums` with one more: a line that a rule
 * reports at severity `high`, and a division that only an expert can judge. The second commit of
 * `main` has such a line too.
 */
export function createShop(): Shop {
  const checkout = new Checkout();
  checkout.write("src/price.ts", "export const price = 2;\n");
  checkout.write("package-lock.json", "{}\n");
  const first = checkout.commit("Begin");
  checkout.write(
    "src/price.ts",
    "export const price = 2;\nexport const priceOf = (formula: string) => eval(formula);\n",
  );
  const second = checkout.commit("Compute prices");
  checkout.git("checkout", "-q", "-b", "sums");
  checkout.write(
    "src/sum.ts",
    `export function average(prices: number[]): number {
  return prices.reduce((sum, price) => sum + price, 0) / prices.length;
}

export function formula(text: string): number {
  return eval(text);
}
`,
  );
  checkout.write("package-lock.json", '{"lockfileVersion": 3}\n');
  const sums = checkout.commit("Add sums");
  return {
    checkout,
    folder: checkout.folder,
    main: [first, second],
    sums,
    [Symbol.dispose]: () => checkout[Symbol.dispose](),
  };
}

/** A mistake of `sums` as an expert may report it. */
export const divisionByZero = {
  path: "src/sum.ts",
  quote: "return prices.reduce((sum, price) => sum + price, 0) / prices.length;",
  severity: "critical" as const,
  category: "correctness",
  title: "Division by zero without prices",
  body: "`prices.length` is 0 for an empty list, so this gives NaN.",
  suggestion: null,
  confidence: 0.9,
};
