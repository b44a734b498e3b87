import type { Models } from "../../agent/contract.ts";
import { apply, type Read, rollback } from "../../engine/apply.ts";
import type { Said } from "../../engine/answer/outcome.ts";
import { cancelRun, fillForm, repair, takeStep } from "../../engine/answer/step.ts";
import { type Control, type ControlCommand, decide, inQuarantine } from "../../kernel/control.ts";
import type { Refusal } from "../../kernel/decision.ts";
import type { Owner } from "../../engine/owner.ts";
import type { Admission } from "../../engine/quarantine.ts";
import { opaque } from "../../engine/office.ts";
import { mergeSubjects } from "../../engine/subject.ts";
import { startRun } from "../../engine/start.ts";
import { lineOf as actLine } from "../../engine/effect/action.ts";
import { controlStream, runOf } from "../../engine/streams.ts";
import type { Row } from "../../ledger/table.ts";
import type { Turn } from "../../engine/book.ts";
import { fromOperator } from "../../value/label.ts";
import type { ApplyView, Desk, LedgerLine, Outcome } from "../contract/desk.ts";
import { answer } from "./answer.ts";
import { deedsAfter, type Openable } from "./deeds.ts";
import { doctor } from "./doctor.ts";
import { edits } from "./edits.ts";
import { forget, forgetPreview, type LastCopy, type TellBackups } from "./forget.ts";
import { modelOperations, modelWarnings } from "./models.ts";
import { silentWarnings } from "./silent.ts";
import { holdOf, pausedIn, quarantined, resumeCommand, targetWords } from "./held.ts";
import { inbox, withWarnings } from "./inbox.ts";
import { item, rowOf } from "./item.ts";
import { holdBack } from "./leaving.ts";
import { lookingDesk } from "./looking.ts";
import { bring } from "./bring.ts";
import { report } from "./report.ts";
import { cancelPreview, jobRow, run, runs } from "./jobs.ts";
import { morning } from "./morning.ts";
import { diagramOf, notByRequest } from "./process.ts";
import { Bulletin } from "./notices.ts";
import { subjectBehind } from "./names.ts";
import { arrivals, type Beginning, status } from "./status.ts";
import { noTarget } from "./target.ts";

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

const operator = { actor: "operator", cause: null, intent: null };

export function deskOf(options: DeskOptions): Desk {
  const { owner, openable, models } = options;
  const { lastCopy = async () => null, tellBackups = async () => [] } = options;
  const { office } = owner;
  const bulletin = new Bulletin(owner);

  const ask = async (work: (turn: Turn) => Said): Promise<Outcome> => {
    const { result } = await office.book.turn(operator, work);
    await office.book.committed();
    return outcome(owner, result);
  };
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
        const said = outcome(owner, await answer(owner, openable, number, given));
        if (typeof run === "string")
          return withHold(owner, run, await withWhatWaits(options, run, said));
        // A mail that was read waits for nothing; a time that is confirmed sets jobs going.
        const { waits = [], ...nothing } = said;
        return kind === "clock" && waits.length > 0 ? { ...nothing, waits } : nothing;
      }),
    start: async (request) => decided(() => ask((turn) => begin(turn, owner, request))),
    hold: async (number) => decided(async () => outcome(owner, await holdBack(owner, number))),
    cancel: async (number, reason) => {
      const id = await idOf(owner, number);
      return decided(() => ask((turn) => cancelRun(turn, office, id, reason)));
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
    ...lookingDesk(owner, ask),
    stop: async (reason) => stop(owner, reason),
    admit: async (othersOff) => admitted(await owner.admit(othersOff)),
    apply: async ({ dryRun, runs: choice }) =>
      view(owner, await apply(owner, await options.read(), { dryRun, runs: choice })),
    rollback: async ({ to, runs: choice }) =>
      view(owner, await rollback(owner, { ...(to === undefined ? {} : { to }), runs: choice })),
    merge: async (from, into) => {
      const [one, other] = [await subjectBehind(owner, from), await subjectBehind(owner, into)];
      return ask((turn) => mergeSubjects(turn, one, other));
    },
    bring: async (request) => bring(owner, request),
    forget: async (request) => forget(owner, { lastCopy, tellBackups }, request),
    ...readings(options, lastCopy),
    ...modelOperations(owner, models),
    watch: (signal) => bulletin.watch(signal),
  };
}

