/** What became of a delivery, for people who look into the table. */
export interface Outcome {
  state: "processed" | "ignored";
  /** A few words, for example `queued review 6f0c…` or `the author is a bot`. */
  text: string;
}

export function processed(text: string): Outcome {
  return { state: "processed", text };
}

export function ignored(text: string): Outcome {
  return { state: "ignored", text };
}
