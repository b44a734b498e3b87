import { spawn } from "node:child_process";
import { once } from "node:events";
import { readFile } from "node:fs/promises";
import { onTestFinished } from "vitest";

/** What is told of how to start it, by whatever keeps it running. */
export type Told = { command: readonly string[]; folder: string; environment: string };

export type Started = {
  /** All that it said until it was up. */
  said: string;
  end(signal: "SIGTERM" | "SIGKILL"): Promise<{
    code: number | null;
    signal: string | null;
    err: string;
  }>;
};

/** Started with nobody's environment but what such a keeper gives, without a terminal; resolves once it is up. */
export async function started({ command, folder, environment }: Told): Promise<Started> {
  const [program = "", ...args] = command;
  const home = { HOME: "/nonexistent", USER: "ana", LOGNAME: "ana", SHELL: "/bin/sh" };
  const given = await readFile(environment, "utf8").catch(() => "");
  const env = {
    ...home,
    PATH: "/usr/local/bin:/usr/bin:/bin",
    INVOCATION_ID: "0a1b2c",
    ...Object.fromEntries(
      given
        .split("\n")
        .filter(Boolean)
        .map((line) => line.split("=", 2)),
    ),
  };
  const child = spawn(program, args, { cwd: folder, env, stdio: ["ignore", "pipe", "pipe"] });
  onTestFinished(() => void child.kill("SIGKILL"));
  let said = "";
  let err = "";
  child.stderr.on("data", (part: Buffer) => (err += part.toString()));
  const up = Promise.withResolvers<void>();
  child.stdout.on("data", (part: Buffer) => {
    said += part.toString();
    if (said.includes("Ctrl-C ends it here")) up.resolve();
  });
  const closed = once(child, "close");
  closed.then(() => up.reject(new Error(`it ended: ${said}${err}`)), up.reject);
  await up.promise;
  return {
    said,
    async end(signal) {
      child.kill(signal);
      const [code, by] = (await closed) as [number | null, string | null];
      return { code, signal: by, err };
    },
  };
}
