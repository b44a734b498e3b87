import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import path from "node:path";
import type { Servers } from "./company.ts";

const child = path.join(import.meta.dirname, "mail-child.ts");

/** Another process at the company; `ended` resolves when it is gone, however. */
export function begin(
  data: string,
  { smtp, imap }: Servers,
): { kill(): void; ended: Promise<unknown>; said(): string } {
  const args = [child, data, `${smtp ?? ""}`, `${imap ?? ""}`];
  const running: ChildProcess = spawn(process.execPath, args, {
    stdio: ["ignore", "ignore", "pipe"],
  });
  let said = "";
  running.stderr?.on("data", (bytes: Buffer) => (said += bytes.toString()));
  return {
    kill: () => running.kill("SIGKILL"),
    ended: once(running, "exit"),
    said: () => said,
  };
}
