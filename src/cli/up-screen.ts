import type { Desk, Notice } from "../api/contract/desk.ts";
import type { Inbox, InboxLine } from "../api/contract/inbox.ts";
import type { Status } from "../api/contract/status.ts";
import { attend } from "./attend.ts";
import type { TryView } from "./deps/deps.ts";
import { exit } from "./exit.ts";
import type { Terminal } from "./terminal.ts";
import { type Frame, readable } from "./views/frame.ts";
import { clean } from "./views/layout.ts";
import { noticeLines } from "./views/notice.ts";
import { busyLines } from "./views/busy.ts";
import { homeLines, titleLine } from "./views/status.ts";
import { waitingLines } from "./views/waiting.ts";

export type ScreenOptions = {
  typed: (words: string) => string;
  /** Notices and status as NDJSON instead of a screen. */
  json: boolean;
  /** Where her files lie, as she would say it; empty to leave it out. */
  files: string;
  tryMail: ((file: string) => Promise<TryView>) | null;
  openEditor: (text: string, suffix: string) => Promise<string>;
  openFile: (path: string) => Promise<void>;
  /** Does the work after so many milliseconds, unless what it answers is called before. */
  after: (ms: number, work: () => void) => () => void;
};

/** So long it works without a word before she is told what it is at. */
const silenceMs = 2_000;
const againMs = 10_000;

/**
 * The screen of `up`: what it does while it does it, then what waits, then whatever happens, until
 * she leaves. What waits comes up as soon as all is read: it does not wait for a model that thinks.
 * Answers the exit code.
 */
export async function upScreen(
  desk: Desk,
  terminal: Terminal,
  options: ScreenOptions,
): Promise<number> {
  const leaving = new AbortController();
  const signal = AbortSignal.any([terminal.left, leaving.signal]);
  const screen = new Screen(desk, terminal, options);
  const following = follow(desk, signal, screen, options.after);
  const sitting = terminal.interactive && !options.json ? screen.sit() : aborted(terminal.left);
  try {
    await Promise.race([sitting, following]);
  } finally {
    leaving.abort();
  }
  await following;
  return exit.done;
}

async function follow(
  desk: Desk,
  signal: AbortSignal,
  screen: Screen,
  after: ScreenOptions["after"],
): Promise<void> {
  const notices = desk.watch(signal)[Symbol.asyncIterator]();
  // Asked for first, so that nothing happens unseen between the status and the notices.
  let next = notices.next();
  const over = aborted(signal).then(() => ({ done: true, value: undefined }) as const);
  let silence = pause(after, silenceMs);
  try {
    await screen.begin();
    for (;;) {
      if (screen.told) silence.end();
      const heard = await Promise.race([next, over, silence.over]);
      if (heard === "silence") {
        await screen.stillAt();
        silence = pause(after, againMs);
        continue;
      }
      const { done, value } = heard;
      if (done === true || signal.aborted) return;
      next = notices.next();
      await screen.notice(value);
    }
  } catch (error) {
    if (!signal.aborted) throw error;
  } finally {
    silence.end();
    // The one that is still asked for ends with the signal; how it ends matters to nobody.
    next.catch(() => undefined);
  }
}

function pause(after: ScreenOptions["after"], ms: number) {
  const { promise: over, resolve } = Promise.withResolvers<"silence">();
  return { over, end: after(ms, () => resolve("silence")) };
}

function aborted(signal: AbortSignal): Promise<void> {
  if (signal.aborted) return Promise.resolve();
  return new Promise((resolve) => {
    signal.addEventListener("abort", () => resolve(), { once: true });
  });
}

/** An item that is asked again is another one to her. */
function keyOf({ number, openedAt }: InboxLine): string {
  return `${number} ${openedAt}`;
}

class Screen {
  readonly #desk: Desk;
  readonly #terminal: Terminal;
  readonly #options: ScreenOptions;
  #zone = "UTC";
  #homeShown = false;
  /** True if items opened since the list of what waits was last shown. */
  #fresh = false;
  /** Items as they were last listed: what is told of them late brings no second list. */
  #listed: ReadonlySet<string> = new Set();
  /** Lines that wait until she has finished typing; null while she does not type. */
  #held: string[] | null = null;