type Ask = (work: (turn: Turn) => Said) => Promise<Outcome>;

/** What halts and goes on again, as the operator's decision. */
function controlWith(
  owner: Owner,
  ask: Ask,
): (command: ControlCommand, message: string) => Promise<Outcome> {
  return async (command, message) => {
    const { waits = [], ...said } = await ask((turn) => {
      const nothing = command.type === "pause" ? noTarget(owner, command.target) : null;
      if (nothing !== null) return { ok: false, refusal: nothing };
      const decision = decide(turn.get(controlStream), command);
      if (!decision.ok) {
        return { ok: false, refusal: withRemedy(decision.refusal, turn.get(controlStream)) };
      }
      turn.emit(controlStream, ...decision.events);
      return { ok: true, message };
    });
    // What is held back waits for nobody.
    return command.type === "resume" && waits.length > 0 ? { ...said, waits } : said;
  };
}

/** What only looks. */
function readings({ owner, openable, models }: DeskOptions, lastCopy: LastCopy) {
  return {
    inbox: async () =>
      withWarnings(await inbox(owner), [
        ...(await silentWarnings(owner)),
        ...(await modelWarnings(owner, models)),
      ]),
    item: async (number) => item(owner, openable, number),
    runs: async (filter) => runs(owner, filter),
    run: async (number) => run(owner, number),
    cancelPreview: async (number) => cancelPreview(owner, number),
    forgetPreview: async (client) => forgetPreview(owner, lastCopy, client),
    diagram: async (name) => diagramOf(owner, name),
    arrivals: async (filter) => arrivals(owner, filter),
    edits: async (filter) => edits(owner, filter),
    ledger: async (query) => ledger(owner, query),
    morning: async () => morning(owner, await doctor(owner, models)),
    doctor: async () => doctor(owner, models),
    report: async ({ month }) => report(owner, month),
  } satisfies Partial<Desk>;
}

function admitted(admission: Admission): Outcome {
  if (!admission.ok) return { ok: false, ...admission.refusal };
  const { found, absent, asking, later } = admission.acts;
  const counts = [
    ...(found === 0 ? [] : [`${found} had happened already`]),
    ...(absent === 0 ? [] : [`${absent} had not`]),
    ...(asking === 0 ? [] : [`${asking} nobody can tell and waits for you`]),
    ...(later === 0 ? [] : [`${later} will be looked up before they leave`]),
  ];
  const acts =
    counts.length === 0 ? "nothing was under way" : `of its open acts ${counts.join(", ")}`;
  return { ok: true, code: "", message: `Admitted: ${acts}` };
}

/** Who resumes what is not paused is told what is. */
function withRemedy(refusal: Refusal, control: Control): Refusal {
  const commands = pausedIn(control).map((each) => `"${resumeCommand(each)}"`);
  if (refusal.code !== "not_paused" || commands.length === 0) return refusal;
  return { ...refusal, message: `${refusal.message}; go on with ${commands.join(" or ")}` };
}

function begin(
  turn: Turn,
  owner: Owner,
  request: { runbook: string; input: Parameters<typeof fromOperator>[0]; requestId: string },
): Said {
  const { office } = owner;
  const { runbook, input, requestId } = request;
  const refusal = notByRequest(owner, runbook);
  if (refusal !== null) return { ok: false, refusal };
  const started = startRun(turn, office, {
    runbook,
    release: office.active.id,
    trigger: { kind: "request", key: requestKey(owner, requestId) },
    subject: null,
    input: fromOperator(input),
    parent: null,
  });
  return { ok: true, message: `Job ${started.number} begins`, number: started.number };
}

