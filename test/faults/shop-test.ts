import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { setTimeout } from "node:timers/promises";
import { onTestFinished } from "vitest";
import type { RemoteDesk } from "../../src/api/contract/client.ts";
import type { InboxLine } from "../../src/api/contract/inbox.ts";
import { library } from "./library.ts";
import { type Running, Shop } from "./shop.ts";

/** A shop for one test; its processes end with it. */
export function newShop(): Shop {
  const folder = mkdtempSync(path.join(tmpdir(), "ms-shop-"));
  const shop = new Shop(folder);
  onTestFinished(() => {
    shop.close();
    rmSync(folder, { recursive: true, force: true });
  });
  return shop;
}

const built = library();

/** Says aloud what cannot be rehearsed on this machine; such tests are skipped. */
export const rehearsed = !("missing" in built);
if ("missing" in built)
  console.warn(`Faults of disk and clock are not rehearsed: ${built.missing}`);

/** Only in tests that are not skipped. */
export function loaded(): { path: string } {
  if ("missing" in built) throw new Error(built.missing);
  return built;
}

/** Asks again until it is so; the test's time bounds it. */
export async function until<T>(look: () => Promise<T | null> | T | null): Promise<T> {
  for (;;) {
    const found = await look();
    if (found !== null) return found;
    await setTimeout(20);
  }
}

export function letter(desk: RemoteDesk, name: string): Promise<InboxLine> {
  return desk
    .start({ runbook: "write-letter", input: { name, to: "ana@x.example" }, requestId: name })
    .then(() => until(async () => (await waiting(desk, "approval")) ?? null));
}

export async function waiting(desk: RemoteDesk, kind: string): Promise<InboxLine | null> {
  return (await desk.inbox()).lines.find((line) => line.kind === kind) ?? null;
}

export async function answer(
  desk: RemoteDesk,
  { number }: { number: number },
  say: string,
): Promise<void> {
  const { digest } = await desk.item(number);
  const outcome = await desk.answer(number, { answer: say, digest });
  if (!outcome.ok) throw new Error(outcome.message);
}

/** How many events of each type the ledger holds, and whether time never decreased in it. */
export async function history(
  desk: RemoteDesk,
): Promise<{ counts: Map<string, number>; ordered: boolean }> {
  const lines = await desk.ledger({ limit: 1_000 });
  const counts = new Map<string, number>();
  for (const { type } of lines) counts.set(type, (counts.get(type) ?? 0) + 1);
  const inOrder = lines.toSorted((a, b) => a.seq - b.seq);
  return { counts, ordered: inOrder.every(({ at }, i) => at >= (inOrder[i - 1]?.at ?? 0)) };
}

export async function frozen({ process: { pid } }: Running): Promise<void> {
  await until(() => (/\) T /.test(readFileSync(`/proc/${pid}/stat`, "utf8")) ? true : null));
}

export async function ended(desk: RemoteDesk, name: string): Promise<string> {
  return until(async () => {
    const [run] = await desk.runs({ limit: 1 });
    if (run === undefined) throw new Error(`There is no job for "${name}"`);
    return run.status === "completed" || run.status === "cancelled" ? run.status : null;
  });
}
