import { cp, mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { openSqliteStore } from "../../src/store/sqlite/sqlite-store.ts";
import { keep, keepTold } from "./released.ts";
import { toldNow } from "./told.ts";

/**
 * Keeps a data folder of this version for the tests of later ones, with what its desk answers.
 *
 * By command, once a version is released: node test/migrations/keep.ts DATA VERSION-WHAT
 */
const [data = "", name = ""] = process.argv.slice(2);
if (!/^\d+\.\d+\.\d+-\w+$/.test(name)) {
  throw new Error(`Cannot keep "${data}": name it like "0.2.0-tour"`);
}
const root = path.resolve(import.meta.dirname, "../..");
const copy = await mkdtemp(path.join(tmpdir(), "ms-keep-"));
try {
  keep(data, name);
  // Its own copy: reading may fold the log back.
  await cp(data, copy, { recursive: true });
  const store = await openSqliteStore(copy);
  const { at } = await store.last();
  await store.close();
  const places = { workspace: path.join(root, "examples/studio"), data: copy };
  keepTold(name, await toldNow(places, at + 60_000));
} finally {
  await rm(copy, { recursive: true, force: true });
}
