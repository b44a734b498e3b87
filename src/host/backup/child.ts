import { setPriority } from "node:os";
import { setTimeout } from "node:timers/promises";
import type { BackupView, VerifyBackupView, WhichBackup } from "../../cli/deps/backup.ts";
import type { Places } from "../places.ts";
import { backUp } from "./backup.ts";
import { verifyBackup } from "./restore.ts";
import { errorCode } from "../../value/error-code.ts";

/** Runs in a process of its own; see `apart.ts`. */
export type BackupTask = {
  places: Places;
  /** The company is at work meanwhile. */
  gentle: boolean;
} & ({ do: "back up"; to: string | null } | ({ do: "verify" } & WhichBackup));

export type BackupReply =
  | { kind: "progress"; doing: string; done: number; of: number }
  | { kind: "done"; view: BackupView | VerifyBackupView }
  | { kind: "failed"; name: string; code: string; message: string };

/** While others work it rests as long as it has had the processor, and never has it for long. */
const stretchMs = 10;

function rests(): () => Promise<void> {
  const worked = (): number => {
    const { user, system } = process.cpuUsage();
    return (user + system) / 1_000;
  };
  let before = worked();
  return async () => {
    const now = worked();
    if (now - before < stretchMs) return;
    await setTimeout(now - before);
    before = now;
  };
}

function giveWay(): void {
  try {
    setPriority(10);
  } catch {
    // Somewhere that is not allowed; it only helps others.
  }
}

const say = (reply: BackupReply): void => void process.send?.(reply);

async function carryOut(task: BackupTask): Promise<BackupView | VerifyBackupView> {
  const told = (doing: string, done: number, of: number): void =>
    say({ kind: "progress", doing, done, of });
  if (task.do === "verify") return verifyBackup(task.places, task, process.env, told);
  const pace = task.gentle ? rests() : async () => {};
  return backUp(task.places, {
    to: task.to,
    pace,
    told: ({ doing, done, of }) => told(doing, done, of),
  });
}

process.once("disconnect", () => process.exit(1));
process.once("message", (message) => {
  // Only the parent has the other end of this channel.
  const task = message as BackupTask;
  if (task.gentle) giveWay();
  carryOut(task).then(
    (view) => say({ kind: "done", view }),
    (error: unknown) => {
      const { name, message: text } = error instanceof Error ? error : new Error(String(error));
      say({ kind: "failed", name, code: errorCode(error), message: text });
    },
  );
});
