/**
 * Makes a repository with a year of pull requests of the shop of examples/: mistakes of it, some of
 * which are fixed later, mistakes that no rule knows, and clean changes. For docs/backtest.md.
 *
 *   node bench/backtest/make-shop-history.ts FOLDER
 */
import { execFileSync } from "node:child_process";
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { invariant, UsageError } from "@devflow/errors";

const examples = fileURLToPath(new URL("../../examples/shop/", import.meta.url));

interface Pull {
  title: string;
  path: string;
  text: string;
  /** What a later commit makes of it, and after how many days. */
  fix?: { title: string; from: string; to: string; days: number };
}

/** The lines from the first that begins with `from` to the next that begins with `to`. */
function piece(file: string, from: string, to: string): string {
  const lines = readFileSync(join(examples, file), "utf8").split("\n");
  const first = lines.findIndex((line) => line.startsWith(from));
  const last = lines.findIndex((line, at) => at >= first && line.startsWith(to));
  invariant(first !== -1 && last !== -1, "the example has the piece");
  return `${lines.slice(first, last + 1).join("\n")}\n`;
}

const pulls: Pull[] = [
  {
    title: "Find the orders of a customer",
    path: "src/orders/find-orders.ts",
    text:
      piece("orders.ts", "import", "}") +
      piece("orders.ts", "export async function findOrders", "}"),
    fix: {
      title: "Fix a crash on customers with an apostrophe",
      from: "(`SELECT * FROM orders WHERE customer = '$" + "{customer}'`)",
      to: '("SELECT * FROM orders WHERE customer = $1", [customer])',
      days: 12,
    },
  },
  {
    title: "Add a discount for large orders",
    path: "src/orders/discount.ts",
    text: "export function discountCents(totalCents: number): number {\n  return totalCents > 10_000 ? Math.round(totalCents / 20) : 0;\n}\n",
  },
  {
    title: "Load templates of invoices",
    path: "invoices/templates.py",
    text: `import yaml\n\n\n${piece("invoices.py", "def load_template", "        return")}`,
  },
  {
    title: "Ship all orders at once",
    path: "src/orders/ship-all.ts",
    text: `${piece("orders.ts", "interface", "}")}\n${piece("orders.ts", "export async function shipAll", "}")}`,
    fix: {
      title: "Bugfix: the day ended before all orders were shipped",
      from: "  orders.forEach(async (order) => {\n    await ship(order);\n  });",
      to: "  await Promise.all(orders.map((order) => ship(order)));",
      days: 5,
    },
  },
  {
    title: "Mean value of an order",
    path: "src/orders/mean-order.ts",
    text: "export function meanCents(totals: number[]): number {\n  const sum = totals.reduce((all, total) => all + total, 0);\n  return sum / totals.length;\n}\n",
    fix: {
      title: "Fix NaN on the first day of a month",
      from: "return sum / totals.length",
      to: "return totals.length === 0 ? 0 : sum / totals.length",
      days: 24,
    },
  },
  {
    title: "Sum up the lines of an invoice",
    path: "invoices/lines.py",
    text: piece("invoices.py", "def add_line", "    return"),
    fix: {
      title: "Fix lines of other customers on invoices",
      from: "lines=[]):\n    lines.append((text, amount))\n    return lines",
      to: "lines=None):\n    return [*(lines or []), (text, amount)]",
      days: 3,
    },
  },
  {
    title: "Units of weights",
    path: "stock/units.go",
    text: "package stock\n\n// Grams converts kilograms.\nfunc Grams(kilograms int) int {\n\treturn kilograms * 1000\n}\n",
  },
  {
    title: "Read totals from spreadsheets",
    path: "src/import/parse-totals.ts",
    text: piece("orders.ts", "export function parseTotals", "}"),
    fix: {
      title: "Fix totals of imported orders",
      from: "cells.map(parseInt)",
      to: "cells.map((cell) => Number.parseInt(cell, 10))",
      days: 20,
    },
  },
  {
    title: "Is an order paid?",
    path: "payments/Payment.java",
    text: `${piece("Payment.java", "package", "class")}${piece("Payment.java", "    boolean isPaid", "    }")}}\n`,
    fix: {
      title: "Fix orders that stay unpaid",
      from: 'rows.getString("state") == "paid"',
      to: '"paid".equals(rows.getString("state"))',
      days: 9,
    },
  },
  {
    title: "Names of weekdays",
    path: "src/dates/weekdays.ts",
    text: 'const names = ["Sunday", "Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday"];\n\nexport const weekdayOf = (date: Date): string => names[date.getDay()] ?? "";\n',
  },
  {
    title: "Pages of the list of orders",
    path: "invoices/pages.py",
    text: "def page_count(orders, per_page):\n    return len(orders) // per_page\n\n\ndef page(orders, number, per_page):\n    first = number * per_page\n    return orders[first : first + per_page]\n",
    fix: {
      title: "Fix the last page that was missing",
      from: "len(orders) // per_page",
      to: "-(-len(orders) // per_page)",
      days: 41,
    },
  },
  {
    title: "Fees of payments",
    path: "payments/Fee.java",
    text: "package shop;\n\nimport java.math.BigDecimal;\n\nclass Fee {\n    private final BigDecimal fee = new BigDecimal(0.1);\n\n    BigDecimal of(BigDecimal amount) {\n        return amount.multiply(fee);\n    }\n}\n",
    fix: {
      title: "Fix sums that differ by a cent",
      from: "new BigDecimal(0.1)",
      to: 'new BigDecimal("0.1")',
      days: 30,
    },
  },
  {
    title: "Print invoices",
    path: "invoices/printing.py",
    text: `import subprocess\n\n\n${piece("invoices.py", "def print_invoice", "    subprocess")}`,
  },
  {
    title: "Addresses on labels",
    path: "payments/Address.java",
    text: 'package shop;\n\nrecord Address(String street, String city) {\n    String label() {\n        return street + ", " + city;\n    }\n}\n',
  },
  {
    title: "How many pieces are left",
    path: "stock/quantities.go",
    text: `${piece("stock.go", "package", ")")}\n${piece("stock.go", "// Quantities", "}")}`.replace(
      '\t"os"\n',
      "",
    ),
    fix: {
      title: "Fix counts that were too low after a lost connection",
      from: "\treturn quantities, nil",
      to: "\treturn quantities, rows.Err()",
      days: 17,
    },
  },
  {
    title: "Passwords of customers",
    path: "invoices/accounts.py",
    text: `import hashlib\n\n\n${piece("invoices.py", "def customer_password", "    return")}`,
  },
  {
    title: "Sizes of pictures",
    path: "stock/sizes.go",
    text: `package stock\n\nimport "os"\n\n${piece("stock.go", "// Sizes", "}")}`,
    fix: {
      title: "Fix too many open files",
      from: "\t\tfile, err := os.Open(path)\n\t\tif err != nil {\n\t\t\treturn nil, err\n\t\t}\n\t\tdefer file.Close()\n\t\tinfo, err := file.Stat()",
      to: "\t\tinfo, err := os.Stat(path)",
      days: 28,
    },
  },
  {
    title: "Carts keep their articles",
    path: "src/orders/cart.ts",
    text: "export interface Cart {\n  articles: ReadonlyMap<string, number>;\n}\n\nexport function withArticle(cart: Cart, article: string): Cart {\n  const count = (cart.articles.get(article) ?? 0) + 1;\n  return { articles: new Map(cart.articles).set(article, count) };\n}\n",
  },
];

