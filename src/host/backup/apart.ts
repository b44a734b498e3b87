import { type ChildProcess, fork } from "node:child_process";
import { extname } from "node:path";
import { fileURLToPath } from "node:url";
import type { BackupView, VerifyBackupView } from "../../cli/deps/backup.ts";
import type { Progress } from "../../cli/deps/place.ts";
import { BackupRefused } from "../../backup/refused.ts";
import type { BackupReply, BackupTask } from "./child.ts";

/**
 * Backups are made, and checked by a restore, in a process of their own: reading, compressing and
 * encrypting must not hold up whoever runs the company.
 *
 * BA1 The child ends with this process, and when it is told to; what it had written counts for nothing
 *     without a manifest.
 */
type Given<D extends BackupTask["do"]> = Omit<Extract<BackupTask, { do: D }>, "do">;
export type Apart<T> = { done: Promise<T>; pid: number | undefined; end: () => void };

export function backUpApart(task: Given<"back up">, told: Progress = () => {}): Apart<BackupView> {
  return run<BackupView>({ do: "back up", ...task }, told);
}

export function verifyApart(
  task: Given<"verify">,
  told: Progress = () => {},
): Apart<VerifyBackupView> {
  return run<VerifyBackupView>({ do: "verify", ...task }, told);
}

function run<T>(task: BackupTask, told: Progress): Apart<T> {
  const child = spawn();
  const { promise, resolve, reject } = Promise.withResolvers<T>();
  child.on("message", (message) => {
    // Only our own child has the other end of this channel.
    const reply = message as BackupReply;
    if (reply.kind === "progress") told(reply.doing, reply.done, reply.of);
    // It answers what its task asks for.
    else if (reply.kind === "done") resolve(reply.view as T);
    else reject(errorOf(reply));
  });
  child.on("error", reject);
  child.on("exit", (code, signal) => reject(ended(signal ?? `code ${code}`)));
  child.send(task, (error) => error !== null && reject(error));
  const done = promise.finally(() => child.kill());
  return { done, pid: child.pid, end: () => void child.kill() };
}

function spawn(): ChildProcess {
  // The same extension as this file: runs from source and compiled.
  const url = new URL(`./child${extname(import.meta.url)}`, import.meta.url);
  const identity = process.env["MAINSTAY_BACKUP_IDENTITY"];
  return fork(fileURLToPath(url), [], {
    env: identity === undefined ? {} : { MAINSTAY_BACKUP_IDENTITY: identity },
    execArgv: [],
    stdio: ["ignore", "ignore", "ignore", "ipc"],
  });
}

function errorOf({ name, code, message }: Extract<BackupReply, { kind: "failed" }>): Error {
  if (name === "BackupRefused") return new BackupRefused(code, message);
  return Object.assign(new Error(message), { name, ...(code === "" ? {} : { code }) });
}

function ended(how: string): Error {
  return new BackupRefused(
    "backup_ended",
    `Cannot finish the backup: its process ended (${how}); make it again with "mainstay backup", what earlier ones hold is safe`,
  );
}