  constructor(desk: Desk, terminal: Terminal, options: ScreenOptions) {
    this.#desk = desk;
    this.#terminal = terminal;
    this.#options = options;
  }

  get #frame(): Frame {
    const { interactive, columns, paint } = this.#terminal;
    return { width: readable(columns), paint, keys: interactive, typed: this.#options.typed };
  }

  sit(): Promise<void> {
    const { openEditor, openFile, tryMail } = this.#options;
    return attend(
      {
        desk: this.#desk,
        terminal: this.#terminal,
        frame: this.#frame,
        say: (lines) => this.#write(lines),
        undisturbed: (work) => this.#undisturbed(work),
        home: () => this.#home(),
        openEditor,
        openFile,
        tryMail,
      },
      null,
    );
  }

  async begin(): Promise<void> {
    const status = await this.#desk.status();
    this.#zone = status.timeZone;
    if (this.#options.json) {
      this.#homeShown = status.quiet;
      return this.#row({ kind: "status", status });
    }
    this.#print([titleLine(clean(status), this.#frame), ""]);
    if (status.quiet) await this.#home(status);
    else this.#print([status.start.first ? "Reading your mail …" : "Looking at what came …"]);
  }

  /** She has seen what waits: from now on only what happens is told. */
  get told(): boolean {
    return this.#homeShown;
  }

  /** Nothing was quiet for a while: what it is at; once all is read, also what waits. */
  async stillAt(): Promise<void> {
    if (this.#homeShown) return;
    const [status, running] = await Promise.all([
      this.#desk.status(),
      this.#desk.runs({ status: "running", limit: 50 }),
    ]);
    if (this.#options.json) return this.#row({ kind: "status", status });
    this.#print(busyLines(clean({ status, running }), this.#frame));
    if (!status.reading) await this.#home(status);
  }

  async notice(notice: Notice): Promise<void> {
    if (this.#options.json) {
      this.#row(notice);
      if (notice.kind !== "quiet") return;
      this.#homeShown = true;
      return this.#row({ kind: "status", status: await this.#desk.status() });
    }
    if (notice.kind === "item") this.#fresh = true;
    if (notice.kind !== "quiet") {
      this.#print(noticeLines(clean(notice), this.#zone, this.#frame));
    } else if (!this.#homeShown) {
      this.#print([""]);
      await this.#home();
    } else if (this.#fresh) {
      const inbox = await this.#desk.inbox();
      if (this.#newIn(inbox)) this.#print(waitingLines(clean(inbox), this.#frame));
      this.#list(inbox);
    }
  }

  #newIn({ lines }: Inbox): boolean {
    return lines.some((line) => !this.#listed.has(keyOf(line)));
  }

  #list({ lines }: Inbox): void {
    this.#fresh = false;
    this.#listed = new Set(lines.map(keyOf));
  }

  async #home(known?: Status): Promise<void> {
    const { files } = this.#options;
    const desk = this.#desk;
    const [status, inbox, arrivals] = await Promise.all([
      known ?? desk.status(),
      desk.inbox(),
      desk.arrivals({ limit: 1000 }),
    ]);
    this.#homeShown = true;
    this.#list(inbox);
    this.#print(homeLines({ ...clean({ status, inbox, arrivals }), files }, this.#frame));
  }

  async #undisturbed<T>(work: () => Promise<T>): Promise<T> {
    this.#held = [];
    try {
      return await work();
    } finally {
      const held = this.#held;
      this.#held = null;
      this.#write(held);
    }
  }

  #print(lines: readonly string[]): void {
    if (this.#held === null) this.#write(lines);
    else this.#held.push(...lines);
  }

  #write(lines: readonly string[]): void {
    if (lines.length > 0) this.#terminal.write(`${lines.join("\n")}\n`);
  }

  #row(row: object): void {
    this.#terminal.write(`${JSON.stringify(row)}\n`);
  }
}
