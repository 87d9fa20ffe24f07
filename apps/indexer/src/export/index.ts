export { defaultRequest } from "./default-request.ts";
export { type ReviewExampleOptions, readReviewExamples } from "./read-review-examples.ts";
export {
  destinationOf,
  type ExportContext,
  type ExportReport,
  type ExportRequest,
  runExport,
} from "./run-export.ts";
