import { expect, test } from "vitest";
import { FakeCli } from "../../../test/fakes/fake-cli.ts";

const row = (line: number) => ({
  line,
  name: `Client ${line}`,
  person: "",
  email: "",
  address: [],
  vatId: "",
  country: "",
  private: null,
  reference: "",
  einvoice: "",
});
const clients = (count: number) => Array.from({ length: count }, (_, i) => row(i + 2));

function withClients(count: number): FakeCli {
  const cli = new FakeCli();
  const known = ["name", "email"];
  cli.bringing = {
    ...cli.bringing,
    clients: async () => ({ rows: clients(count), refused: [], strange: ["emial"], known }),
  };
  return cli;
}

const brought = (cli: FakeCli) =>
  cli.desk.asked
    .filter(({ operation }) => operation === "bring")
    .map(({ args }) => args[0] as { dryRun: boolean; rows: unknown[] });

test("a list is rehearsed whole before any of it is taken over, in parts of a bounded size", async () => {
  const cli = withClients(250);
  const { code, out } = await cli.type("bring", "clients", "c.csv");
  expect(code).toBe(0);
  expect(out).toContain("Took over 250 clients");
  expect(out).toContain('Column "emial" is not known: write "email"');
  expect(brought(cli).map(({ dryRun, rows }) => [dryRun, rows.length])).toEqual([
    [true, 200],
    [true, 50],
    [false, 200],
    [false, 50],
  ]);
});

test("one line that is refused keeps all from being taken over; accepted, the rest is", async () => {
  const cli = withClients(3);
  cli.desk.refusing = [{ line: 3, reason: "it has no name" }];
  const { code, out } = await cli.type("bring", "clients", "my list.csv");
  expect(code).toBe(1);
  expect(out).toContain("Not taken over: 1 line\n  line 3: it has no name");
  expect(out).toContain("npx mainstay bring clients 'my list.csv' --accept-skips");
  expect(brought(cli).map(({ dryRun }) => dryRun)).toEqual([true]);
  const accepted = await cli.type("bring", "clients", "my list.csv", "--accept-skips");
  expect(accepted.code).toBe(0);
  expect(accepted.out).toContain("Took over 2 clients");
});

test("old mail is brought batch by batch, and what has no sender is named", async () => {
  const cli = new FakeCli();
  cli.bringing = {
    ...cli.bringing,
    mails: async function* () {
      yield { rows: [], refused: [{ line: 7, reason: "its head names no sender" }] };
      yield { rows: [], refused: [] };
    },
  };
  const { code, out } = await cli.type("bring", "mail", "year.mbox", "--dry-run");
  expect(code).toBe(1);
  expect(out).toContain("  mail 7: its head names no sender");
  expect(out).toContain("does not come twice");
  expect(out).not.toContain("--accept-skips");
  expect(brought(cli)).toHaveLength(2);
});

test("a file of nothing but damage is counted whole, and listed up to a bound", async () => {
  const cli = new FakeCli();
  const refused = Array.from({ length: 700 }, (_, i) => ({ line: i, reason: "torn" }));
  cli.bringing = {
    ...cli.bringing,
    mails: async function* () {
      yield { rows: [], refused };
      yield { rows: [], refused };
    },
  };
  const { out } = await cli.type("bring", "mail", "year.mbox");
  expect(out).toContain("Not taken over: 1,400 mails");
  expect(out).toContain("and 1380 more");
});
