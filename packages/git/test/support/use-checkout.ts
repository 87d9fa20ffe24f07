import { onTestFinished } from "vitest";
import { Checkout } from "./checkout.ts";

/** A checkout that is removed when the test ends. */
export function useCheckout(options?: ConstructorParameters<typeof Checkout>[0]): Checkout {
  const checkout = new Checkout(options);
  onTestFinished(() => checkout.remove());
  return checkout;
}
