import { mkdir, readdir, readFile, stat, writeFile } from "node:fs/promises";
import path from "node:path";
import { expect, test, vi } from "vitest";
import { parseIdentity } from "../../src/backup/age.ts";
import { lastCopyOf } from "../../src/backup/last-copy.ts";
import { Repository } from "../../src/backup/repository.ts";
import { dayMs } from "../../src/backup/retention.ts";
import { readState } from "../../src/backup/state.ts";
import { at, studio } from "../bad-input/company.ts";
import { answered, backedUp, names } from "./backed-up.ts";

// Each of them starts processes.
vi.setConfig({ testTimeout: 90_000 });

test("a company with open jobs comes back from a backup, item by item, in quarantine", async () => {
  const { company, repository, identity, scratch } = await backedUp();
  const made = JSON.parse((await company.type("backup", "--json")).out);
  expect(made).toMatchObject({ folder: repository, dropped: expect.any(Number) });
  const data = path.join(scratch, "restored");
  const restored = at(company.workspace, data);
  const told = await restored.type(
    "restore",
    "--from",
    repository,
    "--identity",
    identity,
    "--json",
  );
  expect(JSON.parse(told.out)).toMatchObject({
    id: made.id,
    epoch: 2,
    items: {
      events: made.events,
      values: made.values,
      forgottenValues: 0,
      blobs: made.blobs,
      keys: made.keys,
      projections: "equal",
    },
  });
  expect(await names(path.dirname(data))).not.toContainEqual(expect.stringContaining("restoring"));
  const inbox = await restored.type("inbox");
  expect(inbox.out).toMatch(/^IN QUARANTINE\. Restored on/);
  expect(inbox.out).toContain("npx mainstay admit");
  const before = JSON.parse((await company.type("inbox", "--json")).out);
  const after = JSON.parse((await restored.type("inbox", "--json")).out);
  const numbers = ({ lines }: { lines: { number: number; title: string }[] }) =>
    lines.map(({ number, title }) => [number, title]);
  expect(numbers(after)).toEqual(numbers(before));
  expect(after.quarantine).toMatchObject({ why: "restored", takenAt: made.at });
  const refused = await restored.type("approve", `${before.lines[0].number}`);
  expect(refused.code).not.toBe(0);
  expect(refused.err + refused.out).toContain("the company is in quarantine");
});

test("QU2: the restored company is admitted by who says that the old one is off, and works on", async () => {
  const { company, repository, identity, scratch } = await backedUp();
  const restored = at(company.workspace, path.join(scratch, "restored"));
  await restored.type("restore", "--from", repository, "--identity", identity);
  const unsure = await restored.type("admit");
  expect(unsure.code).not.toBe(0);
  expect(unsure.out + unsure.err).toContain("another copy of this company may still run");
  const sure = await restored.type("admit", "--others-off");
  expect([sure.code, sure.out]).toEqual([0, expect.stringContaining("Admitted")]);
  expect((await restored.type("inbox")).out).not.toContain("QUARANTINE");
  expect((await answered(restored)).code).toBe(0);
  expect((await restored.type("rebuild", "--json")).code).toBe(0);
  expect((await restored.type("ledger", "verify")).code).toBe(0);
});

test("RS5: where the books came back with the folder, the numbers that may come again are named", async () => {
  const { company, repository, identity, scratch } = await backedUp();
  const from = ["--from", repository, "--identity", identity, "--json"];
  const restored = at(company.workspace, path.join(scratch, "restored"));
  const { numbers } = JSON.parse((await restored.type("restore", ...from)).out);
  expect(numbers).toMatchObject([
    { connector: "books", series: expect.stringMatching(/^\d{4}-NNN$/) },
  ]);
  const held = async () => JSON.parse((await restored.type("inbox", "--json")).out).quarantine;
  expect((await held()).numbers).toEqual(numbers);
  // What she does about it she can do before she admits it.
  const last = numbers[0].series.replace("NNN", "099");
  const file = path.join(company.workspace, "connectors/books.yaml");
  const settings = await readFile(file, "utf8");
  await writeFile(file, settings.replace(/^last: .*$/m, `last: "${last}"`));
  expect(await restored.type("apply")).toMatchObject({ code: 0 });
  expect((await held()).numbers).toMatchObject([{ last }]);
  // Books that are those of today know their numbers themselves.
  const aside = JSON.parse((await restored.type("restore", ...from, "--aside")).out);
  expect(aside.numbers).toEqual([]);
});

