import type { Models } from "../../agent/contract.ts";
import type { Read } from "../../engine/apply.ts";
import { cancelRun, fillForm, repair, takeStep } from "../../engine/answer/step.ts";
import { inQuarantine } from "../../kernel/control.ts";
import type { Owner } from "../../engine/owner.ts";
import { mergeSubjects } from "../../engine/subject.ts";
import { controlStream } from "../../engine/streams.ts";
import type { Desk, Outcome } from "../contract/desk.ts";
import { answer } from "./answer.ts";
import { clientMeant } from "./client.ts";
import type { Openable } from "./deeds.ts";
import { doctor } from "./doctor.ts";
import { edits } from "./edits.ts";
import { episodes } from "./memory/episodes.ts";
import { forget, forgetPreview, type LastCopy, type TellBackups } from "./forget.ts";
import { modelOperations, modelWarnings } from "./models.ts";
import { failingWarnings } from "./failing.ts";
import { silentWarnings } from "./silent.ts";
import { quarantined, targetWords } from "./held.ts";
import { heuristics, retireHeuristic } from "./memory/heuristics.ts";
import { inbox, withWarnings } from "./inbox.ts";
import { item, rowOf } from "./item.ts";
import { holdBack } from "./leaving.ts";
import { lookingDesk } from "./looking.ts";
import { aliases, rename } from "./memory/aliases.ts";
import { bring } from "./bring.ts";
import { factHistory, facts } from "./memory/facts.ts";
import { index } from "./memory/meaning.ts";
import { passageMail } from "./memory/passage-mail.ts";
import { memoryStats, passages } from "./memory/kept.ts";
import { signals, signalScores } from "./memory/lessons.ts";
import { memoryDiff } from "./memory/diff.ts";
import { learn } from "./memory/learn.ts";
import { sayFact } from "./memory/say-fact.ts";
import { recall } from "./memory/recall.ts";
import { reclassify } from "./reclassify.ts";
import { remember } from "./memory/remember.ts";
import { purge, purgePreview } from "./memory/purge.ts";
import { report } from "./report.ts";
import { retentionPlan, retentionRun } from "./memory/retention.ts";
import { cancelling, cancelPreview } from "./cancel.ts";
import { jobRow, run, runs } from "./jobs.ts";
import { morning } from "./morning.ts";
import { diagramOf } from "./process.ts";
import { Bulletin } from "./notices.ts";
import { arrivals, type Beginning, status } from "./status.ts";
import { askOf, outcome } from "./ask.ts";
import { controlWith } from "./control.ts";
import { admitted } from "./admit.ts";
import {
  restoreMemory,
  restorePreview,
  rollBackMemory,
  rollbackPreview,
} from "./memory/revisions.ts";
import { beginImport, sources } from "./memory/sources.ts";
import { snapshot, snapshots } from "./memory/snapshots.ts";
import { start } from "./start.ts";
import { withHold, withWhatWaits } from "./what-follows.ts";
import { stop } from "./stop.ts";
import { ledger } from "./ledger.ts";
import { applying } from "./applied.ts";

/** The operator's desk over an owner in this process. */
export type DeskOptions = {
  owner: Owner;
  beginning: Beginning;
  /** Reads and checks the workspace's files as they are now. */
  read(): Promise<Read>;
  openable: Openable;
  models: Models;
  lastCopy?: LastCopy;
  tellBackups?: TellBackups;
};

