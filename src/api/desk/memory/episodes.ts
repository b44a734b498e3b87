import type { Owner } from "../../../engine/owner.ts";
import type { Row } from "../../../ledger/table.ts";
import { type Found, ordered, wordsFound } from "../../../views/episode-search.ts";
import type { EpisodeLine, EpisodesQuery, EpisodesView } from "../../contract/episodes.ts";
import { clientMeant } from "../client.ts";
import { jobLine } from "../jobs.ts";
import { processMeant } from "../name-meant.ts";
import { timeline } from "../timeline/timeline.ts";
import { beginOf, endOf } from "../times.ts";

/** Jobs that are read through for words: more of them take seconds. */
const mostRead = 1_000;

const usual = 10;

/** Of each job. */
const mostMoments = 5;

/** What became of jobs: those that hold the words that are looked for, or the newest. */
export async function episodes(owner: Owner, asked: EpisodesQuery): Promise<EpisodesView> {
  const { client, words = "", process = null, since, until, limit = usual } = asked;
  const { timeZone, currency, locale } = owner.office.settings.company;
  if (process !== null) await processMeant(owner, process);
  const span = {
    clients:
      client === undefined
        ? null
        : await owner.forgetting.membersOf(await clientMeant(owner, client)),
    process,
    from: since === undefined ? 0 : beginOf(since, timeZone),
    until: until === undefined ? Number.MAX_SAFE_INTEGER : endOf(until, timeZone),
  };
  const seeks = words.trim() !== "";
  const { rows, more } = await owner.memory.episodes.find(span, seeks ? mostRead : limit);
  const lines = seeks ? await found(owner, rows, words, limit) : await newest(owner, rows);
  const now = owner.office.clock.now();
  return {
    episodes: lines,
    read: rows.length,
    more,
    asked: seeks,
    now,
    timeZone,
    currency,
    locale,
  };
}

async function found(
  owner: Owner,
  rows: readonly Row[],
  words: string,
  limit: number,
): Promise<EpisodeLine[]> {
  const hits: (Found & { row: Row })[] = [];
  for (const row of rows) {
    const episode = await owner.memory.episodes.read(String(row["id"]));
    const hit = episode === null ? null : wordsFound(episode, words);
    if (hit !== null) hits.push({ ...hit, row });
  }
  const lines: EpisodeLine[] = [];
  for (const { row, hits: moments } of ordered(hits).slice(0, limit)) {
    const around = new Map(moments.map(({ moment, around: text }) => [moment.seq, text]));
    lines.push(await lineOf(owner, row, around));
  }
  return lines;
}

async function newest(owner: Owner, rows: readonly Row[]): Promise<EpisodeLine[]> {
  const lines: EpisodeLine[] = [];
  for (const row of rows) lines.push(await lineOf(owner, row, null));
  return lines;
}

/** As the job's own history tells it: what holds the words, else what came last. */
async function lineOf(
  owner: Owner,
  row: Row,
  around: ReadonlyMap<number, string> | null,
): Promise<EpisodeLine> {
  const { number, runbook, title, client, status, startedAt, endedAt, costMicros } = await jobLine(
    owner,
    row,
  );
  const told = (await timeline(owner, String(row["id"]))).filter(
    ({ seq, detail }) => around?.has(seq) ?? !detail,
  );
  const order = [...(around?.keys() ?? [])];
  const chosen =
    around === null
      ? told.slice(-mostMoments)
      : told.toSorted((a, b) => order.indexOf(a.seq) - order.indexOf(b.seq)).slice(0, mostMoments);
  return {
    number,
    process: runbook,
    title,
    client,
    status,
    startedAt,
    endedAt,
    costMicros,
    moments: chosen
      .toSorted((a, b) => a.seq - b.seq)
      .map(({ seq, at, verb, what }) => ({ seq, at, verb, what, text: around?.get(seq) ?? "" })),
  };
}
