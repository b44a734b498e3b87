import { randomUUID } from "node:crypto";
import { readFile } from "node:fs/promises";
import type { Deps } from "./cli/deps/deps.ts";
import type { Place } from "./cli/deps/place.ts";
import { openEditor, openFile } from "./cli/editor.ts";
import { commandLine } from "./cli/program.ts";
import { clackPrompts } from "./cli/prompts.ts";
import { tellFault } from "./cli/tell.ts";
import { processTerminal } from "./cli/tty.ts";
import { placesOf } from "./host/places.ts";
import { connect } from "./host/session.ts";
import { countryOf } from "./workspace/country.ts";

/** The composition root: builds the real adapters, and loads each only when a command needs it. */
const { env, stdin, stdout, stderr } = process;

const faultAt = (place: Place) => (error: unknown, doing: string) => {
  tellFault(error, doing, deps, place);
  if (env["MAINSTAY_DEBUG"] === "1" && error instanceof Error) stderr.write(`${error.stack}\n`);
};

const backups = async () =>
  (await import("./host/backup/deps.ts")).backupDeps(
    (place) => placesOf(place, process.cwd()),
    env,
  );

const { timeZone: zone, locale } = Intl.DateTimeFormat().resolvedOptions();
const founding = async () =>
  (await import("./host/files/founding.ts")).founding((place) => placesOf(place, process.cwd()));

const service = () => import("./host/service/service.ts");
const machine = { platform: process.platform, env, uid: process.getuid?.() ?? null };

const deps: Deps = {
  connect: async (place) => connect(placesOf(place, process.cwd()), faultAt(place)),
  up: async (options) => (await import("./host/up.ts")).up(deps, options, faultAt(options.place)),
  tryMails: async (file, place) =>
    (await import("./host/try.ts")).tryMails(file, placesOf(place, process.cwd())),
  init: async (options) => (await import("./host/files/init.ts")).init(options),
  founding: {
    country: countryOf(zone, locale),
    servers: async (address) => (await founding()).servers(address),
    tryMailbox: async (...args) => (await founding()).tryMailbox(...args),
    change: async (...args) => (await founding()).change(...args),
  },
  bring: {
    clients: async (file) => (await import("./host/bring/bring.ts")).files.clients(file),
    invoices: async (file, currency) =>
      (await import("./host/bring/bring.ts")).files.invoices(file, currency),
    mails: async function* (place, file, progress) {
      const { mails } = await import("./host/bring/bring.ts");
      yield* mails(placesOf(place, process.cwd()), file, progress);
    },
  },
  passages: async function* (...args) {
    yield* (await import("./host/bring/passages.ts")).passages(...args);
  },
  facts: async function* (...args) {
    yield* (await import("./host/bring/passages.ts")).facts(...args);
  },
  brought: {
    eml: async function* (...args) {
      yield* (await import("./host/bring/brought.ts")).brought.eml(...args);
    },
    markdown: async function* (...args) {
      yield* (await import("./host/bring/brought.ts")).brought.markdown(...args);
    },
    vcard: async function* (...args) {
      yield* (await import("./host/bring/brought.ts")).brought.vcard(...args);
    },
  },
  exportMemory: async (...args) =>
    (await import("./host/bring/export-memory.ts")).exportMemory(...args),
  questions: async function* (file, usualK) {
    yield* (await import("./host/bring/passages.ts")).questions(file, usualK);
  },
  evaluate: async (...args) => (await import("./host/eval/evaluate.ts")).evaluate(...args),
  service: {
    install: async (place, asked) =>
      (await service()).install(placesOf(place, process.cwd()), asked, machine),
    status: async (place) => (await service()).status(placesOf(place, process.cwd()), machine),
    uninstall: async (place) =>
      (await service()).uninstall(placesOf(place, process.cwd()), machine),
  },
  tour: async function* (options) {
    const { tour } = await import("./host/tour/tour.ts");
    yield* tour(options, faultAt(options.place));
  },
  scenarios: async function* ({ place, ...options }) {
    const { scenarios } = await import("./host/scenario/scenarios.ts");
    yield* scenarios(options, placesOf(place, process.cwd()));
  },
  rebuild: async (place) =>
    (await import("./host/ledger/rebuild.ts")).rebuild(
      placesOf(place, process.cwd()),
      faultAt(place),
    ),
  proofs: {
    verify: async (place, options, progress) =>
      (await import("./host/ledger/verify.ts")).verify(
        placesOf(place, process.cwd()),
        options,
        progress,
      ),
    checkpoint: async (place, out) =>
      (await import("./host/ledger/proofs.ts")).checkpoint(placesOf(place, process.cwd()), out),
    prove: async (place, entry, out) =>
      (await import("./host/ledger/proofs.ts")).prove(placesOf(place, process.cwd()), entry, out),
    proveContinued: async (place, ...args) =>
      (await import("./host/ledger/proofs.ts")).proveContinued(
        placesOf(place, process.cwd()),
        ...args,
      ),
    check: async (...args) => (await import("./host/ledger/proofs.ts")).check(...args),
  },
  migrate: async (place, how, progress) =>
    (await import("./host/ledger/migrate.ts")).migrate(
      placesOf(place, process.cwd()),
      how,
      progress,
    ),
  exportAll: async (place, to, progress) =>
    (await import("./host/transfer/export.ts")).exportAll(
      placesOf(place, process.cwd()),
      to,
      progress,
    ),
  importAll: async (place, options, progress) =>
    (await import("./host/transfer/import.ts")).importAll(
      placesOf(place, process.cwd()),
      options,
      progress,
    ),
  backup: {
    init: async (...args) => (await backups()).init(...args),
    now: async (...args) => (await backups()).now(...args),
    list: async (...args) => (await backups()).list(...args),
    verify: async (...args) => (await backups()).verify(...args),
    prune: async (...args) => (await backups()).prune(...args),
    restore: async (...args) => (await backups()).restore(...args),
  },
  schemas: async (folder) => (await import("./host/files/schemas.ts")).schemas(folder),
  stdout: (text) => void stdout.write(text),
  stderr: (text) => void stderr.write(text),
  isTTY: stdin.isTTY && stdout.isTTY,
  columns: stdout.columns,
  env,
  terminal: () => processTerminal({ input: stdin, output: stdout, env, keys: true }),
  prompts: clackPrompts(),
  openEditor: (text, suffix) => openEditor(text, suffix, env),
  openFile: (path) => openFile(path, process.platform),
  readFile: (path) => readFile(path, "utf8"),
  // Ids that begin with the time keep the tables of runs in order (ST9).
  newId: () => `${Date.now()}-${randomUUID()}`,
  version: "0.1.0",
};

// A reader such as `head` may close the pipe early: that is no failure.
stdout.on("error", (error: NodeJS.ErrnoException) => {
  if (error.code !== "EPIPE") throw error;
});

process.exitCode = await commandLine(process.argv.slice(2), deps);
