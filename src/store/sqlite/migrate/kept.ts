import { readdirSync, rmSync, statSync } from "node:fs";
import { join } from "node:path";
import { sync } from "./durable.ts";

/** The file of an older format, kept as it was when it was last used. */
export type Kept = { format: number; path: string; bytes: number };

const named = /^ledger\.format(\d{1,4})\.db$/;

export function keptPath(folder: string, format: number): string {
  return join(folder, `ledger.format${format}.db`);
}

/** Newest format first. They hold content in plain, so whoever forgets must delete them. */
export function keptIn(folder: string): readonly Kept[] {
  return readdirSync(folder)
    .flatMap((name) => {
      const format = named.exec(name)?.[1];
      if (format === undefined) return [];
      const path = join(folder, name);
      return [{ format: Number(format), path, bytes: statSync(path).size }];
    })
    .toSorted((a, b) => b.format - a.format);
}

/** From here on there is no way back. */
export function dropKept(folder: string): readonly Kept[] {
  const kept = keptIn(folder);
  for (const { path } of kept) rmSync(path);
  if (kept.length > 0) sync(folder);
  return kept;
}
