import { execFile } from "node:child_process";
import { existsSync } from "node:fs";
import { mkdir, readFile, rename, rm, writeFile } from "node:fs/promises";
import path from "node:path";
import { Refused } from "../../api/contract/refused.ts";
import type { ServiceView } from "../../cli/deps/service.ts";
import type { Places } from "../places.ts";
import { agentFile, agentOf } from "./launchd.ts";
import { type Env, unitFile, unitOf } from "./systemd.ts";
import { type What, whatOf } from "./what.ts";

/**
 * Keeps a company running by the system's own means, for one user.
 *
 * SV1 Every command that is run is told with what came of it; what could not be run is told as what she
 *     can type.
 * SV2 Only what this program wrote is removed, and her company stays as it is.
 */
export type Machine = {
  platform: NodeJS.Platform;
  env: Env;
  /** The number of the user; null where there are none. */
  uid: number | null;
};

export type Asked = { print: boolean; asRoot: boolean };

type System = {
  file: string;
  text: string;
  install: readonly string[][];
  remove: readonly string[][];
  /** What says how it is. */
  look: readonly string[];
  running: (said: string) => boolean;
};

export async function install(
  places: Places,
  asked: Asked,
  machine: Machine,
): Promise<ServiceView> {
  refuseRoot(machine, asked);
  const what = await whatOf(places);
  const system = await systemOf(what, machine);
  const view: ServiceView = { ...start("install", what, system), text: system.text };
  if (asked.print) return { ...view, act: "print" };
  await mkdir(path.dirname(system.file), { recursive: true });
  await writeFile(`${system.file}~`, system.text, { mode: 0o644 });
  await rename(`${system.file}~`, system.file);
  const { ran, left } = await runAll(system.install, machine);
  return { ...view, written: true, ran, left, running: left.length === 0 };
}

export async function status(places: Places, machine: Machine): Promise<ServiceView> {
  const what = await whatOf(places);
  const system = await systemOf(what, machine);
  const found = await readFile(system.file, "utf8").catch(() => null);
  const view = { ...start("status", what, system), written: found !== null };
  if (found === null) return view;
  const said = await run(system.look, machine);
  return {
    ...view,
    current: found === system.text,
    running: said.ok && system.running(said.out),
    left: said.ok ? [] : [[...system.look]],
  };
}

export async function uninstall(places: Places, machine: Machine): Promise<ServiceView> {
  const what = await whatOf(places);
  const system = await systemOf(what, machine);
  const view = start("uninstall", what, system);
  if (!existsSync(system.file)) return view;
  const [stop = [], ...after] = system.remove;
  const first = await runAll([stop], machine);
  await rm(system.file);
  const rest = await runAll(after, machine);
  return { ...view, ran: [...first.ran, ...rest.ran], left: [...first.left, ...rest.left] };
}

function start(act: ServiceView["act"], { name, writes }: What, { file }: System): ServiceView {
  return {
    act,
    name,
    file,
    writes: [...writes],
    text: "",
    written: false,
    current: true,
    running: false,
    ran: [],
    left: [],
  };
}

/** What runs as root may do everything: that is said, and never just happens. */
function refuseRoot({ uid }: Machine, { asRoot, print }: Asked): void {
  if (uid !== 0 || asRoot || print) return;
  throw new Refused({
    code: "root_unsaid",
    message:
      'Cannot keep the company running as root: whatever runs so may do everything on this computer; do it as an ordinary user, or say that you mean it with "mainstay service install --as-root"',
  });
}

async function systemOf(what: What, machine: Machine): Promise<System> {
  const { platform, env } = machine;
  if (platform === "linux") return systemdOf(what, machine);
  if (platform === "darwin") return launchdOf(what, env, machine.uid ?? 0);
  throw new Refused({
    code: "service_unknown_system",
    message: `Cannot keep the company running by itself on "${platform}"; run "mainstay up" and leave it open`,
  });
}

async function systemdOf(what: What, machine: Machine): Promise<System> {
  const said = await run(["systemctl", "--version"], machine);
  const version = Number(/^systemd (\d+)/.exec(said.out)?.[1] ?? 0);
  const user = (...words: string[]) => ["systemctl", "--user", ...words];
  const unit = `${what.name}.service`;
  return {
    file: unitFile(what, machine.env),
    text: unitOf(what, version),
    install: [user("daemon-reload"), user("enable", unit), user("restart", unit)],
    remove: [user("disable", "--now", unit), user("daemon-reload")],
    look: user("show", unit, "--property=ActiveState"),
    running: (out) => /^ActiveState=(active|activating|reloading)$/m.test(out),
  };
}

function launchdOf(what: What, env: Env, uid: number): System {
  const file = agentFile(what, env);
  const target = `gui/${uid}/${what.name}`;
  return {
    file,
    text: agentOf(what),
    install: [["launchctl", "bootstrap", `gui/${uid}`, file]],
    remove: [["launchctl", "bootout", target]],
    look: ["launchctl", "print", target],
    running: (out) => /^\s*state = running$/m.test(out),
  };
}

type Ran = ServiceView["ran"];

/** In order; behind the first that fails the rest are left to her. */
async function runAll(
  commands: readonly string[][],
  machine: Machine,
): Promise<{ ran: Ran; left: string[][] }> {
  const ran: Ran = [];
  for (const [i, words] of commands.entries()) {
    const { ok, err } = await run(words, machine);
    ran.push({ words, ok, said: ok ? "" : err });
    if (!ok) return { ran, left: commands.slice(i).map((each) => [...each]) };
  }
  return { ran, left: [] };
}

async function run(
  [program = "", ...words]: readonly string[],
  { env }: Machine,
): Promise<{ ok: boolean; out: string; err: string }> {
  return new Promise((resolve) => {
    execFile(
      program,
      words,
      { env: { ...env }, timeout: 30_000, maxBuffer: 1 << 20 },
      (error, out, err) => {
        const missing = error !== null && error.code === "ENOENT";
        const said = missing ? `there is no "${program}" here` : err.trim().slice(0, 500);
        resolve({ ok: error === null, out, err: said });
      },
    );
  });
}
