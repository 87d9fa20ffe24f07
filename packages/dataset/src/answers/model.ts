/** An answer of the assistant whose text was kept, with what became of it. */
export interface AnswerRecord {
  id: string;
  /** explain, tests, refactor, docs, voice, chat. */
  feature: string;
  /** A stable id of the repository; null where it is not known. */
  repository: string | null;
  /** Of what the expert was shown, what was asked about first. */
  paths: readonly string[];
  /** Of the files that the answer changes. */
  changed: readonly string[];
  /** Neither cut nor refused in part. */
  isWhole: boolean;
  /** As the expert got them. */
  messages: readonly { role: string; content: string }[];
  answer: string;
  author: string;
  at: Date;
  model: string;
  /** As the editor told it last; null where it told nothing. */
  outcome: string | null;
}
