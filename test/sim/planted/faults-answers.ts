import type { Fault } from "./fault.ts";

/** What the operator and policy say. */
export const answers: readonly Fault[] = [
  {
    name: "an-approval-is-not-bound-to-its-bytes",
    breaks: "AP1",
    file: "policy/approval.ts",
    find: "if (command.digest !== state.digest) {",
    replace: 'if (command.digest === "") {',
  },
  {
    name: "an-expired-approval-is-taken",
    breaks: "AP5",
    file: "policy/approval.ts",
    find: "if (command.at >= state.expiresAt) {",
    replace: "if (command.at >= Infinity) {",
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
    replace: 'if (!approved && approval?.status === "granted") {',
  },
  {
    name: "a-second-answer-is-taken",
    breaks: "AP2",
    file: "policy/approval.ts",
    find: `      if (state.status !== "pending") {
        return refuse(
          "approval_not_pending",`,
    replace: `      if (state.status === "none") {
        return refuse(
          "approval_not_pending",`,
    also: [
      {
        file: "policy/approval.ts",
        find: "if (command.digest !== state.digest) {",
        replace: 'if (state.status === "pending" && command.digest !== state.digest) {',
      },
      {
        file: "policy/approval.ts",
        find: "if (command.at >= state.expiresAt) {",
        replace: 'if (state.status === "pending" && command.at >= state.expiresAt) {',
      },
      {
        file: "engine/answer/approval.ts",
        find: 'return status === "open" && (effects[about] ?? steps[about])?.status === "asking";',
        replace: 'return status === "open" && (effects[about] ?? steps[about]) !== undefined;',
      },
    ],
  },
  {
    name: "a-no-lets-it-go",
    breaks: "AP2",
    file: "engine/answer/approval.ts",
    find: "  if (run.effects[about] !== undefined) {\n    freeOccasion(context, about);\n",
    replace:
      '  if (run.effects[about] !== undefined) {\n    clear(context, about, true);\n    return done("Denied", run.number);\n',
  },
];
