import path from "node:path";
import { expect } from "vitest";
import type { VerifyOptions } from "../../src/cli/deps/proofs.ts";
import { verify } from "../../src/host/ledger/verify.ts";

/** Signed at these sizes, of 600 entries. */
export const sizes = [100, 300, 520, 600];

export const verified = (data: string, options: Partial<VerifyOptions> = {}) =>
  verify({ workspace: data, data }, { checkpoints: [], keys: [], ...options });

export const noteOf = (data: string, size: number) =>
  path.join(data, "checkpoints", `${String(size).padStart(12, "0")}.note`);

export async function findingsIn(data: string, options: Partial<VerifyOptions> = {}) {
  const { ok, findings } = await verified(data, options);
  expect(ok).toBe(findings.length === 0);
  return findings.map(({ kind, from, to }) => [kind, from, to]);
}
