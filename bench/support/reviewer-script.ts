import {
  byPurpose,
  clean,
  findings,
  type ModelRequest,
  verdict,
} from "@devflow/testkit/model-server";

/** An added line of a rendered hunk that begins with a word: `  12 +const total = 0;`. */
const addedLine = /^\s*\d+ \+\s*([A-Za-z].{20,120})$/m;

/** An expert that answers at once: one finding on the first long added line that it is shown. */
export const reviewerScript = byPurpose({
  draft: ({ user }: ModelRequest) => {
    const quote = addedLine.exec(user)?.[1]?.trim();
    return quote === undefined ? clean() : findings([{ quote }]);
  },
  verify: () => verdict("keep"),
});
