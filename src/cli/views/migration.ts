import type { MigrationView } from "../../api/contract/apply.ts";
import type { Frame } from "./frame.ts";
import { hang, wrap } from "./layout.ts";
import { plural } from "./words.ts";

/** What new schemas do to the records that there are: what reads otherwise, and what does not fit. */
export function migrationLines(migrations: readonly MigrationView[], frame: Frame): string[] {
  return migrations.flatMap((migration) => {
    const { kind, from, to, records, facts, changes, beyond } = migration;
    const count = `${plural(records, "record")}, ${plural(facts, "fact")}`;
    const versions = from === to ? `version ${to}` : `version ${from} → ${to}`;
    return [
      ...wrap(`Records "${kind}", ${versions}: ${count}`, frame.width),
      ...changes.flatMap(({ what, facts: n }) =>
        hang("    ", `${what}: ${plural(n, "fact")}`, frame.width),
      ),
      ...(beyond === 0
        ? []
        : hang(
            "    ",
            `what was said under a later version reads as it was said: ${plural(beyond, "fact")}`,
            frame.width,
          )),
      ...unfitLines(migration, frame),
    ];
  });
}

function unfitLines({ kind, unfit, unfitInAll }: MigrationView, frame: Frame): string[] {
  if (unfitInAll === 0) return [];
  const more = unfitInAll - unfit.length;
  return [
    ...hang("    ", `What is on record and does not fit schemas/${kind}.json:`, frame.width),
    ...unfit.flatMap(({ client, key, message }) =>
      hang("      ", `${client === "" ? "the company" : client} ${key}: ${message}`, frame.width),
    ),
    ...(more === 0 ? [] : [`      and ${more} more`]),
  ];
}
