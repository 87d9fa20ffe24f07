import type { Files } from "./git-folder.ts";

/** A small shop: enough modules for imports, callers, tests and look-alikes. */
export const shop: Files = {
  "src/money/price.ts": `/** Cents, never fractions of them. */
export interface Price {
  cents: number;
  currency: string;
}

export function addPrices(left: Price, right: Price): Price {
  if (left.currency !== right.currency) throw new Error("currencies differ");
  return { cents: left.cents + right.cents, currency: left.currency };
}

export function formatPrice(price: Price): string {
  return (price.cents / 100).toFixed(2) + " " + price.currency;
}
`,
  "src/cart/cart-store.ts": `import { addPrices, type Price } from "../money/price.ts";

export interface CartItem {
  article: string;
  price: Price;
}

export class CartStore {
  #items: CartItem[] = [];

  addItem(item: CartItem): void {
    this.#items.push(item);
  }

  totalPrice(): Price {
    return this.#items.map((item) => item.price).reduce(addPrices);
  }
}
`,
  "src/checkout/place-order.ts": `import { CartStore } from "../cart/cart-store.ts";
import { formatPrice } from "../money/price.ts";

export function placeOrder(cart: CartStore): string {
  const total = cart.totalPrice();
  return "ordered for " + formatPrice(total);
}
`,
  "src/checkout/refund-order.ts": `import { formatPrice, type Price } from "../money/price.ts";

export function refundOrder(paid: Price): string {
  return "refunded " + formatPrice(paid);
}
`,
  "src/shipping/ship-domestic-parcel.ts": `export interface Parcel { weightGrams: number; street: string; town: string }

export function shipDomesticParcel(parcel: Parcel): string[] {
  const problems: string[] = [];
  if (parcel.weightGrams > 30_000) problems.push("parcel exceeds carrier weight");
  if (parcel.street.trim() === "") problems.push("parcel street missing");
  if (parcel.town.trim() === "") problems.push("parcel town missing");
  return problems;
}
`,
  "src/shipping/ship-foreign-parcel.ts": `import type { Parcel } from "./ship-domestic-parcel.ts";

export function shipForeignParcel(parcel: Parcel): string[] {
  const problems: string[] = [];
  if (parcel.weightGrams > 20_000) problems.push("parcel exceeds carrier weight");
  if (parcel.street.trim() === "") problems.push("parcel street missing");
  if (parcel.town.trim() === "") problems.push("parcel town missing");
  return problems;
}
`,
  "test/price.test.ts": `import { addPrices } from "../src/money/price.ts";

export function addsPricesOfOneCurrency(): boolean {
  return addPrices({ cents: 1, currency: "EUR" }, { cents: 2, currency: "EUR" }).cents === 3;
}
`,
  "README.md": "# Shop\n\nSells things.\n\n## Refunds\n\nMoney goes back the way it came.\n",
};
