import type { CommentFilter } from "./filter.ts";

/** The marker of our own comments, whoever's account posts them. */
const OURS = /<!-- devflow:/;
const BOT_NAME = /\[bot\]$|-bot$|^(?:dependabot|renovate|codecov|coderabbitai|sonarcloud)$/i;

/**
 * Bots say what machines find, an author's own words on a change are no review of it, and a stranger's
 * are not the team's.
 */
export const authors = {
  name: "authors",
  reasons: [
    "written by DevFlow",
    "written by a bot",
    "written by the author of the change",
    "written by a stranger",
  ],
  reasonAgainst({ isBot, author, body, isByPullAuthor, isByStranger = false }) {
    if (OURS.test(body)) return "written by DevFlow";
    if (isBot || BOT_NAME.test(author)) return "written by a bot";
    if (isByPullAuthor) return "written by the author of the change";
    return isByStranger ? "written by a stranger" : null;
  },
} as const satisfies CommentFilter;