export function deskOf(options: DeskOptions): Desk {
  const { owner, openable, models } = options;
  const { lastCopy = async () => null, tellBackups = async () => [] } = options;
  const { office } = owner;
  const bulletin = new Bulletin(owner);

  const ask = askOf(owner);
  const control = controlWith(owner, ask);
  // What is shown may have been decided already, where the company went on elsewhere (QU1).
  const decided = async (work: () => Promise<Outcome>): Promise<Outcome> => {
    const now = await office.book.read(controlStream);
    return inQuarantine(now) ? { ok: false, ...quarantined } : work();
  };

  return {
    status: async () => status(owner, models, options.beginning, bulletin.duplicates),
    answer: async (number, given) =>
      decided(async () => {
        const { run, kind } = await rowOf(owner, number);
        const answering = async () => outcome(owner, await answer(owner, openable, number, given));
        if (typeof run === "string" && kind === "failed" && given.answer === "cancel")
          return cancelling(owner, run, answering);
        const said = await answering();
        if (typeof run === "string")
          return withHold(owner, run, await withWhatWaits(owner, openable, run, said));
        // A mail that was read waits for nothing; a time that is confirmed sets jobs going.
        const { waits = [], ...nothing } = said;
        return kind === "clock" && waits.length > 0 ? { ...nothing, waits } : nothing;
      }),
    start: async (request) => decided(() => start(owner, ask, request)),
    hold: async (number) => decided(async () => outcome(owner, await holdBack(owner, number))),
    cancel: async (number, reason) => {
      const id = await idOf(owner, number);
      const cancel = () => ask((turn) => cancelRun(turn, office, id, reason));
      return decided(() => cancelling(owner, id, cancel));
    },
    repair: async (number, fix) => {
      const id = await idOf(owner, number);
      const release = fix.release ?? null;
      if (release !== null) await office.releases.load(release);
      return decided(() =>
        ask((turn) => repair(turn, office, id, { path: fix.step, input: fix.input, release })),
      );
    },
    take: async (number, step) => {
      const id = await idOf(owner, number);
      return decided(() => ask((turn) => takeStep(turn, office, id, step)));
    },
    handBack: async (number, step, output) => {
      const id = await idOf(owner, number);
      return decided(() => ask((turn) => fillForm(turn, office, id, step, output)));
    },
    pause: async (target, reason) =>
      control(
        { type: "pause", target, reason },
        `Paused ${targetWords(target)}; what is under way ends`,
      ),
    resume: async (target) => control({ type: "resume", target }, "Goes on"),
    reclassify: async (said) => decided(async () => reclassify(owner, said)),
    retireHeuristic: async (request) => retireHeuristic(owner, request),
    ...lookingDesk(owner, ask),
    stop: async (reason) => stop(owner, reason),
    admit: async (othersOff) => admitted(await owner.admit(othersOff)),
    ...applying(owner, models, () => options.read()),
    merge: async (from, into) => {
      const [one, other] = [await clientMeant(owner, from), await clientMeant(owner, into)];
      return ask((turn) => mergeSubjects(turn, one, other));
    },
    bring: async (request) => bring(owner, request),
    remember: async (request) => remember(owner, request),
    learn: async (request) => learn(owner, request),
    sayFact: async (word) => sayFact(owner, word),
    beginImport: async (request) => beginImport(owner, request),
    restoreMemory: async (request) => restoreMemory(owner, request),
    rollBackMemory: async (request) => rollBackMemory(owner, request),
    snapshot: async ({ name }) => snapshot(owner, name),
    index: async ({ most }) => index(owner, most),
    purge: async (request) => purge(owner, { lastCopy, tellBackups }, request),
    retentionRun: async () => retentionRun(owner, lastCopy),
    aliases: async (query) => aliases(owner, query),
    rename: async (asked) => rename(owner, asked),
    forget: async (request) => forget(owner, { lastCopy, tellBackups }, request),
    ...readings(options, lastCopy),
    ...modelOperations(owner, models),
    watch: (signal) => bulletin.watch(signal),
  };
}

/** What only looks. */
function readings({ owner, openable, models }: DeskOptions, lastCopy: LastCopy) {
  return {
    inbox: async () =>
      withWarnings(await inbox(owner), [
        ...(await silentWarnings(owner)),
        ...(await failingWarnings(owner, models)),
        ...(await modelWarnings(owner, models)),
      ]),
    item: async (number, asked) => item(owner, openable, number, asked),
    runs: async (filter) => runs(owner, filter),
    run: async (number) => run(owner, number),
    cancelPreview: async (number) => cancelPreview(owner, number),
    purgePreview: async (name) => purgePreview(owner, lastCopy, name),
    retentionPlan: async () => retentionPlan(owner),
    forgetPreview: async (client) => forgetPreview(owner, lastCopy, client),
    diagram: async (name) => diagramOf(owner, name),
    arrivals: async (filter) => arrivals(owner, filter),
    episodes: async (query) => episodes(owner, query),
    edits: async (filter) => edits(owner, filter),
    signals: async (query) => signals(owner, query),
    signalScores: async (query) => signalScores(owner, query),
    heuristics: async () => heuristics(owner),
    ledger: async (query) => ledger(owner, query),
    morning: async () => morning(owner, await doctor(owner, models)),
    doctor: async () => doctor(owner, models),
    recall: async (query) => recall(owner, query),
    passages: async (query) => passages(owner, query),
    passageMail: async (query) => passageMail(owner, query),
    memoryStats: async () => memoryStats(owner),
    snapshots: async (filter) => snapshots(owner, filter),
    sources: async () => sources(owner),
    restorePreview: async (query) => restorePreview(owner, query),
    rollbackPreview: async (query) => rollbackPreview(owner, query),
    memoryDiff: async (query) => memoryDiff(owner, query),
    facts: async (query) => facts(owner, query),
    factHistory: async (named) => factHistory(owner, named),
    report: async ({ month }) => report(owner, month),
  } satisfies Partial<Desk>;
}

async function idOf(owner: Owner, number: number): Promise<string> {
  return String((await jobRow(owner, number))["id"]);
}
