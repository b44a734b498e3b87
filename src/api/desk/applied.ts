import type { Models } from "../../agent/contract.ts";
import { apply, type Read, rollback } from "../../engine/apply.ts";
import type { Owner } from "../../engine/owner.ts";
import type { Migration } from "../../engine/migration.ts";
import { controlStream } from "../../engine/streams.ts";
import type { Settings } from "../../workspace/release.ts";
import type { ApplyView, MigrationView } from "../contract/apply.ts";
import type { Desk } from "../contract/desk.ts";
import { pausedIn } from "./held.ts";
import { partyName } from "./names.ts";
import { vectorsAnew } from "./memory/vectors-anew.ts";

export function applying(
  owner: Owner,
  models: Models,
  read: () => Promise<Read>,
): Pick<Desk, "apply" | "rollback"> {
  const { office } = owner;
  const shown = async (
    applied: Awaited<ReturnType<typeof apply>>,
    before: Settings,
    after: Settings,
  ): Promise<ApplyView> => {
    const view = await applyView(owner, applied);
    const vectors = applied.ok ? await vectorsAnew(owner, models, before, after) : null;
    return vectors === null ? view : { ...view, vectors };
  };
  return {
    apply: async ({ dryRun, runs }) => {
      const before = office.settings;
      const files = await read();
      const applied = await apply(owner, files, { dryRun, runs });
      return shown(applied, before, files.ok ? files.workspace.settings : before);
    },
    rollback: async ({ to, runs }) => {
      const before = office.settings;
      const applied = await rollback(owner, { ...(to === undefined ? {} : { to }), runs });
      return shown(applied, before, office.settings);
    },
  };
}

async function applyView(
  owner: Owner,
  applied: Awaited<ReturnType<typeof apply>>,
): Promise<ApplyView> {
  const migrations: MigrationView[] = [];
  for (const migration of applied.migrations) migrations.push(await told(owner, migration));
  return {
    ok: applied.ok,
    problems: applied.problems.map((problem) => ({ ...problem })),
    differences: applied.differences.map((each) => ({ ...each, details: [...each.details] })),
    release: applied.release.slice(0, 8),
    touched: applied.touched,
    migrations,
    paused: pausedIn(await owner.office.book.read(controlStream)),
  };
}

/** Of more, the others are alike. */
const mostUnfit = 20;

async function told(owner: Owner, migration: Migration): Promise<MigrationView> {
  const unfit: MigrationView["unfit"] = [];
  for (const { subject, key, message } of migration.unfit.slice(0, mostUnfit)) {
    unfit.push({ client: await partyName(owner.store, subject), key, message });
  }
  return { ...migration, unfit, unfitInAll: migration.unfit.length };
}
