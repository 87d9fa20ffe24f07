import { join } from "node:path";
import type { Example, Refused } from "../../src/model.ts";
import {
  type DataSetOptions,
  estimatingCounter,
  namedPeople,
  openDestination,
  writeDataSet,
} from "../../src/write/index.ts";

const noStore = { endpoint: null, region: "us-east-1", accessKeyId: null, secretAccessKey: null };

/** Writes examples to `<folder>/<id>` and gives the manifest. */
export async function writeExamples(
  folder: string,
  examples: Iterable<Example | Refused> | AsyncIterable<Example | Refused>,
  options: Partial<DataSetOptions> = {},
) {
  const { id = "set-1" } = options;
  const destination = await openDestination(folder, noStore);
  const { manifest } = await writeDataSet({
    id,
    sources: [{ name: "generated", examples: streamed(examples) }],
    target: await destination.create(id),
    scratchFolder: join(folder, ".scratch"),
    formats: ["trl"],
    people: namedPeople,
    counter: estimatingCounter,
    maxLengthOf: () => 2_048,
    softwareVersion: "1.2.3",
    asked: { experts: null, repositories: null, since: null },
    ...options,
  });
  return manifest;
}

async function* streamed<T>(items: Iterable<T> | AsyncIterable<T>): AsyncGenerator<T> {
  yield* items;
}
