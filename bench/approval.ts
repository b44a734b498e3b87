import { z } from "zod";
import { answerApproval } from "../src/engine/answer/approval.ts";
import { runOf } from "../src/engine/streams.ts";
import type { ActionRequest, Connector } from "../src/connectors/contract.ts";
import { type Company, openCompany } from "./company.ts";

/** From the operator's yes to the act: when it was performed, and when its result was on record. */
export type Answered = {
  performedMs: number;
  performedSyncs: number;
  recordedMs: number;
  recordedSyncs: number;
};

/** Performs at once, in this process, and says when. */
class Post {
  #performed: (() => void) | null = null;

  next(): Promise<void> {
    return new Promise((resolve) => {
      this.#performed = resolve;
    });
  }

  connector(): Connector {
    return {
      kind: "bench-post",
      version: 1,
      actions: {
        send: {
          input: z.strictObject({ to: z.string(), text: z.string() }),
          output: ["id"],
          kinds: { "/to": "recipient", "/text": "text" },
          deed: "sent letter",
          lookup: "authoritative",
          settlesMs: 0,
          deadlineMs: 10_000,
          latenessMs: 86_400_000,
          undo: null,
          preview: () => ({ line: "One letter", details: [] }),
          perform: async ({ token }: ActionRequest) => {
            this.#performed?.();
            return { id: token };
          },
          find: async () => ({ found: false }),
        },
      },
      health: async () => ({ ok: true, note: "" }),
    };
  }
}

/** Answers `times` approvals, one after the other; the last answers of a warm process count. */
export async function answerMany(folder: string, times: number): Promise<readonly Answered[]> {
  const post = new Post();
  const company = await openCompany(folder, { post: post.connector() });
  const answers: Answered[] = [];
  for (let i = 0; i < times; i += 1) answers.push(await answerOne(company, post));
  await company.close();
  return answers.slice(Math.floor(times / 4));
}

async function answerOne(company: Company, post: Post): Promise<Answered> {
  const { office, journal, floor } = company.owner;
  const run = await company.start("letter", { text: "A line for the client" });
  await floor.settled();
  await office.book.committed();
  const cell = await office.book.read(runOf(run));
  const [about, approval] = Object.entries(cell.approvals)[0] ?? [];
  if (about === undefined || approval?.status !== "pending") {
    throw new Error(`Cannot answer the approval of run "${run}": it asks nothing`);
  }
  const { digest } = approval;
  const performed = post.next();
  const who = { actor: "operator", cause: cell.last, intent: cell.intent };
  const before = { at: performance.now(), syncs: journal.flushed.syncs };
  const { result } = await office.book.turn(who, (turn) =>
    answerApproval(turn, office, run, about, { answer: "approve", digest }),
  );
  if (!result.ok) throw new Error(result.refusal.message);
  await performed;
  const performedMs = performance.now() - before.at;
  const performedSyncs = journal.flushed.syncs - before.syncs;
  await company.ended(run);
  return {
    performedMs,
    performedSyncs,
    recordedMs: performance.now() - before.at,
    recordedSyncs: journal.flushed.syncs - before.syncs,
  };
}
