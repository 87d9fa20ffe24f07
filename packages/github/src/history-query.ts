/**
 * Pages of one question. GitHub counts a point for every hundred connections that it may have to
 * open: 1 + 25 + 25 * 20 make 5 points, so that an hour's 5,000 are enough for 25,000 pull requests.
 * More threads or comments than these are followed, at one point a page.
 */
const threadsAtFirst = 20;
const commentsAtFirst = 10;

const commentFields = `
  fullDatabaseId
  body
  path
  author { __typename login }
  authorAssociation
  createdAt
  diffHunk
  line
  startLine
  originalLine
  originalStartLine
  commit { oid }
  originalCommit { oid }
  minimizedReason`;

const threadFields = `
  pageInfo { hasNextPage endCursor }
  nodes {
    id
    diffSide
    isResolved
    comments(first: ${commentsAtFirst}) {
      pageInfo { hasNextPage endCursor }
      nodes { ${commentFields} }
    }
  }`;

const pullFields = `
  number
  title
  body
  author { __typename login }
  baseRefOid
  headRefOid
  mergeCommit { oid }
  createdAt
  closedAt
  mergedAt
  reviewThreads(first: ${threadsAtFirst}) { ${threadFields} }`;

const budget = "rateLimit { cost limit remaining resetAt }";

/** By creation: that order is kept while it is read, whatever happens to old pull requests. */
export const pullsQuery = `
  query History($owner: String!, $name: String!, $first: Int!, $after: String) {
    ${budget}
    repository(owner: $owner, name: $name) {
      pullRequests(
        first: $first
        after: $after
        states: [MERGED, CLOSED]
        orderBy: { field: CREATED_AT, direction: DESC }
      ) {
        totalCount
        pageInfo { hasNextPage endCursor }
        nodes { ${pullFields} }
      }
    }
  }`;

/** The same of one, which is a point, too. */
export const pullQuery = `
  query PastPull($owner: String!, $name: String!, $number: Int!) {
    ${budget}
    repository(owner: $owner, name: $name) {
      pullRequest(number: $number) { ${pullFields} }
    }
  }`;

export const moreThreadsQuery = `
  query MoreThreads($owner: String!, $name: String!, $number: Int!, $after: String) {
    ${budget}
    repository(owner: $owner, name: $name) {
      pullRequest(number: $number) {
        reviewThreads(first: 50, after: $after) { ${threadFields} }
      }
    }
  }`;

export const moreCommentsQuery = `
  query MoreComments($threadId: ID!, $after: String) {
    ${budget}
    node(id: $threadId) {
      ... on PullRequestReviewThread {
        comments(first: 100, after: $after) {
          pageInfo { hasNextPage endCursor }
          nodes { ${commentFields} }
        }
      }
    }
  }`;
