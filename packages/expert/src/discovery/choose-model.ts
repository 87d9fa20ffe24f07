/** Families that answer with vectors, sounds or pictures. */
const NOT_FOR_TEXT = /embed|bge-|e5-|gte-|minilm|rerank|whisper|tts|clip|diffusion|guard/i;
const CODE = /cod(?:e|er|estral)|starcoder|devstral|deepseek|review/i;
const INSTRUCT = /instruct|chat|-it\b|:it\b|review/i;

/**
 * The model of a server that a review should use when nobody said which. In this order: one whose
 * name says code, one whose name says instruct or chat, the larger one by the number before `b`,
 * the first listed. Models for embeddings, speech and pictures are never chosen; null when nothing
 * else is there.
 */
export function chooseModel(models: readonly string[]): string | null {
  const ranked = models
    .filter((model) => !NOT_FOR_TEXT.test(model))
    .map((model) => ({ model, rank: rankOf(model) }))
    .sort((a, b) => b.rank - a.rank);
  return ranked[0]?.model ?? null;
}

function rankOf(model: string): number {
  const billions = Math.min(999, Number(/(\d{1,4}(?:\.\d{1,2})?)b\b/i.exec(model)?.[1] ?? 0));
  return (CODE.test(model) ? 10_000 : 0) + (INSTRUCT.test(model) ? 1_000 : 0) + billions;
}
