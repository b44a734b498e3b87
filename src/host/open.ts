import { randomUUID } from "node:crypto";
import type { Desk } from "../api/contract/desk.ts";
import type { Beginning } from "../api/desk/status.ts";
import type { Executor } from "../agent/contract.ts";
import type { Connector } from "../connectors/contract.ts";
import { makeFolder } from "../connectors/folder.ts";
import { type Clock, VirtualClock } from "../engine/clock.ts";
import { Owner } from "../engine/owner.ts";
import type { Keys } from "../ledger/keys.ts";
import { subjectSealer } from "../ledger/seal.ts";
import type { EventStore } from "../ledger/store.ts";
import type { Meaning } from "../engine/memory/meanings.ts";
import { keysBeside } from "../store/sqlite/keys.ts";
import { hasLedger } from "../store/sqlite/open.ts";
import { openVectors } from "../store/sqlite/vector-file.ts";
import { openSqliteStore } from "../store/sqlite/sqlite-store.ts";
import { modelsOf } from "../models/models.ts";
import type { Env } from "../models/door.ts";
import type { Settings } from "../workspace/release.ts";
import { deskIn, leaveNothing } from "./desk.ts";
import { embedderOf } from "./embedder.ts";
import type { Times } from "./files/check.ts";
import { compareNewest, newestCheckpoint, signCheckpoint } from "./ledger/checkpoints.ts";
import { assertSettled, settlePlace, takePlace, TakenOver } from "./place-id.ts";
import type { Places } from "./places.ts";
import { derivedNotice, needsOwner, noteDerived, noteMissed } from "./ledger/sound.ts";
import { rehearsed } from "./rehearsal.ts";
import { folderWatchers } from "./watchers.ts";
import { connect, executorsOf } from "./reach.ts";
import { keyOf, mayBegin } from "./begin.ts";
import { lockOf } from "./lock.ts";

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
  /** Where keys and addresses of models stand; the process's own. */
  env?: Env;
  /** What stands in for everything that reaches out of this process: for scenarios. */
  standIns?: StandIns;
  /** Changes settings of the workspace after they were read: the tour moves the mailbox. */
  adjust?: (settings: Settings) => Settings;
};

export type StandIns = {
  connect: (settings: Settings, times: Times) => Promise<ReadonlyMap<string, Connector>>;
  executors: ReadonlyMap<Executor["kind"], Executor>;
};

/** A reader changes nothing: what only an owner may mend is mended by one that leaves again. */
export async function open(options: OpenOptions): Promise<Opened> {
  try {
    return await openOnce(options);
  } catch (error) {
    if (options.mode !== "read" || !(needsOwner(error) || error instanceof TakenOver)) throw error;
    const owner = await openOnce({ ...options, mode: "record" });
    await owner.close();
    return openOnce(options);
  }
}

async function openOnce(options: OpenOptions): Promise<Opened> {
  const { places, mode } = options;
  if (!hasLedger(places.data)) mayBegin(places, mode);
  await makeFolder(places.data, 0o700);
  const lock = mode === "read" ? null : await lockOf(places.data, options.lockMs ?? 2_000);
  try {
    const access = mode === "read" ? "read" : "own";
    let derived = false;
    const onDerived = () => (derived = true);
    const signed = await newestCheckpoint(places.data);
    const store = await openSqliteStore(places.data, { access, signed, onDerived });
    try {
      if (derived) {
        options.onFault(derivedNotice(), "opening the ledger");
        await noteDerived(store, options.clock.now());
      }
      await compareNewest(places.data, store);
      const missed =
        mode === "read" ? null : await noteMissed(places.data, store, options.clock.now());
      if (missed !== null) options.onFault(missed, "opening the ledger");
      await settle(options, store);
      const keys = await keysBeside(store, places.data, access);
      const leave = () => leaveSigned(options, store);
      return await openOn(options, { store, keys }, () => lock?.release(), leave).catch(
        async (error: unknown) => {
          await keys.close();
          throw error;
        },
      );
    } catch (error) {
      await store.close();
      throw error;
    }
  } catch (error) {
    lock?.release();
    throw error;
  }
}

/**
 * The same over any store and keys. `leave` is done last, while the store is still open; `release`
 * gives back whatever kept others out.
 */
export async function openOn(
  options: OpenOptions,
  { store, keys }: { store: EventStore; keys: Keys },
  release: () => void,
  leave: () => Promise<void> = async () => {},
): Promise<Opened> {
  const { places, mode, clock } = options;
  const times: Times = {
    now: () => clock.now(),
    fileNow: options.fileNow ?? (() => Date.now()),
  };
  const models = modelsOf(options.env ?? process.env, () => clock.now());
  const last = await store.last();
  const began = clock.now();
  const owner = await Owner.open({
    store,
    clock,
    sealer: subjectSealer(Buffer.from(await keyOf(store, mode), "hex"), keys),
    process: `${process.pid}-${randomUUID().slice(0, 8)}`,
    mode,
    inStep: options.inStep ?? false,
    executors: options.standIns?.executors ?? executorsOf(options.rehearse === true, models),
    connect: async (settings) => {
      if (options.standIns !== undefined) return options.standIns.connect(settings, times);
      const connectors = await connect(settings, places, times);
      return options.rehearse === true ? rehearsed(connectors, clock) : connectors;
    },
    ...(mode === "run" && options.rehearse !== true && options.watch !== false
      ? { watchers: folderWatchers(options.onFault) }
      : {}),
    dropAside: () => leaveNothing(options, store),
    ...(options.rehearse === true
      ? {}
      : { meaning: meaningIn(places.data, mode, options.env ?? process.env, () => clock.now()) }),
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
  const desk = deskIn(options, { owner, store, keys, models, beginning, times });
  return {
    owner,
    desk,
    beginning,
    close: async () => {
      try {
        await owner.close();
        await leave();
      } finally {
        // Also where a commit failed, so that what is under way cannot end in order.
        await store.close();
        await keys.close();
        release();
      }
    },
  };
}

/** PL1, PL4. */
async function settle({ places, mode, clock }: OpenOptions, store: EventStore): Promise<void> {
  const apart = clock instanceof VirtualClock;
  if (mode === "read") return apart ? undefined : assertSettled(store, places.data);
  if (apart) return takePlace(store, places.data);
  await settlePlace(store, places.data, clock.now());
}

/** What was recorded is signed before it is left; a failure is told, and hinders nothing. */
async function leaveSigned(
  { places, mode, onFault }: OpenOptions,
  store: EventStore,
): Promise<void> {
  if (mode === "read") return;
  try {
    await signCheckpoint(places.data, store, (await store.getMeta("workspace-id")) ?? "");
  } catch (error) {
    onFault(error, "signing a checkpoint");
  }
}

/** Vectors lie beside the ledger; the embedder begins with the first text, and anew when another is named. */
function meaningIn(data: string, mode: OpenOptions["mode"], env: Env, time: () => number) {
  let last = "";
  let now: Meaning | null = null;
  return ({ embedder: named }: Settings): Meaning => {
    const wanted = named ?? null;
    const asked = JSON.stringify(wanted);
    if (now !== null && last === asked) return now;
    // Vectors of another model give way to its own; who still asks for the old ones is told of none.
    void now?.embedder.close();
    now?.vectors.close();
    last = asked;
    const embedder = embedderOf(wanted, env, time);
    now = { embedder, vectors: openVectors(data, embedder, mode === "read" ? "read" : "own") };
    return now;
  };
}
