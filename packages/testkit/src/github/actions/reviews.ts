import { HttpError, unprocessable } from "../http/reply.ts";
import type { Pull, Review, ReviewState, User } from "../model.ts";
import { serializePullSimple } from "../serialize/pull.ts";
import { serializeReview } from "../serialize/review.ts";
import { fullName, type State, timestamp } from "../state.ts";
import { checkSuggestions } from "../suggestions/check-suggestions.ts";
import { queueRepositoryHook } from "../webhooks/queue-hook.ts";
import {
  type FoundPlace,
  findInPull,
  isPullCommit,
  PositionRefused,
  type WantedPlace,
} from "./positions-in-pull.ts";
import { addReviewComment, announceReviewComment } from "./review-comments.ts";

export interface WantedReview {
  author: User;
  body: string;
  /** Absent: a pending review, seen by nobody else. */
  event: string | undefined;
  commitId: string | undefined;
  comments: (WantedPlace & { body: string })[];
}

const states: Record<string, ReviewState> = {
  APPROVE: "APPROVED",
  REQUEST_CHANGES: "CHANGES_REQUESTED",
  COMMENT: "COMMENTED",
};

/** Longest text that GitHub takes, in characters. */
const maximumLength = 65_536;

function checkWords(pull: Pull, wanted: WantedReview): void {
  const { author, event, body, comments } = wanted;
  if (event === "REQUEST_CHANGES" && body === "") {
    throw unprocessable("Body cannot be blank");
  }
  if ([body, ...comments.map((each) => each.body)].some((text) => text.length > maximumLength)) {
    throw unprocessable(`Body is too long (maximum is ${maximumLength} characters)`);
  }
  if (event === "COMMENT" && body === "" && comments.length === 0) {
    throw unprocessable("Body cannot be blank");
  }
  if (event === "APPROVE" && author === pull.author) {
    throw unprocessable("Can not approve your own pull request");
  }
  if (event === "REQUEST_CHANGES" && author === pull.author) {
    throw unprocessable("Can not request changes on your own pull request");
  }
  const isPending = (review: Review) => review.state === "PENDING" && review.author === author;
  if (pull.reviews.some(isPending)) {
    throw unprocessable("User can only have one pending review per pull request");
  }
  if (comments.some((comment) => comment.body.trim() === "")) {
    throw unprocessable("Pull request review comment body can't be blank");
  }
}

async function findPlaces(pull: Pull, commitId: string, wanted: WantedReview) {
  const places: FoundPlace[] = [];
  for (const comment of wanted.comments) {
    try {
      places.push(await findInPull(pull, commitId, comment));
    } catch (error) {
      throw error instanceof PositionRefused ? error.asReviewError() : error;
    }
  }
  return places;
}

/** One review with all its comments, or nothing at all: a single wrong position refuses it. */
export async function addReview(state: State, pull: Pull, wanted: WantedReview): Promise<Review> {
  checkWords(pull, wanted);
  const commitId = wanted.commitId ?? pull.head.sha;
  if (!(await isPullCommit(pull, commitId))) {
    throw new HttpError(422, "Unprocessable Entity", {
      errors: ["Commit is not part of the pull request"],
    });
  }
  const places = await findPlaces(pull, commitId, wanted);
  for (const [index, place] of places.entries()) {
    const body = wanted.comments[index]?.body ?? "";
    await checkSuggestions(state, pull, { ...place, author: wanted.author, body, commitId });
  }
  const review = storeReview(state, pull, wanted.author, {
    body: wanted.body,
    state: states[wanted.event ?? ""] ?? "PENDING",
    commitId,
  });
  places.forEach((place, index) => {
    const comment = addReviewComment(state, pull, {
      reviewId: review.id,
      author: wanted.author,
      body: wanted.comments[index]?.body ?? "",
      commitId,
      place,
      inReplyTo: null,
    });
    if (review.state !== "PENDING") announceReviewComment(state, pull, comment);
  });
  if (review.state !== "PENDING") announceReview(state, pull, review);
  return review;
}

/** Every single comment on a line also makes a review of its own, as on GitHub. */
export function storeReview(
  state: State,
  pull: Pull,
  author: User,
  review: { body: string; state: ReviewState; commitId: string },
): Review {
  const stored = { id: state.nextId(), author, ...review, submittedAt: timestamp(state) };
  pull.reviews.push(stored);
  return stored;
}

function announceReview(state: State, pull: Pull, review: Review): void {
  queueRepositoryHook(state, pull.repository, {
    event: "pull_request_review",
    action: "submitted",
    sender: review.author,
    payload: {
      review: {
        ...serializeReview(state, pull, review),
        state: review.state.toLowerCase(),
        body: review.body === "" ? null : review.body,
      },
      pull_request: serializePullSimple(state, pull),
    },
  });
  state.events.record({
    kind: "effect",
    effect: "review",
    repository: fullName(pull.repository),
    number: pull.number,
    id: review.id,
  });
}
