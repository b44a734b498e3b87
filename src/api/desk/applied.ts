import type { apply } from "../../engine/apply.ts";
import type { Owner } from "../../engine/owner.ts";
import type { Migration } from "../../engine/migration.ts";
import { controlStream } from "../../engine/streams.ts";
import type { ApplyView, MigrationView } from "../contract/apply.ts";
import { pausedIn } from "./held.ts";
import { partyName } from "./names.ts";

export async function applyView(
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
