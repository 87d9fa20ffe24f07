import { estimateTokens as estimateOfExpert } from "@devflow/expert";
import fc from "fast-check";
import { expect, test } from "vitest";
import { estimateTokens } from "../src/context/estimate-tokens.ts";

test("tokens are estimated as the prompts' budget does it", () => {
  fc.assert(
    fc.property(fc.string({ unit: "grapheme", maxLength: 200 }), (text) => {
      expect(estimateTokens(text)).toBe(estimateOfExpert(text));
    }),
  );
  const code = "export const MAX_RETRIES = 12;\n\tif (isReady)   return 'ok';\n";
  expect(estimateTokens(code)).toBe(estimateOfExpert(code));
});
