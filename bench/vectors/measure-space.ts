import type { Database } from "@devflow/database";
import { indexVectors, nearestStoredChunks, VectorMemory } from "@devflow/retrieval/testing";
import { percentile } from "@devflow/statistics";
import { makeSpace } from "./make-space.ts";

const NEIGHBOURS = 10;
/** What a search asks for. */
const CANDIDATES = 100;
const MOST_BYTES = 256 * 1024 * 1024;

export interface MeasuredSpace {
  engine: string;
  chunks: number;
  storeMs: number;
  /** The first question of a process: all vectors are read. */
  loadMs: number;
  memoryP50Ms: number;
  memoryP95Ms: number;
  /** By HNSW; null where there is none. */
  index: { buildMs: number; p50Ms: number; p95Ms: number; recall: number } | null;
}

/** Times searches in memory, then by HNSW, and what HNSW misses of what is in memory. */
export async function measureSpace(
  database: Database,
  engine: string,
  chunks: number,
  questionCount: number,
): Promise<MeasuredSpace> {
  const { space, questions, storeMs } = await makeSpace(database, chunks, questionCount);
  const memory = new VectorMemory(database, MOST_BYTES);
  const first = questions.slice(0, 1);
  const [loadMs = 0] = await timed(first, (question) =>
    memory.nearest(space, question, CANDIDATES),
  );
  const times = await timed(questions, (question) => memory.nearest(space, question, CANDIDATES));
  const measured = {
    engine,
    chunks,
    storeMs,
    loadMs,
    memoryP50Ms: percentile(times, 0.5),
    memoryP95Ms: percentile(times, 0.95),
  };
  if (database.isSingleSession) return { ...measured, index: null };
  const start = performance.now();
  await indexVectors(database, space.repositoryId, space.spaceId, chunks, 1);
  const buildMs = performance.now() - start;
  const stored = [{ ...space, chunks }];
  const ask = (question: Float32Array, limit: number) =>
    nearestStoredChunks(database, stored, question, limit);
  await ask(questions[0] ?? new Float32Array(), CANDIDATES);
  const indexTimes = await timed(questions, (question) => ask(question, CANDIDATES));
  let found = 0;
  for (const question of questions) {
    const exact = (await memory.nearest(space, question, NEIGHBOURS)) ?? [];
    const least =
      exact.map(({ similarity }) => similarity).sort((a, b) => b - a)[NEIGHBOURS - 1] ?? 1;
    const given = await ask(question, NEIGHBOURS);
    found += given.filter(({ similarity }) => similarity >= least).length;
  }
  const index = {
    buildMs,
    p50Ms: percentile(indexTimes, 0.5),
    p95Ms: percentile(indexTimes, 0.95),
    recall: found / (questions.length * NEIGHBOURS),
  };
  return { ...measured, index };
}

async function timed(
  questions: readonly Float32Array[],
  ask: (question: Float32Array) => Promise<unknown>,
): Promise<number[]> {
  const times: number[] = [];
  for (const question of questions) {
    const start = performance.now();
    await ask(question);
    times.push(performance.now() - start);
  }
  return times;
}
