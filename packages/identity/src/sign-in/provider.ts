/** Which identity provider; stands in the address of its callback, so that answers cannot be mixed up. */
export type ProviderId = "oidc" | "github";

/** What belongs to one sign-in, from its start to its end. */
export interface SignInAttempt {
  redirectUri: string;
  /** Random; GitHub and the provider give it back. */
  state: string;
  /** Random; stands in the ID token. */
  nonce: string;
  /** Of PKCE. */
  codeVerifier: string;
}

/** What a provider proved about somebody. */
export interface ProvenPerson {
  issuer: string;
  subject: string;
  displayName: string;
  /** Null where the provider says that nobody has checked it. */
  email: string | null;
  githubLogin: string | null;
  githubId: number | null;
  /** Sorted by nothing, as the provider lists them. */
  groups: readonly string[];
  /** What asks the provider again; null where there is none, or none may be kept. */
  refreshToken: string | null;
  /** False where the provider knows everybody on earth, and this person has nothing to do with us. */
  isOurs: boolean;
}

export interface Rechecked {
  /** Null: it did not say. */
  groups: readonly string[] | null;
  /** In place of the one before; null: that one stays. */
  refreshToken: string | null;
  /** Their GitHub account now, where it is GitHub that was asked; its login may be another one. */
  account?: { login: string; id: number };
}

export interface SignInProvider {
  id: ProviderId;
  /** Of its button. */
  label: string;
  authorizationUrl(attempt: SignInAttempt): Promise<URL>;
  /** Checks the answer that the browser brought. Raises SignInRefusal or ExternalError. */
  prove(callback: URL, attempt: SignInAttempt): Promise<ProvenPerson>;
  /**
   * What the provider says now of somebody who signed in before. Raises SignInRefusal where it says
   * that they are to sign in again, ExternalError where it does not answer.
   */
  recheck?(grant: { refreshToken: string; subject: string }): Promise<Rechecked>;
}

export type RefusalCode =
  /** The person said no at the provider, or it did. */
  | "denied"
  /** Too old, used already, begun in another browser, or not ours. */
  | "stale"
  /** What the provider answered does not hold. */
  | "unproven"
  /** Not in an allowed group. */
  | "not_allowed"
  /** A GitHub login that was another account's before. */
  | "login_changed"
  | "disabled";

/** A sign-in that does not come to pass, for a reason that is no failure of ours. */
export class SignInRefusal extends Error {
  override readonly name = "SignInRefusal";
  readonly code: RefusalCode;
  /** For the audit log; null where nobody was proven. */
  readonly who: string | null;

  constructor(code: RefusalCode, message: string, who: string | null = null, cause?: unknown) {
    super(message, { cause });
    this.code = code;
    this.who = who;
  }
}
