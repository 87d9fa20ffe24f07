import { expect, test } from "vitest";
import { auditToText } from "../src/formats/audit-to-text.ts";
import { cutListText } from "../src/formats/cut-list.ts";

const entry = {
  id: 7,
  happenedAt: new Date("2026-11-23T03:04:07.000Z"),
  actor: "devflow",
  action: "model.called",
  subject: "qwen2.5-coder-7b",
  detailsText: "",
  previousHash: "0".repeat(64),
  hash: "1".repeat(64),
} as const;

test("a question to a model is listed with what it was for, where, and how it ended", () => {
  const ofReview = { purpose: "draft", repository: "acme/shop", pull: 3, outcome: "answered" };
  const ofEditor = { feature: "tests", outcome: "failed" };
  const inEditor = { feature: "review", purpose: "verify", outcome: "answered" };
  const rows = [
    { ...entry, details: ofReview },
    { ...entry, id: 8, actor: "kim", details: ofEditor },
    { ...entry, id: 9, actor: "kim", details: inEditor },
  ];
  expect(auditToText(rows)).toBe(
    "7  2026-11-23T03:04:07Z  devflow  model.called  qwen2.5-coder-7b: draft for acme/shop#3, answered\n" +
      "8  2026-11-23T03:04:07Z  kim  model.called  qwen2.5-coder-7b: tests, failed\n" +
      "9  2026-11-23T03:04:07Z  kim  model.called  qwen2.5-coder-7b: review verify, answered\n",
  );
});

test("a list that may have been cut says so, one that was not says nothing", () => {
  expect(cutListText(999, 1_000, "tokens", "Next.")).toBe("");
  expect(cutListText(1_000, 1_000, "tokens", "Next.")).toBe(
    "Only the newest 1000 tokens are shown. Next.\n",
  );
});
