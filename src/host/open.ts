import { randomBytes, randomUUID } from "node:crypto";
import { existsSync } from "node:fs";
import { mkdir, writeFile } from "node:fs/promises";
import path from "node:path";
import { setTimeout } from "node:timers/promises";
import type { Desk } from "../api/contract/desk.ts";
import { Refused } from "../api/contract/refused.ts";
import { deskOf } from "../api/desk/desk.ts";
import type { Beginning } from "../api/desk/status.ts";
import { codeAgent } from "../agent/code-agent.ts";
import type { Executor } from "../agent/contract.ts";
import type { Connector } from "../connectors/contract.ts";
import type { Clock } from "../engine/clock.ts";
import { Owner } from "../engine/owner.ts";
import type { EventStore } from "../ledger/store.ts";
import { hasLedger } from "../store/sqlite/open.ts";
import { acquire } from "../store/sqlite/owner-lock.ts";
import { openSqliteStore } from "../store/sqlite/sqlite-store.ts";
import { writeSchemas } from "../workspace/formats.ts";
import type { Settings, Workspace } from "../workspace/release.ts";
import { placeOf, readChecked, type Times } from "./check-files.ts";
import { releaseStream } from "../engine/streams.ts";
import { kinds } from "./kinds.ts";
import type { Places } from "./places.ts";
import { byUrgency, space } from "./space.ts";
import { rehearsed } from "./rehearsal.ts";
import { folderWatchers } from "./watchers.ts";

/** A company opened by this process: as its owner, or to read or record only. */
export type Opened = {
  owner: Owner;
  desk: Desk;
  beginning: Beginning;
  close(): Promise<void>;
};

export type OpenOptions = {
  places: Places;
  mode: "run" | "record" | "read";
  clock: Clock;
  onFault: (error: unknown, doing: string) => void;
  onFailure: (error: unknown) => void;
  /** How long the lock may be held by another command that only records. */
  lockMs?: number;
  /** False: folders are read only when asked to. */
  watch?: boolean;
  /** See OwnerOptions: for the tour. */
  inStep?: boolean;
  /** The machine's own time, which files bear; see Place. */
  fileNow?: () => number;
  /** Acts are only foreseen, sources are not read: for trying a mail. */
  rehearse?: boolean;
  /** Changes settings of the workspace after they were read: the tour moves the mailbox. */
  adjust?: (settings: Settings) => Settings;
};

export async function open(options: OpenOptions): Promise<Opened> {
  const { places, mode } = options;
  if (!hasLedger(places.data)) mayBegin(places, mode);
  await mkdir(places.data, { recursive: true, mode: 0o700 });
  const lock = mode === "read" ? null : await lockOf(places.data, options.lockMs ?? 2_000);
  try {
    const store = await openSqliteStore(places.data, { access: mode === "read" ? "read" : "own" });
    return await openOn(options, store, () => lock?.release()).catch(async (error: unknown) => {
      await store.close();
      throw error;
    });
  } catch (error) {
    lock?.release();
    throw error;
  }
}

/** The same over any store; `release` gives back whatever kept others out. */
export async function openOn(
  options: OpenOptions,
  store: EventStore,
  release: () => void,
): Promise<Opened> {
  const { places, mode, clock } = options;
  const times: Times = {
    now: () => clock.now(),
    fileNow: options.fileNow ?? (() => Date.now()),
  };
  const last = await store.last();
  const began = clock.now();
  const owner = await Owner.open({
    store,
    clock,
    workspaceKey: await keyOf(store, mode),
    process: `${process.pid}-${randomUUID().slice(0, 8)}`,
    mode,
    inStep: options.inStep ?? false,
    executors: new Map<Executor["kind"], Executor>([["code", codeAgent()]]),
    connect: async (settings) => {
      const connectors = await connect(settings, places, times);
      return options.rehearse === true ? rehearsed(connectors, clock) : connectors;
    },
    ...(mode === "run" && options.rehearse !== true && options.watch !== false
      ? { watchers: folderWatchers(options.onFault) }
      : {}),
    onFault: options.onFault,
    onFailure: options.onFailure,
  });
  const beginning: Beginning = {
    first: last.seq === 0,
    offForMs: last.seq === 0 ? 0 : Math.max(0, began - last.at),
    recovered: owner.recovered.open,
    lookedUp: owner.recovered.doubtful,
    arrivals: 0,
  };
  owner.intake.listen(({ fate }) => {
    if (fate !== "duplicate") beginning.arrivals += 1;
  });
  const bare = deskOf({
    owner,
    beginning,
    read: async () => {
      const found = await readChecked(places, times, await active(owner));
      if (!found.ok || options.adjust === undefined) return found;
      const { workspace } = found;
      return {
        ok: true,
        workspace: { ...workspace, settings: options.adjust(workspace.settings) },
      };
    },
    openable: (name, bytes) => keepOpenable(places.data, name, bytes),
  });
  const desk: Desk = {
    ...bare,
    doctor: async () => byUrgency([...(await bare.doctor()), space(places.data)]),
    apply: async (how) => {
      const view = await bare.apply(how);
      // Editors complete and check the files by these.
      if (view.ok && !how.dryRun) await writeSchemas(path.join(places.data, "formats"), kinds);
      return view;
    },
  };
  return {
    owner,
    desk,
    beginning,
    close: async () => {
      try {
        await owner.close();
      } finally {
        // Also where a commit failed, so that what is under way cannot end in order.
        await store.close();
        release();
      }
    },
  };
}

