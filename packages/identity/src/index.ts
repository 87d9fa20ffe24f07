export {
  type Administration,
  createAdministration,
  type NewTokenJson,
  newTokenJson,
  type PersonJson,
  personJson,
  type TokenJson,
  tokenJson,
} from "./administration.ts";
export { createIdentity, type Identity, type IdentityOptions } from "./create-identity.ts";
export {
  type DeviceAnswer,
  type DeviceCode,
  readUserCode,
  type WaitingDevice,
} from "./device/device-grants.ts";
export type { DecidedEditor, EditorRequest, WaitingEditor } from "./editor/editor-sign-ins.ts";
export type { LimitRefusal } from "./limits/limits.ts";
export { networkOf } from "./limits/network-of.ts";
export type { QuotaSettings } from "./limits/quotas.ts";
export {
  defaultRates,
  type MakeLimiter,
  type RateClass,
  type RateLimitSettings,
} from "./limits/rate-limits.ts";
export {
  type Authentication,
  type Caller,
  type RepositoryAccess,
  type Role,
  roles,
  type Scope,
  scopes,
  type TokenRefusal,
} from "./model.ts";
export { localPerson } from "./people/local-person.ts";
export { mostListedPeople } from "./people/people.ts";
export { nameOf, type Person } from "./people/person.ts";
export { type ProviderId, SignInRefusal } from "./sign-in/provider.ts";
export { returnPath } from "./sign-in/return-path.ts";
export type { AccessToken } from "./tokens/access-token.ts";
export {
  createToken,
  editorScopes,
  type NewToken,
  type TokenRequest,
} from "./tokens/create-token.ts";
export { listTokens, mostListedTokens } from "./tokens/list-tokens.ts";
export { revokeToken } from "./tokens/revoke-token.ts";
export type { TokenKind } from "./tokens/token-text.ts";
