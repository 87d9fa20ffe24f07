export { countedDataSet } from "../destination/counting-destination.ts";
export type { Destination, OpenDataSet, RunState } from "../destination/destination.ts";
export { openDestination } from "../destination/open-destination.ts";
export type { S3Access } from "../destination/s3-destination.ts";
export { type FormatName, formatNames } from "./formats/format.ts";
export { type Manifest, manifestSchema } from "./manifest.ts";
export { namedPeople, type People, pseudonymousPeople } from "./people.ts";
export { pseudonymKey } from "./pseudonym-key.ts";
export { estimatingCounter, type TokenCounter } from "./token-lengths.ts";
export {
  type DataSetOptions,
  type DataSetProgress,
  type ExampleSource,
  type WrittenDataSet,
  writeDataSet,
} from "./write-data-set.ts";
