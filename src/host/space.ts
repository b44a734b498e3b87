import { statfsSync } from "node:fs";
import type { Finding } from "../api/contract/status.ts";

/** Less than this is soon gone: a day of mail, or one scan. */
const leastBytes = 200 * 1024 * 1024;
const megabyte = 1024 * 1024;

/** Whether the disk that holds the data has room for the days to come. */
export function space(data: string): Finding {
  const { bavail, bsize } = statfsSync(data);
  const free = bavail * bsize;
  const left = `${Math.floor(free / megabyte)} MB free`;
  if (free >= leastBytes) return { ok: true, name: "disk", line: left, effect: "", remedy: "" };
  return {
    ok: false,
    name: "disk",
    line: `Only ${left} on the disk that holds "${data}"`,
    effect: "Once it is full nothing new is read or sent; what was recorded is safe.",
    remedy: "Free some space there",
  };
}

/** What is not well comes first. */
export function byUrgency(findings: readonly Finding[]): Finding[] {
  return findings.toSorted((a, b) => Number(a.ok) - Number(b.ok));
}
