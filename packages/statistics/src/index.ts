export { bootstrap } from "./bootstrap.ts";
export { percentile } from "./percentile.ts";
export { SeededRandom } from "./seeded-random.ts";
export { percent, type Share, share } from "./share.ts";
export { type SignFlipResult, signFlipTest } from "./sign-flip-test.ts";
