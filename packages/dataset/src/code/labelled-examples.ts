import type { Refused } from "../model.ts";

/** What people did with a record, and who decided so. */
interface Label<By> {
  isWanted: boolean;
  decidedBy: By;
}

interface LabelledSteps<Rec, By, Made extends { id: string }, Given, Reason extends string> {
  /** A text: why nobody decided. */
  labelOf(record: Rec): Label<By> | Reason;
  exampleOf(record: Rec, label: Label<By>): Promise<Made | Refused>;
  /** What was there before, of one label; `add` is true for what it knows. */
  seen(): { add(record: Rec): boolean };
  /** The example in each form that its label allows. */
  formsOf(example: Made, isWanted: boolean): Iterable<Given>;
  refused(reason: Reason | "near duplicate"): Refused;
}

/** Examples of what people decided about. Near duplicates are looked for among those of one label. */
export async function* labelledExamples<
  Rec,
  By,
  Made extends { id: string },
  Given,
  Reason extends string,
>(
  records: AsyncIterable<Rec>,
  { labelOf, exampleOf, seen, formsOf, refused }: LabelledSteps<Rec, By, Made, Given, Reason>,
): AsyncGenerator<Given | Refused> {
  const before = { wanted: seen(), unwanted: seen() };
  for await (const record of records) {
    const label = labelOf(record);
    if (typeof label === "string") {
      yield refused(label);
      continue;
    }
    const made = await exampleOf(record, label);
    if ("filter" in made) yield made;
    else if (before[label.isWanted ? "wanted" : "unwanted"].add(record)) {
      yield refused("near duplicate");
    } else yield* formsOf(made, label.isWanted);
  }
}
