import type { Fault } from "./fault.ts";

/** What the operator and policy say. */
export const answers: readonly Fault[] = [
  {
    name: "an-approval-is-not-bound-to-its-bytes",
    breaks: "AP1",
    file: "policy/approval.ts",
    find: "if (command.digest !== state.digest) {",
    replace: "if (command.digest === state.digest + 1) {",
  },
  {
    name: "an-answer-is-taken-twice",
    breaks: "AP2",
    file: "policy/approval.ts",
    find: `      if (state.status !== "pending") {
        return refuse(
          "approval_not_pending",`,
    replace: `      if (state.status === "none") {
        return refuse(
          "approval_not_pending",`,
  },
  {
    name: "an-expired-approval-is-taken",
    breaks: "AP5",
    file: "policy/approval.ts",
    find: "if (command.at >= state.expiresAt) {",
    replace: "if (command.at >= state.expiresAt + 1e12) {",
  },
  {
    name: "a-demand-to-ask-is-passed-over",
    breaks: "C1",
    file: "engine/effect/propose.ts",
    find: '    case "ask":\n    case "secondFactor":',
    replace:
      '    case "ask":\n      return clear(context, token, false);\n    case "secondFactor":',
  },
  {
    name: "a-forbidden-act-goes-out",
    breaks: "C1",
    file: "engine/effect/propose.ts",
    find: '    case "forbid":\n      return forbid(context, token, because(judgement));',
    replace: '    case "forbid":\n      return clear(context, token, false);',
  },
  {
    name: "an-edit-is-not-judged-again",
    breaks: "AN2",
    file: "engine/answer/approval.ts",
    find: "    if (wasEdited) return proposeAgain(context, about, shown);",
    replace: "",
  },
  {
    name: "a-granted-approval-is-not-spent",
    breaks: "AP3",
    file: "engine/effect/clear.ts",
    find: 'if (approved && approval?.status === "granted") {',
    replace: 'if (approved && approval?.status === "spent") {',
  },
  {
    name: "a-no-lets-it-go",
    breaks: "EF5",
    file: "engine/answer/approval.ts",
    find: '    turn.emit(runOf(id), { type: "effect.denied", data: { token: about } });',
    replace: "    clear(context, about, true);",
  },
];
