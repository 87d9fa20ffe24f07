import { expect, test } from "vitest";
import { AcceptedPlace } from "../src/completion/accepted-place.ts";

const uri = "file:///a.py";

test("right behind what was accepted is no place to ask, until its document is edited", () => {
  const accepted = new AcceptedPlace();
  expect(accepted.isAt(uri, 20)).toBe(false);
  accepted.note(uri, 20);
  expect(accepted.isAt(uri, 20)).toBe(true);
  expect(accepted.isAt(uri, 21)).toBe(false);
  expect(accepted.isAt("file:///b.py", 20)).toBe(false);
  accepted.edit("file:///b.py");
  expect(accepted.isAt(uri, 20)).toBe(true);
  accepted.edit(uri);
  expect(accepted.isAt(uri, 20)).toBe(false);
});