const begin = Date.UTC(2025, 0, 7, 9);
const daysBetween = 16;

function makeHistory(folder: string): void {
  mkdirSync(folder, { recursive: true });
  const git = (day: number, ...args: string[]) => {
    const date = new Date(begin + day * 86_400_000).toISOString();
    const person = ["-c", "user.name=Ada", "-c", "user.email=ada@example.com"];
    const env = {
      PATH: process.env.PATH,
      GIT_CONFIG_GLOBAL: "/dev/null",
      GIT_COMMITTER_DATE: date,
      GIT_AUTHOR_DATE: date,
    };
    execFileSync("git", [...person, ...args], { cwd: folder, env, stdio: "ignore" });
  };
  const write = (path: string, text: string) => {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), text);
  };
  git(0, "init", "-q", "-b", "main");
  write("README.md", "# Shop\n");
  const landings = pulls.map((pull, index) => ({
    day: (index + 1) * daysBetween,
    ...pull,
    title: `${pull.title} (#${index + 1})`,
  }));
  const fixes = landings.flatMap(({ day, path, text, fix }) =>
    fix === undefined
      ? []
      : [
          {
            day: day + fix.days,
            title: fix.title,
            path,
            text: text.replace(fix.from, () => fix.to),
          },
        ],
  );
  git(0, "add", "--all");
  git(0, "commit", "-q", "-m", "Begin");
  for (const { day, title, path, text } of [...landings, ...fixes].sort((a, b) => a.day - b.day)) {
    write(path, text);
    git(day, "add", "--all");
    git(day, "commit", "-q", "-m", title);
  }
  write("CHANGELOG.md", "# Changes\n");
  git(420, "add", "--all");
  git(420, "commit", "-q", "-m", "Begin a list of changes");
}

const [folder] = process.argv.slice(2);
if (folder === undefined) {
  throw new UsageError("a folder is missing", "node bench/backtest/make-shop-history.ts FOLDER");
}
makeHistory(folder);
