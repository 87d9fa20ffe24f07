import { expect, test } from "vitest";
import type { Store } from "../devflow-instance.ts";
import { type Delivery, type LivedMonth, liveMonth } from "./live-month.ts";
import {
  impliedComments,
  impliedCounts,
  impliedOutcomes,
  knownComments,
  knownCounts,
  knownOutcomes,
  knownSignals,
} from "./read-month.ts";

/** A month, however its webhooks come, gives the outcomes, labels and counts that its script implies. */
export function testMonth(
  openStore: () => Store,
  month: { seed: number; pulls: number },
  delivery: Delivery,
): void {
  const name = `${month.pulls} pull requests of a month give what their script implies; deliveries: ${delivery}`;
  test(name, { timeout: 900_000 }, async () => {
    await liveMonth(openStore(), { ...month, delivery }, async (lived) => {
      const { devflow, expert, readAgain } = lived;
      const { database } = devflow;
      await expectImplied(lived);
      const before = await knownSignals(database);
      const asked = questionsAbout(expert.requests);
      await readAgain();
      expect(await knownSignals(database)).toEqual(before);
      await expectImplied(lived);
      expect(questionsAbout(expert.requests), "words are read once").toEqual(asked);
    }).finally(() => openStore().clear());
  });
}

/** Outcomes and counts are those that the script of the month implies. */
export async function expectImplied({ plan, devflow: { database } }: LivedMonth): Promise<void> {
  expect(await knownOutcomes(database, plan)).toEqual(impliedOutcomes(plan));
  expect(await knownCounts(database)).toEqual(impliedCounts(plan));
  expect(await knownComments(database)).toEqual(impliedComments(plan));
}

/** What the expert was asked about people's words. */
function questionsAbout(requests: readonly { purpose: string; user: string }[]): string[] {
  return requests.filter(({ purpose }) => purpose === "reply").map(({ user }) => user);
}