/** Whoever asks names her request as she likes; the leading time keeps ids in its order (ST9). */
function requestKey({ office }: Owner, requestId: string): string {
  const [stamp] = /^\d{13}(?!\d)/.exec(requestId) ?? [];
  const hash = opaque(office, "request", requestId);
  return stamp === undefined ? hash : `${stamp}-${hash}`;
}

function outcome(owner: Owner, said: Said): Outcome {
  if (!said.ok) return { ok: false, code: said.refusal.code, message: said.refusal.message };
  const waits = owner.mode === "record" ? ["the job goes on"] : [];
  return {
    ok: true,
    code: "",
    message: said.message,
    ...(said.number === undefined ? {} : { number: said.number }),
    ...(waits.length === 0 ? {} : { waits }),
  };
}

/** OW1: recorded without an owner, it names what now waits for `up`. */
async function withWhatWaits(options: DeskOptions, run: string, said: Outcome): Promise<Outcome> {
  if (!said.ok || options.owner.mode !== "record") return said;
  const deeds = await deedsAfter(options.owner, run, () => {}, options.openable);
  if (deeds.length === 0) return said;
  return { ...said, waits: deeds.map(({ label, line }) => `${label} ${line}`) };
}

/** A yes is kept while the job's process is paused; what follows from it waits for her. */
async function withHold(owner: Owner, run: string, said: Outcome): Promise<Outcome> {
  if (!said.ok) return said;
  const { runbook } = (await owner.office.book.read(runOf(run))).run;
  const held = holdOf(await owner.office.book.read(controlStream), runbook);
  if (held === null) return said;
  const what = targetWords(held);
  const message = `${said.message}; nothing follows while ${what} is paused. Go on with "${resumeCommand(held)}"`;
  return { ...said, message };
}

async function idOf(owner: Owner, number: number): Promise<string> {
  return String((await jobRow(owner, number))["id"]);
}

/** EF10: once this answers, nothing new is sent. What had left by then is listed. */
async function stop(owner: Owner, reason: string): Promise<{ left: string[] }> {
  const { book, clock } = owner.office;
  await book.turn(operator, (turn) => {
    const decision = decide(turn.get(controlStream), { type: "stop", reason });
    if (decision.ok) turn.emit(controlStream, ...decision.events);
  });
  await book.committed();
  const rows = await owner.store.find({
    table: "act",
    where: { status: ["sent", "unknown", "applied"] },
    above: { at: clock.now() - 3_600_000 },
    order: [{ column: "at", descending: true }],
    limit: 50,
  });
  const left: string[] = [];
  for (const row of rows) left.push(await leftLine(owner, row));
  return { left };
}

const fates: Readonly<Record<string, string>> = {
  sent: "on its way",
  unknown: "not sure whether it left",
};

async function leftLine(owner: Owner, row: Row): Promise<string> {
  const { run } = await owner.office.book.read(runOf(String(row["run"])));
  const act = run.effects[String(row["token"])];
  const line =
    act === undefined ? String(row["action"]) : (actLine(owner.office, act) ?? act.proposal.action);
  const fate = fates[String(row["status"])];
  return fate === undefined ? line : `${line} (${fate})`;
}

async function ledger(
  owner: Owner,
  query: { after?: number; stream?: string; limit?: number },
): Promise<LedgerLine[]> {
  const limit = Math.min(query.limit ?? 100, 1_000);
  const after = query.after ?? 0;
  const events =
    query.stream === undefined
      ? await owner.journal.readFrom(after + 1, limit)
      : (await owner.journal.load(query.stream)).filter((e) => e.seq > after).slice(0, limit);
  return events.map(({ seq, stream, version, at, type, actor, cause, data }) => ({
    seq,
    stream,
    version,
    at,
    type,
    actor,
    cause,
    data,
  }));
}

async function view(owner: Owner, applied: Awaited<ReturnType<typeof apply>>): Promise<ApplyView> {
  return {
    ok: applied.ok,
    problems: applied.problems.map((problem) => ({ ...problem })),
    differences: applied.differences.map((each) => ({ ...each, details: [...each.details] })),
    release: applied.release.slice(0, 8),
    touched: applied.touched,
    paused: pausedIn(await owner.office.book.read(controlStream)),
  };
}
