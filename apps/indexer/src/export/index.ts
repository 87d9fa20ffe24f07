export { type ReviewExampleOptions, readReviewExamples } from "./read-review-examples.ts";
