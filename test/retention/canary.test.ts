import { writeFileSync } from "node:fs";
import path from "node:path";
import { expect, test } from "vitest";
import { openSqliteStore } from "../../src/store/sqlite/sqlite-store.ts";
import { MemoryKeys } from "../../src/store/memory/memory-keys.ts";
import { day, monday, open } from "../engine/company.ts";
import { Mortal } from "../forget/mortal.ts";
import { after, draft, options } from "./company.ts";
import { newStudio, openIn, quiet, scratch } from "../bad-input/company.ts";
import { findings } from "../forget/search.ts";

const [said, noted, mailed, title] = ["Quizzelfrost", "Vexowlink", "Zorblinette", "Brambletock"];
const flat = (text: string) => text.replaceAll(/\s+/g, " ");

test("what was purged stands in no byte of any file, and stood there before", async () => {
  const company = await newStudio();
  const opened = await openIn(company);
  await opened.desk.apply({ dryRun: false, runs: "finish" });
  await opened.owner.start();
  await company.write(
    "mail/90-ada.eml",
    `From: Ada <ada@spam.example>\nTo: hello@studio-marlow.example\nSubject: ${title}\nMessage-ID: <x-90@spam.example>\nList-Unsubscribe: <mailto:no@spam.example>\nPrecedence: bulk\nDate: Mon, 1 Jun 2026 10:00:00 +0200\n\n${mailed}\n`,
  );
  await opened.owner.intake.scan("inbox");
  await quiet(opened);
  await opened.close();
  const folder = await scratch();
  const lines = ["a1", "a2"].map((id) =>
    JSON.stringify({
      id,
      client: "Nordlicht",
      author: "Jan",
      text: `${id === "a1" ? said : "Plain"} words about paper, as we said.`,
    }),
  );
  writeFileSync(path.join(folder, "talks.jsonl"), `${lines.join("\n")}\n`);
  const type = async (...argv: string[]) => {
    const told = await company.type(...argv);
    expect([argv.join(" "), told.code, told.err]).toEqual([argv.join(" "), 0, ""]);
    return told.out;
  };
  const reopened = await openIn(company);
  await reopened.desk.remember({
    dryRun: false,
    rows: lines.map((line, n) => ({
      at: 0,
      thread: "",
      ...(JSON.parse(line) as { id: string; client: string; author: string; text: string }),
      line: n + 1,
    })),
  });
  await reopened.close();
  // Of the company itself: not sealed, so that it would be seen.
  await type("fact", "set", "preference.diet", `${noted}, always`);
  const words = [noted, said, mailed, title];
  const before = findings(company.data, words, ["in"]).map((line) => line.split(":")[0]);
  expect(before).toContain("ledger.db");
  const index = [said.toLowerCase(), noted].map(
    (word) => findings(company.data, [word], ["in"]).length,
  );
  expect(index.every((n) => n > 0)).toBe(true);

  const preview = flat(await type("memory", "purge", "--passage", "a1", "--client", "Nordlicht"));
  expect(preview).toContain(
    "Nothing was removed. To do it: npx mainstay memory purge --passage a1 --client Nordlicht --because WHY --yes-purge",
  );
  const done = flat(
    await type(
      "memory",
      "purge",
      "--passage",
      "a1",
      "--client",
      "Nordlicht",
      "--because",
      "WHY",
      "--yes-purge",
    ),
  );
  expect(done).toContain("contents in the history: 1 removed, 0 found afterwards");
  expect(done).toContain("found by their words: 1 removed, 0 found afterwards");
  await type(
    "memory",
    "purge",
    "--fact",
    "preference.diet",
    "--because",
    "not ours",
    "--yes-purge",
  );
  const last = await openIn(company, { mode: "record" });
  const [row] = await last.owner.store.find({
    table: "arrival",
    order: [{ column: "seq", descending: true }],
    limit: 1,
  });
  await last.close();
  const gone = flat(
    await type(
      "memory",
      "purge",
      "--arrival",
      String(row?.["seq"]),
      "--because",
      "spam",
      "--yes-purge",
    ),
  );
  expect(gone).toContain("files: 1 removed, 0 found afterwards");
  expect(findings(company.data, words, ["in"])).toEqual([]);
  await type("ledger", "verify");
  await type("rebuild");
  expect(findings(company.data, words, ["in"])).toEqual([]);
  expect(await type("facts")).not.toContain(noted);
  expect(JSON.parse(await type("recall", said, "--client", "Nordlicht", "--json"))).toMatchObject({
    passages: [{ id: "a2" }],
  });
}, 120_000);

test("what goes by rule stands in no byte of any file, nor after a death between any two steps", async () => {
  const rules = { prompts: after(1), byHand: after(1) };
  for (let operation = 0; ; operation += 1) {
    const folder = await scratch();
    const keys = new MemoryKeys();
    const first = await open({ ...options(rules), store: await openSqliteStore(folder), keys });
    // About nobody: not sealed, so that it would be seen; large enough for files of their own as well.
    await draft(first, null, "draft", `${noted} `.repeat(1_000));
    await first.owner.close();
    expect(findings(folder, [noted], []).length).toBeGreaterThan(0);
    const mortal = new Mortal(operation === 0 ? null : { operation, when: "after" });
    const store = first.store;
    const dying = await open({
      ...options(rules),
      store: mortal.store(store),
      keys: mortal.keys(keys),
      process: "p2",
      at: monday + 5 * day,
    }).catch(() => null);
    await dying?.owner.retention
      .plan()
      .then((plan) => dying.owner.retention.run(plan))
      .catch(() => null);
    if (!mortal.dead) await dying?.owner.close();
    const next = await open({
      ...options(rules),
      store,
      keys,
      process: "p3",
      at: monday + 5 * day,
    });
    await next.owner.retention.run(await next.owner.retention.plan());
    expect(findings(folder, [noted], [])).toEqual([]);
    await next.owner.close();
    await store.close();
    expect(findings(folder, [noted], [])).toEqual([]);
    if (operation > 0 && !mortal.dead) break;
  }
}, 120_000);
