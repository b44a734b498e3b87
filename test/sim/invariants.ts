import { checkActs } from "./check-acts.ts";
import { checkAttempts } from "./check-attempts.ts";
import { checkBudgets } from "./check-budgets.ts";
import { checkCauses } from "./check-causes.ts";
import { checkFiles } from "./check-files.ts";
import { checkForgotten } from "./check-forgotten.ts";
import { checkHand } from "./check-hand.ts";
import { checkHalts } from "./check-halts.ts";
import { checkHolds } from "./check-holds.ts";
import { checkLedger } from "./check-ledger.ts";
import { checkNews } from "./check-news.ts";
import { checkRuns } from "./check-runs.ts";
import { checkSlots } from "./check-time.ts";
import { Evidence } from "./evidence.ts";
import type { Stage } from "./play.ts";

/**
 * What must hold of every play, whatever went wrong. `witness.ts` looks while it is played, the
 * others when it has come to rest.
 *
 * SIM1 What was acknowledged is durable by then, and stays, byte for byte, with the files that it names.
 * SIM2 Every run ends, or waits on something visible: an item, a timer, an arrival, a queued number,
 *      a job it called, a pause or stop. Everything comes to rest.
 * SIM3 Every act happens once outside, or is parked as unknown; one act stands for one occasion. It is
 *      durably recorded as sent, by the process that calls, before the call. What the ledger says of
 *      it is what is true.
 * SIM4 A cancelled run has taken back all it did, or says what stays, the newest first.
 * SIM5 No act leaves without the clearance that the rules in force demand, reckoned again.
 * SIM6 No budget is exceeded, and nothing is spent that was not reserved first.
 * SIM7 Once a stop is acknowledged nothing leaves, undos included; nor in quarantine. Nothing leaves
 *      for what is paused.
 * SIM8 A yes is to exactly the bytes that leave, given in time, and spent once.
 * SIM9 Numbers of a series have no gap and no repeat.
 * SIM10 Every slot of a schedule is one run or one recorded skip, across summer time and jumps; none
 *      is dealt with while the clock is doubted.
 * SIM11 Projections are what a rebuild makes of the ledger.
 * SIM12 What an attempt brings back that was fenced off is not taken.
 * SIM13 Every arrival is recorded once, and is where its fate says.
 * SIM14 The tree over the ledger is the one that its bytes make.
 * SIM15 No personal word stands unsealed.
 * SIM16 Recorded time never decreases, nor does the epoch, which every takeover raises.
 * SIM17 Nothing goes wrong inside but what was made to.
 * SIM18 One cause begins one run of a runbook, and a subject has one open run of it.
 * SIM19 Of whom is forgotten nothing is under way, nothing is kept, and nothing can be opened.
 * SIM20 What is held open leaves no sooner than its time after it was last cleared; only what had left
 *       since then is sent again at once. That time makes nothing late.
 * SIM21 What she was told is taken back has not left, and does not leave before she lets it go again.
 * SIM22 Nothing leaves before its conversation was read, after all else that had become of it; nor if
 *       there stood a mail in it then, newer than what it was made from, that its job had not read by its
 *       proposal and she was not shown. What is held for such news keeps no yes, and leaves by her word
 *       alone.
 * SIM23 What she does by hand is laid among her drafts once, not after she has sent it, and not after a
 *       stop or in quarantine. What she sent no process sends; unless it had ended otherwise before that
 *       was seen, it is done, and not asked about.
 */
export async function atEnd(stage: Stage): Promise<void> {
  const { owner, up } = stage.life;
  if (owner === null || !up) {
    stage.witness.break("SIM2", `${stage.life.name} is not up when all is calm`);
    return;
  }
  const evidence = new Evidence(stage, owner);
  try {
    checkActs(evidence);
    checkHolds(evidence);
    checkNews(evidence);
    await checkHand(evidence);
    checkHalts(evidence);
    checkCauses(evidence);
    await checkRuns(evidence);
    checkAttempts(evidence);
    checkSlots(evidence);
    checkBudgets(evidence);
    await checkLedger(evidence);
    await checkFiles(evidence);
    await checkForgotten(evidence);
  } catch (error) {
    evidence.break("SIM1", `what was written cannot be read: ${String(error)}`);
  }
}
