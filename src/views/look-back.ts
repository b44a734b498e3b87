import type { Passage } from "../memory/passage.ts";
import { formatInstant } from "../value/date.ts";
import type { Json } from "../value/json.ts";
import { type Label, type Labelled, own } from "../value/label.ts";
import type { Episode, Moment } from "./episode.ts";

/** What was said, with the labels of who said it. */
export type Said = Pick<Passage, "author" | "at" | "text"> & { readonly label: Label };

/** From the one instant up to the other, which is outside; epoch ms. */
export type Span = { readonly from: number; readonly until: number };

const mostMoments = 300;
const mostSaid = 150;
const mostText = 600;

/**
 * What happened with a client within a span of time, as JSON that code and models can read.
 *
 * LB1 Each moment and each thing that was said carries the labels of what it was taken from.
 * LB2 What is secret is left out.
 * LB3 It has a limit. Where there is more, the newest stays, and how much was left out is told.
 */
export function lookedBack(
  episodes: readonly Episode[],
  said: readonly Said[],
  { from, until }: Span,
): Labelled {
  const within = ({ at }: { at: number }) => at >= from && at < until;
  const moments = episodes.flatMap((episode) =>
    episode.moments
      .filter((moment) => within(moment) && moment.label.sensitivity !== "secret")
      .map((moment) => ({ moment, episode })),
  );
  const newest = moments.toSorted((a, b) => a.moment.at - b.moment.at).slice(-mostMoments);
  const told = said.filter(within).toSorted((a, b) => a.at - b.at);
  const kept = told.slice(-mostSaid);
  const jobs = [...Map.groupBy(newest, ({ episode }) => episode)];
  return {
    value: {
      from: formatInstant(from),
      until: formatInstant(until),
      jobs: jobs.map(([episode, its]) =>
        jobOf(
          episode,
          its.map(({ moment }) => moment),
        ),
      ),
      said: kept.map(({ author, at, text }) => ({
        at: formatInstant(at),
        author,
        text: cut(text),
      })),
      more: moments.length - newest.length + told.length - kept.length,
    },
    labels: {
      "": own,
      ...Object.fromEntries(
        jobs.flatMap(([, its], i) =>
          its.map(({ moment }, j) => [`/jobs/${i}/moments/${j}`, moment.label]),
        ),
      ),
      ...Object.fromEntries(kept.map(({ label }, i) => [`/said/${i}`, label])),
    },
  };
}

function jobOf(episode: Episode, moments: readonly Moment[]): Json {
  const { number, process, status, costMicros } = episode;
  return {
    job: number,
    process,
    status,
    costMicros,
    moments: moments.map(({ at, kind, about, text }) => ({
      at: formatInstant(at),
      what: kind,
      about,
      text: cut(text),
    })),
  };
}

function cut(text: string): string {
  return text.length > mostText ? `${text.slice(0, mostText)}…` : text;
}
