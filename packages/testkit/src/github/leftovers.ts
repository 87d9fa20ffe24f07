import { botUser, type State } from "./state.ts";

export interface Strictness {
  /** Webhooks that were never delivered; those of the App's own doings do not count. Default yes. */
  webhooks?: boolean;
  /** Ids of what the test has read: any other review or comment of the App is left over. */
  read?: Iterable<{ id: number }>;
}

function unread(state: State, read: Iterable<{ id: number }>): string[] {
  const ids = new Set([...read].map((each) => each.id));
  const own = botUser(state);
  const isLeft = (each: { id: number; author: unknown }) =>
    each.author === own && !ids.has(each.id);
  const pulls = [...state.repositories.values()].flatMap((each) => [...each.pulls.values()]);
  return pulls.flatMap((pull) => {
    const name = (kind: string) => (each: { id: number; body: string }) =>
      `unread ${kind} ${each.id} on #${pull.number}: ${each.body.slice(0, 80)}`;
    return [
      ...pull.reviews.filter(isLeft).map(name("review")),
      ...pull.reviewComments.filter(isLeft).map(name("review comment")),
      ...pull.comments.filter(isLeft).map(name("comment")),
    ];
  });
}

/** What a finished test must not leave behind, one line each. */
export function leftovers(state: State, strictness: Strictness): string[] {
  const own = botUser(state);
  const waiting = state.outbox.waiting.filter((hook) => hook.sender !== own);
  const undelivered = waiting.map(
    (hook) => `undelivered ${hook.event} ${hook.action ?? ""} ${hook.guid}`,
  );
  return [
    ...state.violations,
    ...state.faults.unspent,
    ...(strictness.webhooks === false ? [] : undelivered),
    ...(strictness.read === undefined ? [] : unread(state, strictness.read)),
  ];
}
