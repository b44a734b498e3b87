import { Refused } from "../api/contract/refused.ts";
import type { Deps, UpOptions } from "../cli/deps/deps.ts";
import { typedIn } from "../cli/context.ts";
import { openEditor, openFile } from "../cli/editor.ts";
import { tell } from "../cli/tell.ts";
import { upScreen } from "../cli/up-screen.ts";
import { socketPath } from "../engine/socket-path.ts";
import { Housekeeping } from "./housekeeping.ts";
import { MorningNote } from "./morning.ts";
import { invalid } from "./files/invalid.ts";
import { type Opened, open } from "./open.ts";
import { examplePlaces, placesOf } from "./places.ts";
import { RetentionRounds } from "./retention.ts";
import { reach } from "./session.ts";
import { Snapshots } from "./snapshots.ts";
import { systemClock } from "./system-clock.ts";
import { tryMails } from "./try.ts";
import { unapplied } from "./files/unapplied.ts";

/** Runs the company until she leaves: owner, socket and screen. Answers the exit code. */
export async function up(
  deps: Deps,
  options: UpOptions,
  onFault: (error: unknown, doing: string) => void,
): Promise<number> {
  const places = options.example
    ? examplePlaces(options.place, process.cwd())
    : placesOf(options.place, process.cwd());
  const running = await reach(places.data);
  if (running !== null) {
    running.close();
    throw new Refused({
      code: "already_up",
      message: `It is up already, with its data in "${places.data}"; see "mainstay inbox"`,
    });
  }
  const opened = await open({
    places,
    mode: "run",
    clock: systemClock(),
    onFault,
    // What this process knows is no longer sure: it ends here, and the next start goes on.
    onFailure: (error) => {
      process.exit(tell(error, deps, options.place, { json: options.json, debug: false }));
    },
  });
  try {
    const active = await activateFiles(opened, options.example);
    if (!active) await tellUnapplied(deps, options, opened);
    return await attend(deps, options, opened, places, onFault);
  } finally {
    await opened.close();
  }
}

/** The first start activates what lies there; the example follows its files, her own waits for `apply`. */
async function activateFiles(opened: Opened, example: boolean): Promise<boolean> {
  const { release } = await opened.desk.status();
  if (release !== "" && !example) return false;
  const view = await opened.desk.apply({ dryRun: false, runs: "finish" });
  if (!view.ok) throw invalid("Cannot start", view.problems);
  return true;
}

async function tellUnapplied(deps: Deps, options: UpOptions, { desk }: Opened): Promise<void> {
  const line = await unapplied(desk, typedIn(options.place, deps.env));
  if (line === null) return;
  // With --json every line that goes out is a row.
  (options.json ? deps.stderr : deps.stdout)(`${line}\n`);
}

async function attend(
  deps: Deps,
  options: UpOptions,
  opened: Opened,
  places: ReturnType<typeof placesOf>,
  onFault: (error: unknown, doing: string) => void,
): Promise<number> {
  const { serve } = await import("../api/server.ts");
  const server = await serve(opened.desk, socketPath(places.data), {
    onFault: (error) => deps.stderr(`${error instanceof Error ? error.message : String(error)}\n`),
  });
  const housekeeping = new Housekeeping({
    places,
    store: opened.owner.store,
    clock: opened.owner.office.clock,
    canVerify: (deps.env["MAINSTAY_BACKUP_IDENTITY"] ?? "") !== "",
    onFault,
  });
  housekeeping.start();
  const morning = new MorningNote({ owner: opened.owner, desk: opened.desk, onFault });
  const retention = new RetentionRounds(opened.owner, onFault);
  const snapshots = new Snapshots({ owner: opened.owner, onFault });
  const terminal = deps.terminal();
  const place = {
    ...options.place,
    data: options.example ? relative(places.data) : options.place.data,
  };
  // The watch alone would not keep the process alive.
  const alive = setInterval(() => {}, 2 ** 30);
  try {
    const screen = upScreen(opened.desk, terminal, {
      typed: typedIn(place, deps.env),
      json: options.json,
      files: places.data,
      tryMail: (file) => tryMails(file, places),
      openEditor: (text, suffix) => openEditor(text, suffix, deps.env),
      openFile: (path) => openFile(path, process.platform),
      after: (ms, work) => {
        const timer = setTimeout(work, ms);
        return () => clearTimeout(timer);
      },
    });
    const begin = async (): Promise<void> => {
      await opened.owner.start();
      for (const rounds of [morning, snapshots, retention]) rounds.start();
    };
    await Promise.all([begin(), screen]);
    return await screen;
  } finally {
    clearInterval(alive);
    await morning.close();
    await retention.close();
    await snapshots.close();
    await housekeeping.close();
    terminal.close();
    await server.close();
  }
}

function relative(folder: string): string {
  const here = `${process.cwd()}/`;
  return folder.startsWith(here) ? folder.slice(here.length) : folder;
}
