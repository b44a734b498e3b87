/** Where each operation of the desk is found. `:number` is that of a job or an item. */
export const routes = {
  hello: { method: "GET", path: "/v1" },
  status: { method: "GET", path: "/v1/status" },
  inbox: { method: "GET", path: "/v1/inbox" },
  item: { method: "GET", path: "/v1/items/:number" },
  answer: { method: "POST", path: "/v1/items/:number/answer" },
  runs: { method: "GET", path: "/v1/runs" },
  start: { method: "POST", path: "/v1/runs" },
  run: { method: "GET", path: "/v1/runs/:number" },
  hold: { method: "POST", path: "/v1/hold" },
  cancelPreview: { method: "GET", path: "/v1/runs/:number/cancel" },
  cancel: { method: "POST", path: "/v1/runs/:number/cancel" },
  repair: { method: "POST", path: "/v1/runs/:number/repair" },
  take: { method: "POST", path: "/v1/runs/:number/take" },
  handBack: { method: "POST", path: "/v1/runs/:number/hand-back" },
  pause: { method: "POST", path: "/v1/pause" },
  resume: { method: "POST", path: "/v1/resume" },
  stop: { method: "POST", path: "/v1/stop" },
  admit: { method: "POST", path: "/v1/admit" },
  look: { method: "POST", path: "/v1/look" },
  go: { method: "POST", path: "/v1/go" },
  apply: { method: "POST", path: "/v1/apply" },
  rollback: { method: "POST", path: "/v1/rollback" },
  merge: { method: "POST", path: "/v1/merge" },
  bring: { method: "POST", path: "/v1/bring" },
  recall: { method: "GET", path: "/v1/memory" },
  passages: { method: "GET", path: "/v1/memory/passages" },
  passageMail: { method: "GET", path: "/v1/memory/mail" },
  memoryStats: { method: "GET", path: "/v1/memory/stats" },
  snapshot: { method: "POST", path: "/v1/memory/snapshots" },
  snapshots: { method: "GET", path: "/v1/memory/snapshots" },
  memoryDiff: { method: "GET", path: "/v1/memory/diff" },
  beginImport: { method: "POST", path: "/v1/memory/imports" },
  sources: { method: "GET", path: "/v1/memory/sources" },
  restorePreview: { method: "GET", path: "/v1/memory/restore" },
  restoreMemory: { method: "POST", path: "/v1/memory/restore" },
  rollbackPreview: { method: "GET", path: "/v1/memory/rollback" },
  rollBackMemory: { method: "POST", path: "/v1/memory/rollback" },
  index: { method: "POST", path: "/v1/memory/index" },
  remember: { method: "POST", path: "/v1/memory" },
  facts: { method: "GET", path: "/v1/facts" },
  factHistory: { method: "GET", path: "/v1/facts/history" },
  learn: { method: "POST", path: "/v1/facts/learn" },
  sayFact: { method: "POST", path: "/v1/facts" },
  retentionPlan: { method: "GET", path: "/v1/retention" },
  retentionRun: { method: "POST", path: "/v1/retention" },
  purgePreview: { method: "GET", path: "/v1/memory/purge" },
  purge: { method: "POST", path: "/v1/memory/purge" },
  aliases: { method: "GET", path: "/v1/aliases" },
  rename: { method: "POST", path: "/v1/aliases" },
  forgetPreview: { method: "GET", path: "/v1/forget" },
  forget: { method: "POST", path: "/v1/forget" },
  diagram: { method: "GET", path: "/v1/diagram" },
  arrivals: { method: "GET", path: "/v1/arrivals" },
  episodes: { method: "GET", path: "/v1/episodes" },
  reclassify: { method: "POST", path: "/v1/arrivals/reclassify" },
  edits: { method: "GET", path: "/v1/edits" },
  signals: { method: "GET", path: "/v1/signals" },
  signalScores: { method: "GET", path: "/v1/signals/scores" },
  heuristics: { method: "GET", path: "/v1/heuristics" },
  retireHeuristic: { method: "POST", path: "/v1/heuristics/retire" },
  ledger: { method: "GET", path: "/v1/ledger" },
  morning: { method: "GET", path: "/v1/morning" },
  report: { method: "GET", path: "/v1/report" },
  doctor: { method: "GET", path: "/v1/doctor" },
  models: { method: "GET", path: "/v1/models" },
  checkModel: { method: "POST", path: "/v1/models/check" },
  watch: { method: "GET", path: "/v1/notices" },
} as const satisfies Record<string, { method: "GET" | "POST"; path: `/v1${string}` }>;

export type Operation = keyof typeof routes;

/** Both ends speak this version; a client of another one is told so. */
export const wireVersion = 1;
export const maxBodyBytes = 5 << 20;
/** Of what is asked with GET: a question of any letters at its longest goes into it. */
export const maxQueryBytes = 48 << 10;

/** How a problem (RFC 9457) looks on the wire. */
export type Problem = {
  type: string;
  title: string;
  status: number;
  detail: string;
  /** Stable: of the refusal, or one of the wire's own. */
  code: string;
  /** Name of the error's class, where the owner failed. */
  error?: string;
  /** The whole of an answer that was a no. */
  outcome?: unknown;
};
