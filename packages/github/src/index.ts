export { createAppAccess } from "./app-access.ts";
export type * from "./app-client.ts";
export { type ConvertedApp, convertManifest } from "./convert-manifest.ts";
export { type AppClientOptions, createAppClient } from "./create-app-client.ts";
export { GitHubRejection } from "./github-rejection.ts";
export {
  commentMarker,
  findMarkerKey,
  type MarkerKind,
  type NamedPlace,
  namedPlaces,
  placeMarker,
  replyMarker,
  reviewMarker,
  summaryMarker,
} from "./marker.ts";
export type * from "./model.ts";
export type { RetryPolicy } from "./retry-policy.ts";
export {
  createUserSignIn,
  type SignedInUser,
  type UserSignIn,
  type UserSignInOptions,
} from "./user-sign-in.ts";
