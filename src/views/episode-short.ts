import type { Episode, MomentKind } from "./episode.ts";

/** What a job came to, without anybody's words: "done: mail.send twice; 1 changed by the operator". */
export function inShort({ status, moments }: Episode): string {
  const of = (kind: MomentKind) => moments.filter((moment) => moment.kind === kind);
  const acts = Map.groupBy(of("did"), ({ about }) => about);
  const parts = [
    ...[...acts].map(([about, list]) => `${about}${times(list.length)}`),
    ...count(of("changed").length, "changed by the operator"),
    ...count(of("denied").length, "denied by the operator"),
    ...count(of("failed").length, "failed"),
  ];
  return [status, ...(parts.length === 0 ? [] : [parts.join(", ")])].join(": ");
}

const times = (n: number): string => (n === 1 ? "" : n === 2 ? " twice" : ` ${n} times`);

const count = (n: number, what: string): string[] => (n === 0 ? [] : [`${n} ${what}`]);
