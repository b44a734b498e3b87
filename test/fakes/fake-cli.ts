import type { Deps, TourEvent, TourOptions, TryView } from "../../src/cli/deps.ts";
import { commandLine } from "../../src/cli/program.ts";
import { FakeDesk } from "./fake-desk.ts";
import { FakeTerminal } from "./fake-terminal.ts";
import { arrivals, monday, nordlicht } from "./sample-desk.ts";

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
    waiting: 0,
    spentMicros: 0,
    currency: "EUR",
  },
];

type Told = { code: number; out: string; err: string };

/** A command line in a world of fakes: what it is told to do, and what it said. */
export class FakeCli {
  readonly desk = new FakeDesk();
  readonly calls: { what: string; args: unknown[] }[] = [];
  terminal = new FakeTerminal([]);
  /** Answers to questions, in order. */
  said: (boolean | string)[] = [];
  edit: (text: string) => string = (text) => text;
  files: Readonly<Record<string, string>> = {};
  fails: Error | null = null;
  isTTY = false;
  env: Readonly<Record<string, string>> = { NO_COLOR: "1" };
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
      tour: (options) => this.#tour(options),
      rebuild: async () => ({ events: 2, tables: [{ name: "items", equal: true }] }),
      schemas: async (folder) => [`${folder}/runbook.json`],
      stdout,
      stderr,
      isTTY: this.isTTY,
      columns: undefined,
      env: this.env,
      terminal: () => this.terminal,
      prompts: {
        confirm: async () => (await answer()) === true,
        text: async () => String(await answer()),
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
