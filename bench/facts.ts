import { keepPassage, memoryAlias } from "../src/engine/memory/keep.ts";
import { learn } from "../src/engine/memory/learn.ts";
import { opaque } from "../src/engine/office.ts";
import type { Owner } from "../src/engine/owner.ts";
import { aliasOf } from "../src/engine/streams.ts";
import { fromOutside } from "../src/value/label.ts";
import { everyCase } from "../test/memory/supersessions/case.ts";
import { judged, wrongOf } from "../test/memory/supersessions/judged.ts";
import { atLeast, atMost, type Figure, figure } from "./figure.ts";
import { inFolder } from "./folder.ts";
import type { Scale } from "./measure.ts";
import { openRemembering } from "./remembering.ts";
import { spreadOf } from "./spread.ts";

const side = 64;
const text =
  "Uncoated paper for the boxes, please, and never again the glossy kind of last spring.";
const who = { actor: "operator", cause: null, intent: null };

/** Writes something, and is told once it is synced. */
type Write = (lane: number, n: number) => Promise<void>;

/**
 * Writing a fact with the passage that says it, of which the words are indexed, beside events that are
 * only appended: the same content, sealed under the same keys, in the same file. They take turns.
 */
export async function facts({ rounds, roundMs, warmMs }: Scale): Promise<Figure[]> {
  return inFolder(async (folder) => {
    const { owner, close } = await openRemembering(folder);
    const subjects = await clientsOf(owner);
    const writes = {
      append: appendOf(owner, subjects, 1),
      events: appendOf(owner, subjects, 2),
      fact: factOf(owner, subjects),
    };
    for (const write of Object.values(writes)) await perSecond(write, side, warmMs);
    const seen: Round[] = [];
    for (let i = 0; i < rounds; i += 1) {
      for (const atOnce of [1, side]) {
        const round = { atOnce, append: 0, events: 0, fact: 0 };
        for (const name of names) round[name] = await perSecond(writes[name], atOnce, roundMs);
        seen.push(round);
      }
    }
    await close();
    return [...figuresOf(seen, 1), ...figuresOf(seen, side), supersessions()];
  });
}

const names = ["append", "events", "fact"] as const;
type Round = Record<(typeof names)[number] | "atOnce", number>;

function figuresOf(seen: readonly Round[], atOnce: number): Figure[] {
  const rounds = seen.filter((round) => round.atOnce === atOnce);
  const of = (pick: (round: Round) => number) => spreadOf(rounds.map(pick));
  const group = `Facts, each with the passage that says it and its words; ${atOnce} at once`;
  return [
    figure(
      group,
      ["bare appends of one event", "per s"],
      of(({ append }) => append),
    ),
    figure(
      group,
      ["bare appends of its two events", "per s"],
      of(({ events }) => events),
    ),
    figure(
      group,
      ["facts", "per s"],
      of(({ fact }) => fact),
    ),
    figure(
      group,
      ["facts, beside bare appends of their events", "×"],
      of(({ events, fact }) => fact / events),
      atLeast(0.5),
    ),
    figure(
      group,
      ["facts, beside bare appends of one event", "×"],
      of(({ append, fact }) => fact / append),
    ),
  ];
}

/** Of what was recorded by itself, in every situation that the labelled set is taken from. */
function supersessions(): Figure {
  const all = everyCase().map(judged);
  const { automatic, wrong } = wrongOf(all);
  const group = `Supersessions in ${all.length.toLocaleString("en")} labelled situations`;
  const name = `wrong, of ${automatic.toLocaleString("en")} automatic ones`;
  return figure(group, [name, "%"], spreadOf([(100 * wrong.length) / automatic]), atMost(1));
}

async function clientsOf({ office }: Owner): Promise<readonly string[]> {
  const subjects: string[] = [];
  for (let lane = 0; lane < side; lane += 1) {
    const client = `client ${lane}`;
    const said = { id: "first", author: client, at: 1, thread: "", text };
    await office.book.turn(who, (turn) => keepPassage(turn, office, { client, ...said }));
    const alias = aliasOf(opaque(office, "alias", memoryAlias(client)));
    subjects.push((await office.book.read(alias)).subject ?? "");
  }
  await office.book.committed();
  return subjects;
}

/** Events that say as much, each in a stream of its own, in one transaction. */
function appendOf({ journal, office }: Owner, subjects: readonly string[], events: number): Write {
  return async (lane, n) => {
    const subject = subjects[lane] ?? "";
    const writes = Array.from({ length: events }, (_, event) => ({
      stream: `bare/${opaque(office, "bare", subject, String(n), String(event))}`,
      drafts: [
        {
          type: "bare.appended",
          data: { n, reason: "learned", author: "import" },
          values: { set: fromOutside({ text }, subject) },
          subject,
        },
      ],
    }));
    for (const { stream } of writes) await journal.load(stream);
    journal.record({ ...who, writes });
    await journal.committed();
  };
}

function factOf({ office }: Owner, subjects: readonly string[]): Write {
  return async (lane, n) => {
    const subject = subjects[lane] ?? "";
    const client = `client ${lane}`;
    const key = opaque(office, "record", "preference", `${subject} ${n}`);
    await office.book.turn(who, (turn) => {
      const source = turn.nextSeq;
      keepPassage(turn, office, { client, id: String(n), author: client, at: n, thread: "", text });
      const known = learn(turn, office, {
        subject,
        kind: "preference",
        key,
        own: false,
        field: "text",
        value: fromOutside(text, subject),
        from: turn.at,
        until: null,
        expires: null,
        confidence: 100,
        why: null,
        author: "import",
        source,
      });
      if (known !== "recorded")
        throw new Error(`A fact was not recorded: ${JSON.stringify(known)}`);
    });
    await office.book.committed();
  };
}

let written = 0;

async function perSecond(write: Write, atOnce: number, ms: number): Promise<number> {
  const began = performance.now();
  let done = 0;
  const lane = async (_: unknown, i: number): Promise<void> => {
    while (performance.now() - began < ms) {
      written += 1;
      await write(i, written);
      done += 1;
    }
  };
  await Promise.all(Array.from({ length: atOnce }, lane));
  return (done / (performance.now() - began)) * 1_000;
}
