import { readFile } from "node:fs/promises";
import path from "node:path";
import { z } from "zod";
import { readVkey } from "../ledger/note.ts";
import { writeDurably } from "./durable.ts";
import { BackupRefused } from "./refused.ts";
import { errorCode } from "../value/error-code.ts";

function isVkey(text: string): boolean {
  try {
    readVkey(text);
    return true;
  } catch {
    return false;
  }
}

/** What the data folder itself knows of its backups: where they go, for whom, and how the last ones went. */
const made = z.strictObject({ id: z.string(), at: z.number() });
const format = z.strictObject({
  format: z.literal(1),
  to: z.string(),
  recipient: z.string(),
  /** Who signed the newest; absent where none was made since that is noted. */
  signer: z.string().refine(isVkey).optional(),
  since: z.number(),
  last: made.extend({ events: z.int(), bytes: z.int() }).nullable(),
  verified: made.nullable(),
  /** Of the last check by a restore, where that failed. */
  unsound: z.strictObject({ at: z.number(), message: z.string() }).nullable(),
  /** Of the newest attempt, where that failed. */
  failure: z.strictObject({ at: z.number(), message: z.string() }).nullable(),
  /** Copies of the keys that lie in backups, and how long each is kept. */
  keys: z.array(z.strictObject({ at: z.number(), to: z.string(), keptMs: z.number() })),
});

export type BackupState = z.infer<typeof format>;

const fileIn = (data: string) => path.join(data, "backup.json");

/** Null: no backups were set up. */
export async function readState(data: string): Promise<BackupState | null> {
  let text: string;
  try {
    text = await readFile(fileIn(data), "utf8");
  } catch (error) {
    if (errorCode(error) === "ENOENT") return null;
    throw error;
  }
  try {
    return format.parse(JSON.parse(text));
  } catch (error) {
    throw new BackupRefused(
      "backup_state_invalid",
      `Cannot read "${fileIn(data)}": it is spoilt; remove it and run "mainstay backup init" again, with --recipient and --to as before`,
      error,
    );
  }
}

export async function writeState(data: string, state: BackupState): Promise<void> {
  await writeDurably(fileIn(data), Buffer.from(`${JSON.stringify(state, null, 1)}\n`));
}

/** Where this folder's backups go; refused where none were set up. */
export async function stateOf(data: string): Promise<BackupState> {
  const state = await readState(data);
  if (state !== null) return state;
  throw new BackupRefused(
    "backup_not_set_up",
    'Cannot back up: no backups are set up; begin with "mainstay backup init"',
  );
}
