import type { BringFiles } from "../../src/cli/deps/bring.ts";
import type { Deps, TryView } from "../../src/cli/deps/deps.ts";
import type { EvalView } from "../../src/cli/deps/eval.ts";
import type { Founding } from "../../src/cli/deps/founding.ts";
import type { ServiceView } from "../../src/cli/deps/service.ts";
import type { TestEvent, TestOptions } from "../../src/cli/deps/scenarios.ts";
import type { TourEvent, TourOptions } from "../../src/cli/deps/tour.ts";
import { Interrupted } from "../../src/cli/errors.ts";
import { commandLine } from "../../src/cli/program.ts";
import type { VerifyView } from "../../src/cli/deps/proofs.ts";
import { fakeBackups } from "./fake-backups.ts";
import { FakeDesk } from "./fake-desk.ts";
import { exported, imported, planned } from "./sample-moves.ts";
import { FakeTerminal } from "./fake-terminal.ts";
import { monday } from "./sample-day.ts";
import { arrivals } from "./sample-desk.ts";
import { nordlicht } from "./sample-items.ts";
import { monthReport } from "./sample-report.ts";

const found = { questions: 2, at5: 0.5, at10: 1, ndcg10: 0.75, packed: 1 };

const evaluated: EvalView = {
  set: "set",
  clients: 2,
  passages: 40,
  packTokens: 1_000,
  all: found,
  kinds: [{ kind: "single-hop", ...found }],
  foreign: 0,
  over: 0,
  uncited: 0,
  rebuilt: true,
  wordsOnly: 0,
  unanswerable: 1,
  told: { auc: 0.75, threshold: 1, below: 0 },
  report: null,
};

export const tried: TryView = {
  mails: arrivals
    .slice(0, 1)
    .map(({ from, title, fate, because }) => ({ from, title, fate, because })),
  proposals: [
    {
      client: "Nordlicht Coffee",
      deeds: nordlicht.deeds.slice(0, 1),
      diff: nordlicht.diff.slice(0, 2),
      letters: [
        { to: "ana@nordlicht.example", subject: "Welcome", text: "Dear Ana,\n\nthank you.\n" },
      ],
      questions: ["the price, because the client is new"],
    },
  ],
};

export const played: readonly TourEvent[] = [
  {
    kind: "opened",
    company: "Studio Marlow",
    timeZone: "Europe/Berlin",
    locale: "en",
    folder: ".mainstay/tour",
    models: [],
    resumed: false,
    finished: false,
  },
  {
    kind: "entry",
    at: monday,
    verb: "came",
    client: "Nordlicht Coffee",
    line: '"Packaging for 4 blends"',
  },
  {
    kind: "entry",
    at: monday + 86_400_000,
    verb: "did",
    client: "Ana",
    line: "paid; project opened",
  },
  {
    kind: "ended",
    at: monday + 86_400_000,
    artifacts: [{ label: "invoice 2026-011", path: ".mainstay/tour/invoices/2026-011.pdf" }],
    report: monthReport,
    waiting: 0,
    spentMicros: 0,
    currency: "EUR",
  },
];

export const verified: VerifyView = {
  ok: true,
  sound: true,
  missedAt: null,
  data: "data",
  entries: 1234,
  values: { kept: 400, gone: 2 },
  listAhead: false,
  files: { count: 12, bytes: 1_300_000 },
  trusted: { keys: ["mainstay/w1+0a1b2c3d+AQ=="], named: false },
  checkpoints: [
    { file: "data/checkpoints/000000001000.note", size: 1000, kept: true, fits: true },
    { file: "mailed.note", size: 1234, kept: false, fits: true },
  ],
  findings: [],
  more: 0,
};

export const signed = {
  note: "mainstay/w1\n20\nroot=\n\n— mainstay/w1 sig=\n",
  key: "mainstay/w1+0a1b2c3d+AQ==",
  size: 20,
  file: "data/checkpoints/000000000020.note",
};

type Told = { code: number; out: string; err: string };

/** A command line in a world of fakes: what it is told to do, and what it said. */
export class FakeCli {
  readonly desk = new FakeDesk();
  /** Every mailbox is at "mail.example", and lets in who says "right". */
  founding: Founding = {
    country: "DE",
    servers: async (user) => {
      const host = { host: "mail.example", security: "tls" as const };
      const account = { user, imap: { ...host, port: 993 }, smtp: { ...host, port: 465 } };
      return { account, sure: true, hint: "It wants an app password" };
    },
    tryMailbox: async (_, password) => {
      const ok = password === "right";
      const line = ok ? "mail.example lets you in" : "mail.example does not let you in";
      return { in: { ok, line }, out: { ok, line } };
    },
    change: async (place, answers) => {
      this.calls.push({ what: "change", args: [place, answers] });
      return { files: ["mainstay.yaml"] };
    },
  };
  service: ServiceView = {
    act: "install",
    name: "mainstay-studio-0a1b2c",
    file: "/home/ana/.config/systemd/user/mainstay-studio-0a1b2c.service",
    writes: ["/home/ana/studio/.mainstay"],
    text: "[Unit]\n",
    written: true,
    current: true,
    running: true,
    ran: [{ words: ["systemctl", "--user", "daemon-reload"], ok: true, said: "" }],
    left: [],
  };
  bringing: BringFiles = {
    clients: async () => ({ rows: [], refused: [], strange: [], known: [] }),
    invoices: async () => ({ rows: [], refused: [], strange: [], known: [] }),
    mails: async function* () {},
  };
  readonly calls: { what: string; args: unknown[] }[] = [];
  terminal = new FakeTerminal([]);
  /** Answers to questions, in order. */
  said: (boolean | string)[] = [];
  /** The question at which she leaves. */
  leavesAt = "";
  edit: (text: string) => string = (text) => text;
  files: Readonly<Record<string, string>> = {};
  fails: Error | null = null;
  /** What came of the scenarios. */
  performed: readonly TestEvent[] = [];
  /** The history is not what was recorded. */
  unsound = false;
  isTTY = false;
  env: Readonly<Record<string, string>> = { NO_COLOR: "1", EDITOR: "ed" };
  closed = 0;

