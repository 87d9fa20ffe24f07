import type { MeasuredQuery, MeasuredRepository } from "./measure-repository.ts";
import { type Category, categories } from "./read-labels.ts";

/** NDCG@10 by method for one group of repositories or questions. */
export interface Row {
  title: string;
  questions: number;
  ndcgByMethod: Record<string, number>;
}

export interface Summary {
  repositories: Row[];
  /** Means over the repositories of a half of ours, of a language, and over all repositories. */
  sets: Row[];
  languages: Row[];
  overall: Row;
  /** Means over all questions of a category. */
  categories: Row[];
}

export function summarise(measured: readonly MeasuredRepository[], methods: readonly string[]) {
  const rowOf = (title: string, queries: readonly MeasuredQuery[]): Row => ({
    title,
    questions: queries.length,
    ndcgByMethod: means(
      queries.map(({ ndcgByMethod }) => ndcgByMethod),
      methods,
    ),
  });
  const repositories = measured.map(({ name, queries }) => rowOf(name, queries));
  const meanOf = (title: string, rows: readonly Row[]): Row => ({
    title,
    questions: rows.reduce((sum, { questions }) => sum + questions, 0),
    ndcgByMethod: means(
      rows.map(({ ndcgByMethod }) => ndcgByMethod),
      methods,
    ),
  });
  const meansBy = (key: "language" | "set") => {
    const groups = Map.groupBy(measured.keys(), (index) => measured[index]?.[key] ?? "");
    return [...groups].map(([title, indexes]) =>
      meanOf(
        title,
        indexes.flatMap((index) => repositories[index] ?? []),
      ),
    );
  };
  const queries = measured.flatMap((repository) => repository.queries);
  const ofCategory = (category: Category) => queries.filter((query) => query.category === category);
  return {
    repositories,
    sets: meansBy("set"),
    languages: meansBy("language"),
    overall: meanOf("all repositories", repositories),
    categories: categories.map((category) => rowOf(category, ofCategory(category))),
  } satisfies Summary;
}

function means(scores: readonly Record<string, number>[], methods: readonly string[]) {
  const sumOf = (method: string) => scores.reduce((sum, each) => sum + (each[method] ?? 0), 0);
  return Object.fromEntries(methods.map((method) => [method, sumOf(method) / scores.length]));
}
