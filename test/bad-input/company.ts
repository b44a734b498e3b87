import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { cp, mkdtemp, readFile, rm, utimes, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { setImmediate } from "node:timers/promises";
import { expect, onTestFinished } from "vitest";
import type { Deps } from "../../src/cli/deps/deps.ts";
import { commandLine } from "../../src/cli/program.ts";
import { SystemClock } from "../../src/engine/clock.ts";
import { type Opened, open, type OpenOptions } from "../../src/host/open.ts";
import { backupDeps } from "../../src/host/backup/deps.ts";
import { forgetPlace } from "../../src/host/place-id.ts";
import { connect } from "../../src/host/session.ts";
import { openSqliteStore } from "../../src/store/sqlite/sqlite-store.ts";
import { tables } from "../../src/views/tables.ts";
import { FakeTerminal } from "../fakes/fake-terminal.ts";
import { folderOfFile } from "../fakes/folder-of-file.ts";

/** The example company in folders of its own, asked by the real command line. */
export type Company = {
  workspace: string;
  data: string;
  /** Types a command in this process. */
  type(...argv: string[]): Promise<Told>;
  /** The same without patience: an owner that does not answer at once is given up. */
  hurry(...argv: string[]): Promise<Told>;
  /** Changes a file of the company; what is not found in it is a mistake of the test. */
  change(file: string, from: string, to: string): Promise<void>;
  write(file: string, text: string | Uint8Array): Promise<void>;
  /** Everything that is recorded, as one text that is equal where nothing changed. */
  recorded(): Promise<string>;
};

export type Told = { code: number; out: string; err: string };

const root = path.resolve(import.meta.dirname, "../..");

export async function scratch(): Promise<string> {
  const folder = await mkdtemp(path.join(tmpdir(), "ms-bad-"));
  onTestFinished(() => rm(folder, { recursive: true, force: true }));
  return folder;
}

/** A company whose files nobody has applied yet. */
export async function newStudio(): Promise<Company> {
  const folder = await scratch();
  const company = at(path.join(folder, "studio"), path.join(folder, "data"));
  await cp(path.join(root, "examples/studio"), company.workspace, {
    recursive: true,
    preserveTimestamps: true,
  });
  return company;
}

let played: string | null = null;

/** A company that has read its mails: three drafts wait, one mail is suspicious, one damaged. */
export async function studio(): Promise<Company> {
  const company = await newStudio();
  if (played === null) {
    const began = await folderOfFile("ms-bad-played-");
    const { workspace } = company;
    const opened = await openIn({ workspace, data: began });
    await opened.desk.apply({ dryRun: false, runs: "finish" });
    await opened.owner.start();
    await quiet(opened);
    await opened.close();
    // It is copied for every test, as a company that was never elsewhere.
    const store = await openSqliteStore(began);
    await forgetPlace(store);
    await store.close();
    played = began;
  }
  await cp(played, company.data, { recursive: true });
  return company;
}

export function at(workspace: string, data: string): Company {
  const file = (name: string) => path.join(workspace, name);
  return {
    workspace,
    data,
    type: (...argv) => typed([...argv, "--workspace", workspace, "--data", data]),
    hurry: (...argv) =>
      typed([...argv, "--workspace", workspace, "--data", data], {
        connect: () => connect({ workspace, data }, () => {}, { helloMs: 200, lockMs: 100 }),
      }),
    change: async (name, from, to) => {
      const text = await readFile(file(name), "utf8");
      expect(text, `${name} says "${from}"`).toContain(from);
      await writeFile(file(name), text.replace(from, to));
    },
    write: async (name, text) => {
      await writeFile(file(name), text);
      // A mail or a bank file counts once it has rested.
      const before = new Date(Date.now() - 60_000);
      await utimes(file(name), before, before);
    },
    recorded: () => recordedIn(data),
  };
}

/** Opened in this process; folders are read only when asked to. */
export function openIn(
  places: { workspace: string; data: string },
  more: Partial<OpenOptions> = {},
): Promise<Opened> {
  return open({
    places,
    mode: "run",
    clock: steady(),
    onFault: () => {},
    onFailure: () => {},
    watch: false,
    env: {},
    ...more,
  });
}

/** Of today, because the commands that follow go by the machine's clock. */
function steady(): SystemClock {
  return new SystemClock(
    () => Date.now(),
    () => performance.now(),
  );
}

/** Nothing is under way, nothing is being read, everything is synced. */
export async function quiet({ owner }: Opened): Promise<void> {
  do {
    // A reading that is under way needs rounds of the event loop.
    await setImmediate();
    await owner.office.book.committed();
    await owner.floor.settled();
    await owner.office.book.committed();
  } while (!owner.floor.quiet || owner.intake.reading);
}

export async function typed(argv: readonly string[], more: Partial<Deps> = {}): Promise<Told> {
  let out = "";
  let err = "";
  const nobody = async (): Promise<never> => {
    throw new Error("nobody is asked in this test");
  };
  const fault = (error: unknown, doing: string): void => {
    err += `While ${doing}: ${error instanceof Error ? error.message : String(error)}\n`;
  };
  const bring = await import("../../src/host/bring/bring.ts");
  const memory = await import("../../src/host/bring/passages.ts");
  const placesOf = (await import("../../src/host/places.ts")).placesOf;
  const deps: Deps = {
    connect: async (place) => connect(placesOf(place, root), fault),
    up: async (options) => (await import("../../src/host/up.ts")).up(deps, options, fault),
    tryMails: async (file, place) =>
      (await import("../../src/host/try.ts")).tryMails(file, placesOf(place, root)),
    init: async (options) => (await import("../../src/host/files/init.ts")).init(options),
    founding: {
      country: "DE",
      ...(await import("../../src/host/files/founding.ts")).founding((place) =>
        placesOf(place, root),
      ),
    },
    bring: {
      ...bring.files,
      mails: (place, file, progress) => bring.mails(placesOf(place, root), file, progress),
    },
    passages: (...args) => memory.passages(...args),
    facts: (...args) => memory.facts(...args),
    brought: (await import("../../src/host/bring/brought.ts")).brought,
    exportMemory: async (...args) =>
      (await import("../../src/host/bring/export-memory.ts")).exportMemory(...args),
    questions: (...args) => memory.questions(...args),
    evaluate: async (...args) =>
      (await import("../../src/host/eval/evaluate.ts")).evaluate(...args),
    service: { install: nobody, status: nobody, uninstall: nobody },
    tour: () => {
      throw new Error("no tour in this test");
    },
    scenarios: async function* ({ place, ...options }) {
      const { scenarios } = await import("../../src/host/scenario/scenarios.ts");
      yield* scenarios(options, placesOf(place, root));
    },
    rebuild: async (place) =>
      (await import("../../src/host/ledger/rebuild.ts")).rebuild(placesOf(place, root), fault),
    proofs: {
      verify: async (place, options, progress) =>
        (await import("../../src/host/ledger/verify.ts")).verify(
          placesOf(place, root),
          options,
          progress,
        ),
      checkpoint: async (place, out) =>
        (await import("../../src/host/ledger/proofs.ts")).checkpoint(placesOf(place, root), out),
      prove: async (place, entry, out) =>
        (await import("../../src/host/ledger/proofs.ts")).prove(placesOf(place, root), entry, out),
      proveContinued: async (place, ...args) =>
        (await import("../../src/host/ledger/proofs.ts")).proveContinued(
          placesOf(place, root),
          ...args,
        ),
      check: async (...args) => (await import("../../src/host/ledger/proofs.ts")).check(...args),
    },
    migrate: async (place, how, progress) =>
      (await import("../../src/host/ledger/migrate.ts")).migrate(
        placesOf(place, root),
        how,
        progress,
      ),
    exportAll: async (place, to, progress) =>
      (await import("../../src/host/transfer/export.ts")).exportAll(
        placesOf(place, root),
        to,
        progress,
      ),
    importAll: async (place, how, progress) =>
      (await import("../../src/host/transfer/import.ts")).importAll(
        placesOf(place, root),
        how,
        progress,
      ),
    backup: backupDeps((place) => placesOf(place, root), more.env ?? {}),
    schemas: async () => [],
    stdout: (text) => void (out += text),
    stderr: (text) => void (err += text),
    isTTY: false,
    columns: 80,
    env: { NO_COLOR: "1" },
    terminal: () => new FakeTerminal(null),
    prompts: { confirm: nobody, text: nobody, secret: nobody, select: nobody },
    openEditor: nobody,
    openFile: nobody,
    readFile: (file) => readFile(file, "utf8"),
    newId: () => "request",
    version: "test",
    ...more,
  };
  const code = await commandLine(argv, deps);
  return { code, out, err };
}

/** The same command as a process of its own, as she types it. */
export function child(
  company: Company,
  ...argv: string[]
): { process: ChildProcess; told: Promise<Told> } {
  const args = [
    "bin/mainstay.js",
    ...argv,
    "--workspace",
    company.workspace,
    "--data",
    company.data,
  ];
  const made = spawn(process.execPath, args, {
    cwd: root,
    env: { ...process.env, NO_COLOR: "1", MAINSTAY_HOME: "" },
    stdio: ["ignore", "pipe", "pipe"],
  });
  onTestFinished(() => void made.kill("SIGKILL"));
  let out = "";
  let err = "";
  made.stdout.on("data", (chunk: Buffer) => (out += chunk.toString()));
  made.stderr.on("data", (chunk: Buffer) => (err += chunk.toString()));
  const told = once(made, "close").then(([code]: unknown[]) => ({
    code: Number(code ?? -1),
    out,
    err,
  }));
  return { process: made, told };
}

/** Runs the company in a process of its own, until the test ends; resolves once it has looked at all. */
export async function running(
  company: Company,
): Promise<{ process: ChildProcess; told: Promise<Told> }> {
  const up = child(company, "up");
  const { stdout } = up.process;
  if (stdout === null) throw new Error("its output is piped");
  await new Promise<void>((resolve, reject) => {
    let said = "";
    stdout.on("data", (chunk: Buffer) => {
      said += chunk.toString();
      if (said.includes("Ctrl-C ends it here")) resolve();
    });
    up.told.then(({ err }) => reject(new Error(`it ended: ${err}`)), reject);
  });
  return up;
}

async function recordedIn(data: string): Promise<string> {
  const store = await openSqliteStore(data, { access: "read" });
  try {
    await store.prepare(tables);
    return JSON.stringify([await store.last(), await store.dump()]);
  } finally {
    await store.close();
  }
}

/** Said to her in four parts, and in her words: no stack, no ids, nothing of the machinery. */
export function expectFourParts(told: Told, parts: { what: string; you: string }): void {
  expect(told.err).not.toMatch(/^\s+at /m);
  // A file of the data folder may be named as it is called there.
  const words = told.err.replaceAll(/\s+/g, "").replaceAll(/file"[0-9a-f]{64}"/g, "");
  expect(words).not.toMatch(/[0-9a-f]{32}/);
  expect(told.err).not.toMatch(/\b[A-Z]\w*Error\b|ERR_|SQLITE|ENOSPC|undefined|null/);
  expect(told.err).not.toContain("should not");
  const said = told.err.replaceAll(/\s+/g, " ");
  const [, what, effect, did, you] = /^(.*) Effect (.*) Did (.*) You (.*)$/.exec(said) ?? [];
  expect(what, told.err).toContain(parts.what);
  expect(effect).not.toBe("");
  expect(did).not.toBe("");
  expect(you).toContain(parts.you);
}
