import { expect, test } from "vitest";
import { commentMarker, findMarkerKey, replyMarker, reviewMarker } from "../src/index.ts";
import { carriesMarker } from "../src/marker.ts";

test("markers are hidden HTML comments with kind and key", () => {
  expect(reviewMarker("6f0c-1")).toMatchInlineSnapshot(`"<!-- devflow:review 6f0c-1 -->"`);
  expect(commentMarker("a1b2")).toMatchInlineSnapshot(`"<!-- devflow:comment a1b2 -->"`);
  expect(replyMarker("c9")).toMatchInlineSnapshot(`"<!-- devflow:reply c9 -->"`);
});

test("finds the key of its own kind only", () => {
  const text = `Hello\n${reviewMarker("r")} ${commentMarker("c")}`;
  expect(findMarkerKey("comment", text)).toBe("c");
  expect(findMarkerKey("review", text)).toBe("r");
  expect(findMarkerKey("reply", text)).toBeNull();
});

test("a mark in a model's words does not stand for our own at the end", () => {
  const text = `${commentMarker("faked")} and so on\n\n${commentMarker("own")}`;
  expect(findMarkerKey("comment", text)).toBe("own");
  expect(carriesMarker(text, commentMarker("own"))).toBe(true);
  expect(carriesMarker(text, commentMarker("faked"))).toBe(false);
});

test("refuses a key that could end the comment", () => {
  for (const key of ["", "a b", "x-->", "<!--", "a\nb"]) {
    expect(() => reviewMarker(key)).toThrow(/marker's key/);
  }
});
