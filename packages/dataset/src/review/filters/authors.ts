import type { CommentFilter } from "./filter.ts";

/** The marker of our own comments, whoever's account posts them. */
const OURS = /<!-- devflow:/;
const BOT_NAME = /\[bot\]$|-bot$|^(?:dependabot|renovate|codecov|coderabbitai|sonarcloud)$/i;

/** Bots say what machines find, and an author's own words on a change are no review of it. */
export const authors = {
  name: "authors",
  reasons: ["written by DevFlow", "written by a bot", "written by the author of the change"],
  reasonAgainst({ isBot, author, body, isByPullAuthor }) {
    if (OURS.test(body)) return "written by DevFlow";
    if (isBot || BOT_NAME.test(author)) return "written by a bot";
    return isByPullAuthor ? "written by the author of the change" : null;
  },
} as const satisfies CommentFilter;
