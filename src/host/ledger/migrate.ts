import { Refused } from "../../api/contract/refused.ts";
import type { MigrateHow, MigrateView } from "../../cli/deps/format.ts";
import type { Progress } from "../../cli/deps/place.ts";
import { rootAt } from "../../ledger/proof.ts";
import { subjectSealer } from "../../ledger/seal.ts";
import { Damaged } from "../../ledger/store.ts";
import { equal } from "../../ledger/tree.ts";
import { Hindered } from "../../store/sqlite/failure.ts";
import { keysBeside } from "../../store/sqlite/keys.ts";
import { goBack } from "../../store/sqlite/migrate/back.ts";
import { dropKept, keptIn } from "../../store/sqlite/migrate/kept.ts";
import {
  clearAside,
  migrate as carryOut,
  type MigrateOptions,
} from "../../store/sqlite/migrate/migrate.ts";
import { type Plan, planOf } from "../../store/sqlite/migrate/plan.ts";
import type { Copied } from "../../store/sqlite/migrate/step.ts";
import { stepsBetween } from "../../store/sqlite/migrate/steps.ts";
import { openSqliteStore } from "../../store/sqlite/sqlite-store.ts";
import { lockOf } from "../lock.ts";
import type { Places } from "../places.ts";
import { reach } from "../session.ts";
import { derive, type Derived } from "./derive.ts";

/** What tests change of the world around a migration. */
export type Ports = Pick<MigrateOptions, "at" | "maxPages"> & { availableBytes?: number };

/** Brings the data folder to the format of this program, or back, or only says what that would do. */
export async function migrate(
  { data }: Places,
  how: MigrateHow,
  progress: Progress = () => {},
  ports: Ports = {},
): Promise<MigrateView> {
  if (how === "plan") return { ...viewOf(withPorts(planOf(data), ports)), did: "nothing" };
  await refuseOwned(data);
  const lock = await lockOf(data, 2_000);
  try {
    if (how === "back") return back(data);
    if (how === "drop") return drop(data);
    clearAside(data);
    return await forward(data, withPorts(planOf(data), ports), progress, ports);
  } finally {
    lock.release();
  }
}

async function forward(
  data: string,
  plan: Plan,
  progress: Progress,
  ports: Ports,
): Promise<MigrateView> {
  const steps = stepsBetween(plan.from, plan.to);
  if (steps === null || plan.from > plan.to) throw newer(data, plan);
  if (steps.length === 0) return { ...viewOf(plan), did: "nothing" };
  if (plan.availableBytes < plan.neededBytes) throw noSpace(data, plan);
  let derived: Derived = [];
  await carryOut(data, {
    ...ports,
    steps,
    progress,
    verify: async (aside, copied) => {
      derived = await verify(data, aside, copied);
    },
  });
  const corrected = derived.filter((table) => !table.equal).map(({ name }) => name);
  return { ...viewOf({ ...plan, kept: keptIn(data) }), did: "migrated", corrected };
}

/** Every event against the tree over the old bytes, every value against its event, every table anew. */
async function verify(data: string, aside: string, copied: Copied): Promise<Derived> {
  const store = await openSqliteStore(aside, { blobs: data });
  try {
    const keys = await keysBeside(store, aside, "own");
    try {
      const [amiss] = await store.check();
      const { seq } = await store.last();
      if (amiss !== undefined || seq !== copied.events) {
        throw new Damaged(
          `Cannot migrate: ${amiss ?? "entries are missing in the new file"}; the old one is as it was`,
        );
      }
      if (!equal(await rootAt(store, seq), copied.root)) {
        throw new Damaged(
          "Cannot migrate: the new file holds another history; the old one is as it was",
        );
      }
      const key = Buffer.from((await store.getMeta("workspace-key")) ?? "", "hex");
      return await derive(store, subjectSealer(key, keys));
    } finally {
      await keys.close();
    }
  } finally {
    await store.close();
  }
}

function back(data: string): MigrateView {
  const way = goBack(data);
  if (way.ok) return { ...viewOf(planOf(data)), did: "back" };
  if (way.reason === "none") {
    throw new Refused({
      code: "nothing_kept",
      message: `Cannot go back: no file of an older format is kept in "${data}"; restore the newest backup instead, with "mainstay restore --aside"`,
    });
  }
  throw new Refused({
    code: "recorded_since",
    message: `Cannot go back: ${way.events} ${way.events === 1 ? "entry was" : "entries were"} recorded since, and the kept file does not hold them; go on as it is, and run "mainstay migrate --drop-old" when you are content`,
  });
}

function drop(data: string): MigrateView {
  const { from, to } = planOf(data);
  if (from !== to) {
    throw new Refused({
      code: "not_migrated",
      message: `Cannot drop the old file: the one in use is of format ${from}, this program writes ${to}; run "mainstay migrate" first`,
    });
  }
  const dropped = dropKept(data);
  return { ...viewOf(planOf(data)), did: "dropped", dropped: dropped.map(({ path }) => path) };
}

function viewOf(plan: Plan): Omit<MigrateView, "did"> {
  const { kept, ...rest } = plan;
  return {
    ...rest,
    changes: [...plan.changes],
    final: [...plan.final],
    kept: kept.map(({ format, path, bytes }) => ({ format, path, bytes })),
    corrected: [],
    dropped: [],
  };
}

function withPorts(plan: Plan, { availableBytes }: Ports): Plan {
  return availableBytes === undefined ? plan : { ...plan, availableBytes };
}

async function refuseOwned(data: string): Promise<void> {
  const owner = await reach(data);
  if (owner === null) return;
  owner.close();
  throw new Refused({
    code: "already_up",
    message:
      "Cannot migrate: the company is running; end it with Ctrl-C where it runs, then try again",
  });
}

function newer(data: string, { from, to }: Plan): Hindered {
  return new Hindered(
    "LedgerNewer",
    `Cannot migrate "${data}": a newer Mainstay wrote it (format ${from}, this one knows ${to}); update Mainstay`,
  );
}

function noSpace(data: string, { neededBytes, availableBytes }: Plan): Hindered {
  const mb = (bytes: number) => Math.ceil(bytes / 1024 / 1024);
  return new Hindered(
    "DiskFull",
    `Cannot migrate: it needs ${mb(neededBytes)} MB, the disk has ${mb(availableBytes)} MB left; free space on the disk that holds "${data}", then try again, nothing was changed`,
  );
}