/** Nothing is made where no company is: neither for who only looks, nor under a mistyped name. */
function mayBegin({ workspace, data }: Places, mode: OpenOptions["mode"]): void {
  if (!existsSync(path.join(workspace, "mainstay.yaml"))) {
    const reason = existsSync(workspace) ? "it holds no mainstay.yaml" : "there is no such folder";
    throw new Refused({
      code: "company_missing",
      message: `Cannot find a company in "${workspace}": ${reason}; name the right folder with --workspace, or make one with "npx mainstay init"`,
    });
  }
  if (mode !== "read") return;
  throw new Refused({
    code: "nothing_yet",
    message: `There is nothing in "${data}" yet; begin with "mainstay up", or "npm start" for the example`,
  });
}

const pauseMs = 50;

async function lockOf(data: string, patienceMs: number): Promise<{ release(): void }> {
  for (let waitedMs = 0; ; waitedMs += pauseMs) {
    const lock = await acquire(data);
    if (!("heldBy" in lock)) return lock;
    if (waitedMs < patienceMs) {
      await setTimeout(pauseMs);
      continue;
    }
    const who = lock.heldBy === null ? "another process" : `process ${lock.heldBy.pid}`;
    const which = lock.heldBy === null ? "it" : who;
    throw new Refused({
      code: "owned_elsewhere",
      message: `Cannot change anything in "${data}": ${who} runs this company and does not answer; end ${which} with Ctrl-C where it runs, or by closing its window, then try again`,
    });
  }
}

async function keyOf(store: EventStore, mode: OpenOptions["mode"]): Promise<string> {
  const known = await store.getMeta("workspace-key");
  if (known !== null) return known;
  const key = randomBytes(32).toString("hex");
  if (mode !== "read") {
    await store.setMeta("workspace-key", key);
    await store.setMeta("workspace-id", randomUUID());
    await store.setMeta("epoch", "1");
  }
  return key;
}

async function connect(
  settings: Settings,
  places: Places,
  times: Times,
): Promise<ReadonlyMap<string, Connector>> {
  const connectors = new Map<string, Connector>();
  const place = placeOf(settings, places, times);
  for (const [id, { use, settings: own }] of Object.entries(settings.connectors)) {
    const kind = kinds[use];
    if (kind === undefined)
      throw new Error(`Cannot use connector "${id}": there is no kind "${use}"`);
    connectors.set(id, await kind.make(own, place));
  }
  return connectors;
}

/** What is active now, for what the files would change; null before the first release. */
async function active({ office }: Owner): Promise<Workspace | null> {
  const { active: id } = await office.book.read(releaseStream);
  return id === null
    ? null
    : { release: await office.releases.load(id), settings: office.settings };
}

/** Drafts that she opens before she decides lie in the data folder, and may be thrown away. */
async function keepOpenable(data: string, name: string, bytes: Uint8Array): Promise<string> {
  const folder = path.join(data, "drafts");
  await mkdir(folder, { recursive: true });
  const file = path.join(folder, path.basename(name));
  await writeFile(file, bytes);
  return file;
}
