import type { Finding } from "../../api/contract/status.ts";
import type { EventStore } from "../../ledger/store.ts";
import { Hindered } from "../../store/sqlite/failure.ts";
import { missedCheckpoints, missesCheckpoints } from "./checkpoints.ts";

/** When the ledger's file was last derived anew, so that the doctor can still say so. */
const derivedAt = "derived-at";
/** When checkpoints were last missed: the next that is signed covers that up. */
export const missedAt = "checkpoints-missed-at";
export const saidForMs = 30 * 86_400_000;

const advice = "if it happens again, look after the disk, and keep your backups";

/** What is told when it happens. */
export function derivedNotice(): Error {
  return new Error(
    `The ledger's file was not as Mainstay left it. The history is whole, and everything else was derived anew from it; ${advice}`,
  );
}

export async function noteDerived(store: EventStore, now: number): Promise<void> {
  await store.setMeta(derivedAt, String(now));
}

/** A reader found a file that only an owner may look through and derive anew. */
export function needsOwner(error: unknown): boolean {
  return error instanceof Hindered && error.name === "LedgerChanged";
}

/** The doctor's word on the file itself. */
export async function soundness(store: EventStore, now: number): Promise<Finding> {
  const at = Number((await store.getMeta(derivedAt)) ?? 0);
  const line =
    now - at > saidForMs
      ? "every page is as it was written"
      : `derived anew from the history on ${new Date(at).toISOString().slice(0, 10)}; ${advice}`;
  return { ok: true, name: "file", line, effect: "", remedy: "" };
}

/** For an owner, before it signs anything: notes that checkpoints are missing, and tells it once. */
export async function noteMissed(
  data: string,
  store: EventStore,
  now: number,
): Promise<Error | null> {
  if (!(await missesCheckpoints(data))) return null;
  await store.setMeta(missedAt, String(now));
  return new Error(`${missedCheckpoints(data)}; ${compareElsewhere}`);
}

export const compareElsewhere =
  'compare with a checkpoint that was kept elsewhere: "mainstay ledger verify --checkpoint FILE --key KEY"';

/** The doctor's word on what was signed, where something is wrong with it. */
export async function unsigned(data: string, store: EventStore, now: number): Promise<Finding[]> {
  const at = Number((await store.getMeta(missedAt)) ?? 0);
  if (now - at > saidForMs && !(await missesCheckpoints(data))) return [];
  return [
    {
      ok: false,
      name: "checkpoints",
      line: "every checkpoint that signing.key had signed was missing",
      effect: "whether the history is what was signed cannot be told here",
      remedy: compareElsewhere,
    },
  ];
}
