import { execFile, execFileSync } from "node:child_process";
import { chmod, chown, mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import path from "node:path";
import { promisify } from "node:util";
import { onTestFinished } from "vitest";

/** Debian's systemd as a reader of units: nothing of them is started, and none of it needs to be the first process. */
const run = promisify(execFile);
const program = "/lib/systemd/systemd";

/** Why units cannot be read by systemd itself here; null where they can. */
export const missing = ((): string | null => {
  try {
    execFileSync("systemd-analyze", ["--version"], { stdio: "ignore" });
    execFileSync(program, ["--version"], { stdio: "ignore" });
    return null;
  } catch {
    return "Debian's systemd is not installed";
  }
})();

if (missing !== null) console.warn(`Units are not read by systemd itself: ${missing}`);

export const version = (): number => {
  const said = execFileSync("systemd-analyze", ["--version"], { encoding: "utf8" });
  return Number(/\d+/.exec(said)?.[0]);
};

/** What `systemd-analyze verify` has to say against it; "" for nothing. */
export async function complaints(unit: string): Promise<string> {
  const { folder } = await placed(unit);
  const env = { ...process.env, XDG_RUNTIME_DIR: folder };
  const file = path.join(folder, "units/mainstay-test.service");
  const told = await run("systemd-analyze", ["--user", "verify", file], { env }).catch(
    (error: { stdout: string; stderr: string }) => error,
  );
  return `${told.stdout}${told.stderr}`
    .split("\n")
    .filter((line) => line.includes("mainstay-test"))
    .join("\n");
}

export type Read = {
  command: string[];
  folder: string;
  environment: string;
  writes: string;
  description: string;
};

/** The unit as systemd itself reads it, with what it would do to the words of its command. */
export async function read(unit: string): Promise<Read> {
  const { folder, ...ordinary } = await placed(unit);
  const { stdout } = await run(program, ["--user", "--test", "--unit=mainstay-test.service"], {
    ...ordinary,
    cwd: "/",
    maxBuffer: 16 << 20,
    env: {
      PATH: process.env["PATH"],
      HOME: folder,
      XDG_RUNTIME_DIR: folder,
      SYSTEMD_UNIT_PATH: path.join(folder, "units:"),
      SYSTEMD_LOG_TARGET: "console",
    },
  });
  const [, dump = ""] = /-> Unit mainstay-test\.service:\n([^]*?)(?:\n\t?-> |$)/.exec(stdout) ?? [];
  const field = (name: string) => new RegExp(`\\t${name}: (.*)`).exec(dump)?.[1] ?? "";
  const [first = "", ...others] = await words(field("Command Line"));
  return {
    command: [first, ...others.map((word) => word.replaceAll("$$", "$"))],
    folder: field("WorkingDirectory"),
    environment: field("EnvironmentFile").replace(/^-/, ""),
    writes: field("ReadWritePaths"),
    description: field("Description"),
  };
}

/** It writes words as a shell reads them. */
async function words(line: string): Promise<string[]> {
  const { stdout } = await run("sh", ["-c", `printf '%s\\0' ${line}`]);
  return stdout.split("\0").slice(0, -1);
}

/** As root it would be the system's own, so it reads as nobody then. */
async function placed(unit: string): Promise<{ folder: string; uid?: number; gid?: number }> {
  const folder = await mkdtemp("/tmp/ms-unit-");
  onTestFinished(() => rm(folder, { recursive: true, force: true }));
  await mkdir(path.join(folder, "units"));
  await writeFile(path.join(folder, "units/mainstay-test.service"), unit);
  if (process.getuid?.() !== 0) return { folder };
  await chmod(folder, 0o755);
  await chown(folder, 65_534, 65_534);
  return { folder, uid: 65_534, gid: 65_534 };
}