test("a backup opens only with its identity, and the folder keeps none", async () => {
  const { company, repository, identity } = await backedUp();
  const { secret } = parseIdentity(await readFile(identity, "utf8"), "test");
  const texts = [];
  for (const name of await names(company.data)) {
    const file = path.join(company.data, name);
    if ((await stat(file)).isFile()) texts.push(await readFile(file, "latin1"));
  }
  for (const name of await names(repository)) {
    const file = path.join(repository, name);
    if ((await stat(file)).isFile()) texts.push(await readFile(file, "latin1"));
  }
  expect(texts.filter((text) => text.includes(secret))).toEqual([]);
  expect(texts.filter((text) => text.includes("Nordlicht")).length).toBeLessThanOrEqual(1);
  const opaque = await readFile(path.join(repository, "mainstay-backup.json"), "utf8");
  expect(opaque).toContain("age1");
});

test("OB1, RP1: a second backup writes only what is new", async () => {
  const { repository: folder, company } = await backedUp();
  const repository = await Repository.open(folder);
  const [first] = (await repository.snapshots()).sound;
  await answered(company);
  await company.type("backup");
  const second = (await repository.snapshots()).sound.at(-1)!;
  expect(second.events).toBeGreaterThan(first!.events);
  expect(second.segments).toEqual([...first!.segments, expect.anything()]);
  const before = await names(path.join(folder, "objects"));
  const again = JSON.parse((await company.type("backup", "--json")).out);
  const third = (await repository.snapshots()).sound.at(-1)!;
  expect(third.id).toBe(again.id);
  expect(third.root).toBe(second.root);
  expect(await names(path.join(folder, "objects"))).toEqual(before);
  const copy = (await repository.keysCopies()).sound.at(-1)!;
  expect(again.writtenBytes).toBe(copy.object.bytes);
});

test("verify restores with the identity; without it, it says what it could not check", async () => {
  const { company, identity, repository } = await backedUp();
  const bare = await company.type("backup", "verify");
  expect([bare.code, bare.out]).toEqual([0, expect.stringContaining("there and unchanged")]);
  expect(bare.out).toContain("Not checked without its identity");
  const whole = await company.type("backup", "verify", "--identity", identity);
  expect(whole.out).toMatch(/^Sound: backup .* was restored and removed again/);
  expect(await readdir(company.data)).not.toContain("restoring");
  expect((await readState(company.data))?.verified).not.toBeNull();
  expect((await company.type("doctor")).out).toContain("restored for a check");
  expect((await Repository.open(repository)).folder).toBe(repository);
});

test("LG5: the last copy of the keys dies with the oldest that is kept", async () => {
  const { company } = await backedUp();
  const state = await readState(company.data);
  const now = Date.now();
  const newest = Math.max(...(state?.keys ?? []).map((copy) => copy.at));
  expect(await lastCopyOf(company.data, now)).toEqual({ at: newest + 30 * dayMs });
  expect(await lastCopyOf(path.join(company.data, "none"), now)).toEqual({ at: null });
});

test("RS3: books and letters come back as they were, or go on as they lie in the folder moved aside", async () => {
  const { company, repository, identity, scratch } = await backedUp();
  const letter = (data: string) => path.join(data, "outbox/new/letter");
  await mkdir(path.dirname(letter(company.data)), { recursive: true });
  await writeFile(letter(company.data), "Dear Ana");
  const made = JSON.parse((await company.type("backup", "--json")).out);
  expect(made.files).toBeGreaterThan(0);
  await writeFile(letter(company.data), "Dear Ana, again");
  const how = ["--from", repository, "--identity", identity, "--json"];
  const fresh = at(company.workspace, path.join(scratch, "restored"));
  expect(JSON.parse((await fresh.type("restore", ...how)).out).items.files).toBe(made.files);
  expect(await readFile(letter(fresh.data), "utf8")).toBe("Dear Ana");
  const place = JSON.parse((await company.type("restore", ...how, "--aside")).out);
  expect(await readFile(letter(company.data), "utf8")).toBe("Dear Ana, again");
  expect(await readFile(letter(place.aside), "utf8")).toBe("Dear Ana, again");
  expect((await company.type("doctor")).out).toContain("In quarantine");
});

test("a backup folder is kept whole, however it was named", async () => {
  const company = await studio();
  const to = path.join(path.dirname(company.data), "bk");
  const named = path.relative(process.cwd(), to);
  const { out } = await company.type("backup", "init", "--to", named, "--json");
  expect(JSON.parse(out)).toMatchObject({ folder: to });
});

test("the list says of a backup what was said when it was made", async () => {
  const { company, scratch } = await backedUp();
  const to = path.join(scratch, "another");
  const { writtenBytes } = JSON.parse((await company.type("backup", "--to", to, "--json")).out);
  const { snapshots } = JSON.parse(
    (await company.type("backup", "list", "--from", to, "--json")).out,
  );
  expect(snapshots).toMatchObject([{ bytes: writtenBytes }]);
});
