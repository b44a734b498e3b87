import { join } from "node:path";
import type { Executor } from "../src/agent/contract.ts";
import { modelAgent } from "../src/agent/model-agent.ts";
import { modelsOf } from "../src/models/models.ts";
import { stub, type Stub } from "../test/models/stub.ts";
import { openBare } from "./bare.ts";
import { type Company, openCompany } from "./company.ts";
import { atMost, type Figure, figure } from "./figure.ts";
import { inFolder } from "./folder.ts";
import type { Scale } from "./measure.ts";
import { type Spread, spreadOf } from "./spread.ts";

type Asked = { overMs: number; syncs: number };

/**
 * Runs of one step that asks a model over HTTP on loopback, one after the other, each from its start
 * to its synced end. What the server itself takes is not counted; reading and writing on both sides is.
 */
export async function model({ rounds, roundMs, answers }: Scale): Promise<Figure[]> {
  const seen: { syncMs: number; firstMs: number; overMs: number; slowMs: number; syncs: number }[] =
    [];
  await inFolder(async (folder) => {
    const bare = openBare(folder);
    for (let i = 0; i < rounds; i += 1) {
      const { syncMs } = bare.round(roundMs / 4);
      const [first, ...asked] = await askMany(join(folder, String(i)), answers);
      const over = asked.slice(Math.floor(asked.length / 4)).map(({ overMs }) => overMs);
      seen.push({
        syncMs,
        firstMs: first?.overMs ?? Number.NaN,
        overMs: spreadOf(over).median,
        slowMs: over.toSorted((a, b) => a - b)[Math.floor(over.length * 0.95)] ?? Number.NaN,
        syncs: spreadOf(asked.map(({ syncs }) => syncs)).median,
      });
    }
    bare.close();
  });
  const of = (pick: (round: (typeof seen)[number]) => number): Spread => spreadOf(seen.map(pick));
  const group = "A step that asks a model over loopback, less the model's own time";
  return [
    figure(
      group,
      ["one sync of this disk (bare loop)", "ms"],
      of(({ syncMs }) => syncMs),
    ),
    figure(
      group,
      ["overhead", "ms"],
      of(({ overMs }) => overMs),
      atMost(3),
    ),
    figure(
      group,
      ["overhead, 95 of 100 are below", "ms"],
      of(({ slowMs }) => slowMs),
    ),
    figure(
      group,
      ["the first of a company", "ms"],
      of(({ firstMs }) => firstMs),
    ),
    figure(
      group,
      ["syncs, its start and end included", ""],
      of(({ syncs }) => syncs),
    ),
  ];
}

async function askMany(folder: string, times: number): Promise<Asked[]> {
  const server = await stub(() => ({ answer: { text: "A line for the client" } }));
  const agent = modelAgent(modelsOf(server.env, Date.now));
  const executors = new Map<Executor["kind"], Executor>([[agent.kind, agent]]);
  const company = await openCompany(folder, {}, executors);
  const asked: Asked[] = [];
  for (let i = 0; i < times; i += 1) asked.push(await askOnce(company, server));
  await company.close();
  await server.close();
  return asked;
}

async function askOnce(company: Company, server: Stub): Promise<Asked> {
  const { flushed } = company.owner.journal;
  const before = { at: performance.now(), syncs: flushed.syncs, calls: server.tookMs.length };
  const run = await company.start(
    "model",
    { text: "Four blends, please. ".repeat(100) },
    "client-1",
  );
  await company.ended(run);
  const own = server.tookMs.slice(before.calls);
  if (own.length !== 1) throw new Error(`Asked ${own.length} times instead of once`);
  const overMs = performance.now() - before.at - (own[0] ?? 0);
  return { overMs, syncs: flushed.syncs - before.syncs };
}
