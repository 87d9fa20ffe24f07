import type { ExampleStream } from "@devflow/dataset";

/** Only examples of these experts and from this time on; the others are counted as refused. */
export async function* narrowed(
  examples: ExampleStream,
  { experts, since }: { experts: readonly string[] | null; since: Date | null },
): ExampleStream {
  for await (const item of examples) {
    if ("filter" in item) yield item;
    else if (experts !== null && !experts.includes(item.expert)) {
      yield { filter: "asked", reason: "another_expert" };
    } else if (since !== null && item.provenance.at < since) {
      yield { filter: "asked", reason: "too_old" };
    } else yield item;
  }
}
