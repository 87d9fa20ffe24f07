import { Checkout } from "./checkout.ts";

export interface PastShop extends Disposable {
  checkout: Checkout;
  folder: string;
  /** The commits with which the pull requests landed, by number. */
  landed: Record<number, string>;
  /** The first commit. */
  first: string;
}

const base = `export function tax(price: number): number {
  return price * 0.2; // AS_IT_WAS
}
`;

/**
 * A repository with a history: what a backtest of it must find is known.
 *
 * - #1, squashed: `mean` divides by zero in line 4 (BUG: in its comment); fixed four days later.
 * - #2, a merge: clean. A commit that says "fix" only reformats it.
 * - #3, squashed: a call of eval in line 2, which a rule reports; nobody minds.
 * - #4, squashed: a line with BUG: that is none.
 * - #5, squashed: only prose.
 * - #6, squashed, two days before the end: fixed a day later, but its days are not over.
 */
export function createPastShop(): PastShop {
  const checkout = new Checkout();
  const landed: Record<number, string> = {};
  const at = (day: number) => {
    checkout.committedAt = new Date(Date.UTC(2026, 0, day));
  };
  const land = (number: number, title: string, path: string, text: string) => {
    checkout.write(path, text);
    landed[number] = checkout.commit(`${title} (#${number})`);
  };
  at(1);
  checkout.write("src/tax.ts", base);
  const first = checkout.commit("Begin");
  at(2);
  land(1, "Add means", "src/mean.ts", mean("values.length; // BUG: division by zero"));
  at(3);
  mergeTotals(checkout);
  landed[2] = checkout.git("rev-parse", "HEAD");
  at(4);
  land(3, "Add formulas", "src/formula.ts", formula);
  at(5);
  land(4, "Add discounts", "src/discount.ts", discount);
  at(6);
  checkout.write("src/mean.ts", mean("Math.max(1, values.length);"));
  checkout.commit("Fix the mean of no values");
  at(7);
  checkout.write("src/total.ts", total.replaceAll("\n  ", "\n    "));
  checkout.commit("Fix indentation of totals");
  land(5, "Say what there is", "README.md", "# Shop\n\nMeans and totals.\n");
  at(8);
  checkout.write("src/tax.ts", base.replace("AS_IT_WAS", "AS_IT_IS_LATER"));
  checkout.write("src/later.ts", "export const writtenLater = 1; // AS_IT_IS_LATER\n");
  checkout.commit("Change taxes");
  at(98);
  land(
    6,
    "Add stock",
    "src/stock.ts",
    "export function stock(items: number[]): number {\n  return items[0];\n}\n",
  );
  at(99);
  checkout.write(
    "src/stock.ts",
    "export function stock(items: number[]): number {\n  return items[0] ?? 0;\n}\n",
  );
  checkout.commit("Fix the stock of nothing");
  checkout.committedAt = null;
  const { folder } = checkout;
  return { checkout, folder, landed, first, [Symbol.dispose]: () => checkout[Symbol.dispose]() };
}

function mergeTotals(checkout: Checkout): void {
  checkout.git("checkout", "-q", "-b", "totals");
  checkout.write("src/total.ts", total);
  checkout.commit("Write totals");
  checkout.git("checkout", "-q", "main");
  const message = "Merge pull request #2 from ada/totals\n\nAdd totals";
  checkout.git("merge", "-q", "--no-ff", "-m", message, "totals");
}

const mean = (divisor: string) => `import { tax } from "./tax.ts";

export function mean(values: number[]): number {
  return values.reduce((sum, value) => sum + tax(value), 0) / ${divisor}
}
`;

const total = `export function total(values: number[]): number {
  return values.reduce((sum, value) => sum + value, 0);
}
`;

const formula = `export function formula(text: string): number {
  return eval(text);
}
`;

const discount = `import { tax } from "./tax.ts";

export function discount(price: number): number {
  return tax(price) * 0.1; // BUG: this is what was asked for
}
`;
