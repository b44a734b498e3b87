import { accept, type Decision, refuse } from "../kernel/decision.ts";

/**
 * An approval holds one effect until a person answers.
 *
 * AP1 It binds the digest of the bytes that were shown; an answer to other bytes is refused.
 * AP2 The first answer stands, so two open tabs cannot both grant and deny.
 * AP3 It clears one effect, once; retrying that effect after "not done" needs no new answer.
 * AP4 Lateness is judged by the command's own `at`, never by a timer: replay must agree with the day itself.
 * AP5 Expiry asks again and never decides: what expired unanswered, or was voided, can be requested anew.
 * AP6 A changed draft, a stricter demand, news in its conversation or her own hands void it, granted or not; a granted one that was spent stays.
 */
export type Approval =
  | { status: "none" }
  | { status: "pending"; digest: string; expiresAt: number }
  | { status: "granted"; digest: string }
  | { status: "denied" | "spent" | "void" };

export type ApprovalCommand =
  | { type: "request"; digest: string; at: number; ttlMs: number }
  | { type: "grant" | "deny"; digest: string; at: number; by: string }
  | { type: "void"; because: "changed" | "stricter" | "news" | "taken" }
  | { type: "spend"; digest: string };

export type ApprovalEvent =
  | { type: "approval.requested"; digest: string; expiresAt: number }
  | { type: "approval.granted" | "approval.denied"; by: string }
  | { type: "approval.voided"; because: "changed" | "stricter" | "news" | "taken" }
  | { type: "approval.spent" };

export const initial: Approval = { status: "none" };

export function decide(state: Approval, command: ApprovalCommand): Decision<ApprovalEvent> {
  switch (command.type) {
    case "request": {
      const { digest, at, ttlMs } = command;
      const open =
        state.status === "none" ||
        state.status === "void" ||
        (state.status === "pending" && at >= state.expiresAt);
      if (!open) {
        return refuse("approval_exists", `Cannot request approval: it is already ${state.status}`);
      }
      return accept({ type: "approval.requested", digest, expiresAt: at + ttlMs });
    }
    case "grant":
    case "deny": {
      if (state.status !== "pending") {
        return refuse(
          "approval_not_pending",
          `Cannot ${command.type} approval: it is ${state.status}`,
        );
      }
      if (command.digest !== state.digest) {
        return refuse(
          "approval_changed",
          `Cannot ${command.type} approval: what was shown has changed`,
        );
      }
      if (command.at >= state.expiresAt) {
        return refuse("approval_expired", `Cannot ${command.type} approval: it has expired`);
      }
      const type = command.type === "grant" ? "approval.granted" : "approval.denied";
      return accept({ type, by: command.by });
    }
    case "void": {
      if (state.status !== "pending" && state.status !== "granted") {
        return refuse("approval_not_open", `Cannot void approval: it is ${state.status}`);
      }
      return accept({ type: "approval.voided", because: command.because });
    }
    case "spend": {
      if (state.status !== "granted" || command.digest !== state.digest) {
        return refuse(
          "approval_not_granted",
          `Cannot spend approval: these bytes were not granted`,
        );
      }
      return accept({ type: "approval.spent" });
    }
  }
}

export function evolve(state: Approval, event: ApprovalEvent): Approval {
  switch (event.type) {
    case "approval.requested":
      return { status: "pending", digest: event.digest, expiresAt: event.expiresAt };
    case "approval.granted":
      return state.status === "pending" ? { status: "granted", digest: state.digest } : state;
    case "approval.denied":
      return { status: "denied" };
    case "approval.voided":
      return { status: "void" };
    case "approval.spent":
      return { status: "spent" };
  }
}
