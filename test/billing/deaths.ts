import { mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import type { Connector } from "../../src/connectors/contract.ts";
import { kinds } from "../../src/host/kinds.ts";
import type { Node } from "../../src/kernel/plan.ts";
import type { Json } from "../../src/value/json.ts";
import * as reference from "../../src/value/creditor-reference.ts";
import { instantOf } from "../../src/value/local-time.ts";
import { read } from "../../src/workspace/read.ts";
import type { Workspace } from "../../src/workspace/release.ts";
import { answered } from "../../src/engine/step/wait.ts";
import { contextAt } from "../../src/engine/answer/approval.ts";
import { done } from "../../src/engine/answer/outcome.ts";
import { runOf } from "../../src/engine/streams.ts";
import { MemoryKeys } from "../../src/store/memory/memory-keys.ts";
import { type Company, type CompanyOptions, plan } from "../engine/company.ts";
import { answer } from "../engine/operator.ts";
import type { Played, Scenario } from "../engine/sweep.ts";

/**
 * A month and a half of billing by the example company's own runbooks, policies, letters and books, to
 * be played with deaths at any commit: retainers of two clients, one paid whole, one in part, then
 * reminded, then paid too much and given back.
 */
const root = path.resolve(import.meta.dirname, "../..");

export type Outside = { options: CompanyOptions; outside: () => unknown; remove(): void };

export async function studioFiles(): Promise<Workspace> {
  const found = await read(path.join(root, "examples/studio"), kinds);
  if (!found.ok) throw new Error(JSON.stringify(found.problems, null, 2));
  return found.workspace;
}

const noted = (fields: Json): Node => ({
  name: "client",
  path: "client",
  line: 1,
  kind: "record",
  record: "client",
  id: null,
  from: fields,
  set: null,
});

const met = (name: string, email: string, more: { [key: string]: Json }) =>
  plan(`meet-${name}`, [noted({ name, email, stage: "active", ...more })], {
    triggers: [{ on: "event", type: `hello-${name}`, when: null }],
  });

const retainer = (amount: string, alone: boolean): Json => ({
  amount,
  text: "Care",
  service: "ahead",
  alone,
});

/** A new outside, in folders of its own. */
export async function prepared({ release, settings }: Workspace): Promise<Outside> {
  const folder = mkdtempSync(path.join(tmpdir(), "ms-deaths-"));
  const at = instantOf("2026-01-20 08:00", settings.company.timeZone);
  const connectors: Record<string, Connector> = {};
  for (const name of ["books", "mail"]) {
    const spec = settings.connectors[name];
    const kind = kinds[spec?.use ?? ""];
    if (spec === undefined || kind === undefined)
      throw new Error(`There is no connector "${name}"`);
    connectors[name] = await kind.make(kind.schema.parse(spec.settings), {
      workspace: path.join(root, "examples/studio"),
      root: folder,
      company: settings.company,
      now: () => at,
      secret: () => "",
    });
  }
  const meetings = [
    met("nordlicht", "ana@nordlicht.example", { retainer: retainer("1000.00 EUR", true) }),
    met("harbour", "tom@harbourbooks.example", { retainer: retainer("500.00 EUR", false) }),
  ];
  const grants = meetings.map(({ runbook }) => ({
    to: `runbook:${runbook}`,
    may: ["record.client"],
  }));
  return {
    options: {
      plans: [...Object.values(release.plans), ...meetings],
      agents: Object.values(release.agents),
      schemas: release.schemas,
      templates: release.templates,
      connectors,
      // Equal plays have equal digests.
      keys: new MemoryKeys(() => new Uint8Array(64).fill(7)),
      at,
      settings: {
        ...settings,
        policies: [...settings.policies, { name: "meetings", version: "", rules: [], grants }],
        connectors: {},
      },
    },
    outside: () => ({
      journal: sorted(readFileSync(path.join(folder, "books/main.journal"), "utf8")),
      letters: readdirSync(path.join(folder, "outbox/new")).toSorted(),
    }),
    remove: () => rmSync(folder, { recursive: true, force: true }),
  };
}

/**
 * Entries in no order, as jobs that move at the same time may be written in either; the references of
 * PDFs hold a key by chance.
 */
function sorted(journal: string): string[] {
  return journal
    .replaceAll(/^ +; pdf: .*\n/gmu, "")
    .split("\n\n")
    .toSorted();
}

/** Plays with a new outside each time. */
export function billing(outsides: Outside[]): Scenario {
  return {
    prepare() {
      const next = outsides.pop();
      if (next === undefined) throw new Error("There is no outside left to play with");
      return next;
    },
    play,
  };
}

async function play(company: Company): Promise<void> {
  const zone = "Europe/Berlin";
  const to = (local: string) => company.at(instantOf(local, zone));
  const paid = (id: string, payment: { [key: string]: Json }) =>
    company.arrive("payment.received", id, {
      account: "main",
      counterparty: "x",
      reference: "",
      iban: null,
      line: id,
      nth: 1,
      ...payment,
    });
  await company.arrive("hello-nordlicht", "h1", {}, ["mailto:ana@nordlicht.example"]);
  await company.arrive("hello-harbour", "h2", {}, ["mailto:tom@harbourbooks.example"]);
  // The first bill is out before she answers about the second: numbers go to who comes first. What a
  // death left in doubt is looked up within the hour, and asked about then.
  await to("2026-02-01 10:00");
  await answerAll(company);
  await to("2026-02-03 10:00");
  const [first, second] = [reference.make("2026-011"), reference.make("2026-012")];
  await paid("p1", { amount: "1190.00 EUR", date: "2026-02-03", structuredReference: first });
  await paid("p2", { amount: "400.00 EUR", date: "2026-02-03", structuredReference: second });
  for (const local of ["2026-02-03 11:00", "2026-02-18 09:00", "2026-02-18 11:00"]) {
    await answerAll(company);
    await to(local);
  }
  await answerAll(company);
  await to("2026-02-20 10:00");
  await paid("p3", { amount: "205.00 EUR", date: "2026-02-20", structuredReference: second });
  for (const local of ["2026-02-20 11:00", "2026-02-20 12:00", "2026-02-20 13:00"]) {
    await answerAll(company);
    await to(local);
  }
  await to("2026-02-25 09:00");
}

/** To questions, by the name of the step; to whatever else is shown, yes. */
const said: Readonly<Record<string, string>> = { statement: "late", asked: "back" };

async function answerAll(company: Company): Promise<void> {
  for (let round = 0; round < 50; round += 1) {
    await company.settled();
    const items = await company.items();
    const item = items.find(
      ({ kind }) => kind === "approval" || kind === "effect" || kind === "question",
    );
    if (item === undefined) return;
    const [run, about] = [String(item["run"]), String(item["about"])];
    const refused =
      item["kind"] === "question"
        ? await say(company, run, about, said[about.split("/").at(-1) ?? ""] ?? "")
        : await answer(company, run, about);
    if (refused !== "") throw new Error(`"${about}" takes no answer: ${refused}`);
  }
  throw new Error("Questions come without end");
}

function say(company: Company, run: string, path: string, word: string): Promise<string> {
  return company.say((turn, office) => {
    const context = contextAt(turn, office, run, path);
    if (context?.node.kind !== "wait") throw new Error(`"${path}" waits for nothing`);
    answered({ ...context, node: context.node }, word);
    office.wake(run);
    return done("Answered", turn.get(runOf(run)).run.number);
  });
}

/** What two plays are compared by: an act that was looked up after a death left half a minute later. */
export function timeless({ state, outside }: Played): unknown {
  const text = JSON.stringify({ state, outside });
  return JSON.parse(text.replaceAll(/"sentAt":"[^"]*"/gu, '"sentAt":""'));
}
