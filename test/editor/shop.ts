import { execFileSync } from "node:child_process";
import { mkdirSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";

/** The code that is worked on. */
const files: Readonly<Record<string, string>> = {
  "shop/items.py": `class Item:
    """A thing with a price in cents."""

    def __init__(self, name: str, price: int, quantity: int) -> None:
        self.name = name
        self.price = price
        self.quantity = quantity
`,
  "shop/cart.py": `from shop.items import Item


def total_of(items: list[Item]) -> int:
    total = 0
    for item in items:
        total =
    return total


def cheapest_of(items: list[Item]) -> Item:
    return min(items, key=lambda item: item.price)
`,
  "shop/discount.py": `def discounted(price: int, percent: int) -> int:
    return price - price * percent // 100
`,
  ".env": `SHOP_KEY=
`,
  "README.md": "# Shop\n",
};

/** A git repository with one commit. */
export function makeShop(folder: string): void {
  for (const [path, text] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), text);
  }
  const git = (...args: string[]) => execFileSync("git", args, { cwd: folder });
  git("init", "-q", "-b", "main");
  git("config", "user.name", "Ann");
  git("config", "user.email", "ann@example.com");
  git("remote", "add", "origin", "https://ann:secret@git.example.com/acme/shop.git");
  git("add", "-A");
  git("commit", "-q", "-m", "A shop");
}

/** The files as they were committed: the editor saves by itself what a scene changed. */
export function putBackShop(folder: string): void {
  execFileSync("git", ["checkout", "-q", "-f", "main"], { cwd: folder });
  execFileSync("git", ["clean", "-fdq"], { cwd: folder });
}
