/**
 * Bad input from a person: a wrong flag, a broken setting, a folder that is no repository.
 * Shown without a stack trace; `nextStep` says what to do about it.
 */
export class UsageError extends Error {
  override readonly name = "UsageError";
  readonly nextStep: string;

  constructor(message: string, nextStep: string, options?: { cause?: unknown }) {
    super(message, options);
    this.nextStep = nextStep;
  }
}