  async type(...argv: string[]): Promise<Told> {
    let out = "";
    let err = "";
    const deps = this.#deps(
      (text) => (out += text),
      (text) => (err += text),
    );
    const code = await commandLine(argv, deps);
    return { code, out, err };
  }

  async *#tour(options: TourOptions): AsyncGenerator<TourEvent> {
    this.calls.push({ what: "tour", args: [options] });
    if (this.fails !== null) throw this.fails;
    yield* played;
  }

  async *#scenarios(options: TestOptions): AsyncGenerator<TestEvent> {
    this.calls.push({ what: "scenarios", args: [options] });
    yield* this.performed;
  }

  #deps(stdout: (text: string) => void, stderr: (text: string) => void): Deps {
    const call = (what: string, ...args: unknown[]) => void this.calls.push({ what, args });
    const answer = async () => this.said.shift();
    return {
      connect: async (place) => {
        call("connect", place);
        if (this.fails !== null) throw this.fails;
        return { desk: this.desk, owner: true, close: async () => void (this.closed += 1) };
      },
      up: async (options) => {
        call("up", options);
        return 0;
      },
      tryMails: async (file, place) => {
        call("try", file, place);
        return tried;
      },
      init: async (options) => {
        call("init", options);
        return { folder: options.folder, files: ["mainstay.yaml"] };
      },
      founding: this.founding,
      bring: this.bringing,
      questions: (file) => {
        call("questions", file);
        return fromArray([]);
      },
      exportMemory: async (_, { to }) => {
        call("exportMemory", to);
        return { folder: to, files: 1, items: 2, left: 0 };
      },
      brought: {
        eml: (file) => {
          call("brought.eml", file);
          return fromArray([]);
        },
        markdown: (file) => {
          call("brought.markdown", file);
          return fromArray([]);
        },
        vcard: (file) => {
          call("brought.vcard", file);
          return fromArray([]);
        },
      },
      passages: (file) => {
        call("passages", file);
        return fromArray([]);
      },
      facts: (file) => {
        call("facts", file);
        return fromArray([]);
      },
      evaluate: async (options) => {
        call("evaluate", options);
        return evaluated;
      },
      service: {
        install: async (_, asked) => {
          call("service install", asked);
          return this.service;
        },
        status: async () => ({ ...this.service, act: "status" }),
        uninstall: async () => ({ ...this.service, act: "uninstall" }),
      },
      tour: (options) => this.#tour(options),
      scenarios: (options) => this.#scenarios(options),
      rebuild: async () => ({ events: 2, tables: [{ name: "items", equal: true }] }),
      proofs: {
        verify: async (_, options) => {
          call("verify", options);
          return { ...verified, ok: !this.unsound, sound: !this.unsound };
        },
        checkpoint: async (_, out) => {
          call("checkpoint", out);
          return { ...signed, out };
        },
        prove: async (_, entry, out) => {
          call("prove", entry, out);
          return { entry, size: 20, key: signed.key, proof: "{}\n", out };
        },
        proveContinued: async (_, { from, to }, out) => {
          call("prove", { from, to }, out);
          return { from, to: to ?? 20, key: signed.key, proof: "{}\n", out };
        },
        check: async (file, key, kept) => {
          call("check-proof", file, key, ...(kept === null ? [] : [kept]));
          return { entry: 17, type: "effect.sent", stream: "run/12", at: monday, size: 20, key };
        },
      },
      migrate: async (_, how) => {
        call("migrate", how);
        return planned;
      },
      exportAll: async (_, to) => {
        call("export", to);
        return { ...exported, folder: to };
      },
      importAll: async (_, options) => {
        call("import", options);
        return { ...imported, dryRun: options.dryRun };
      },
      backup: fakeBackups(call),
      schemas: async (folder) => [`${folder}/runbook.json`],
      stdout,
      stderr,
      isTTY: this.isTTY,
      columns: undefined,
      env: this.env,
      terminal: () => this.terminal,
      prompts: {
        confirm: async () => (await answer()) === true,
        text: async ({ message }) => {
          if (message === this.leavesAt) throw new Interrupted("Left before the last question");
          return String(await answer());
        },
        secret: async () => String(await answer()),
        select: async (_, options) =>
          options.find(({ value }) => value === this.said[0])?.value ?? options[0]!.value,
      },
      openEditor: async (text) => this.edit(text),
      openFile: async (path) => call("open", path),
      readFile: async (path) => this.files[path] ?? "",
      newId: () => "request-1",
      version: "0.1.0",
    };
  }
}

async function* fromArray<T>(all: readonly T[]): AsyncGenerator<T> {
  yield* all;
}
