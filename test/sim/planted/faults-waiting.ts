import type { Fault } from "./fault.ts";

/** What waits before it leaves: held open, over what is written meanwhile, in her own hands. */
export const waiting: readonly Fault[] = [
  {
    name: "a-hold-is-forgotten-at-a-restart",
    breaks: "LV1",
    file: "engine/effect/leaving.ts",
    find: "  if (act.sentAt > act.clearedAt || turn.at >= until || !office.seeks) return false;",
    replace: `  if (act.sentAt > act.clearedAt || turn.at >= until || !office.seeks) return false;
  if (act.retryAt !== null) return office.underWay.has(\`hold \${token}\`);
  office.underWay.set(\`hold \${token}\`, new AbortController());`,
    also: [
      {
        file: "engine/effect/gate.ts",
        find: "  if (act.retryAt !== null && act.retryAt > turn.at) return false;",
        replace: "",
      },
    ],
  },
  {
    name: "a-hold-counts-from-the-proposal",
    breaks: "LV1",
    file: "engine/effect/leaving.ts",
    find: "const until = act.clearedAt + (action.holdMs ?? 0);",
    replace: "const until = act.proposedAt + (action.holdMs ?? 0);",
  },
  {
    name: "what-was-tried-before-is-not-held-open-again",
    breaks: "LV1",
    file: "engine/effect/leaving.ts",
    find: "act.sentAt > act.clearedAt",
    replace: "act.attempts > 0",
  },
  {
    name: "what-is-held-open-gets-late",
    breaks: "LV1",
    file: "engine/effect/gate.ts",
    find: "const since = context.turn.at - act.clearedAt - holdMs;",
    replace: "const since = context.turn.at - act.clearedAt - 0 * holdMs;",
  },
  {
    name: "what-has-left-is-said-to-be-taken-back",
    breaks: "LV2",
    file: "engine/effect/leaving.ts",
    find: 'if (context === null || act?.status !== "cleared") {',
    replace: "if (context === null || act === undefined) {",
  },
  {
    name: "what-is-taken-back-only-waits-longer",
    breaks: "LV2",
    file: "engine/effect/leaving.ts",
    find: '  hold(context, token, "recalled", "You took it back before it left");',
    replace:
      '  turn.emit(runOf(id), { type: "effect.postponed", data: { token, until: turn.at + 3_600_000 } });',
  },
  {
    name: "a-conversation-that-cannot-be-read-holds-no-news",
    breaks: "NW3",
    file: "engine/effect/news.ts",
    find: "    return error instanceof Error ? error.message : String(error);",
    replace: "    return [];",
  },
  {
    name: "only-what-came-after-the-proposal-is-news",
    breaks: "NW1",
    file: "engine/effect/news.ts",
    find: "since: times.length === 0 ? run.startedAt : Math.max(...times)",
    replace: "since: act.proposedAt",
  },
  {
    name: "after-the-first-news-there-is-no-other",
    breaks: "NW2",
    file: "engine/effect/news.ts",
    find: "act.newsAt + 1",
    replace: "Number.MAX_SAFE_INTEGER",
  },
  {
    name: "news-hold-the-act-and-leave-the-yes",
    breaks: "GA7",
    file: "engine/effect/news.ts",
    find: '    turn.emit(runOf(id), { type: "approval.voided", data: { about: token, because: "news" } });',
    replace: "",
  },
  {
    name: "an-old-yes-lets-go-what-has-news",
    breaks: "GA7",
    file: "engine/effect/gate.ts",
    find: '  if (news !== null) return keepBack(context, token, "news", news.message, news.newest);',
    replace: `  if (news !== null) {
    keepBack(context, token, "news", news.message, news.newest);
    if (act.approved) clear(context, token, true);
    return false;
  }`,
    also: [
      {
        file: "engine/effect/gate.ts",
        find: "import { freeOccasion, hold,",
        replace: "import { clear, freeOccasion, hold,",
      },
    ],
  },
  {
    name: "what-she-sent-herself-is-sent-too",
    breaks: "BH2",
    file: "engine/effect/by-hand.ts",
    find: '    recordOutcome(now, token, { kind: "applied", found: true, result });',
    replace: "    clear(now, token, true);",
    also: [
      {
        file: "engine/effect/by-hand.ts",
        find: "import { standFor }",
        replace: "import { clear, standFor }",
      },
    ],
  },
  {
    name: "what-she-sent-herself-is-not-looked-for",
    breaks: "BH2",
    file: "engine/effect/by-hand.ts",
    find: "  if (result !== null) await settle(context, token, result);",
    replace: "",
  },
  {
    name: "what-she-sent-herself-stands-for-nothing",
    breaks: "OC3",
    file: "engine/effect/by-hand.ts",
    find: "    standFor(now, token);\n",
    replace: "",
  },
  {
    name: "a-draft-is-laid-again-and-again",
    breaks: "BH1",
    file: "engine/effect/by-hand.ts",
    find: "if (now.handedAt === 0) await hand(",
    replace: "if (now.handedAt >= 0) await hand(",
  },
  {
    name: "what-she-sent-before-it-was-recorded-is-laid-again",
    breaks: "BH1",
    file: "engine/effect/by-hand.ts",
    find: "  if (sent.found) return settle(context, token, sent.result);\n",
    replace: "",
  },
  {
    name: "a-stop-does-not-keep-drafts-back",
    breaks: "BH3",
    file: "engine/effect/by-hand.ts",
    find: "  if (heldBack(turn.get(controlStream), halted) !== null || !office.looks.due(key, turn.at)) {",
    replace: "  if (turn.get(controlStream) === halted || !office.looks.due(key, turn.at)) {",
  },
];
