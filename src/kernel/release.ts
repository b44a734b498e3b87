/**
 * Which release and which settings are in force. A run pins its release when it starts (ST2);
 * settings (policy, connectors, budgets) are always the current ones.
 */
export type Releases = {
  readonly active: string | null;
  /** Digest of the blob that holds the current settings. */
  readonly settings: string | null;
  /** Every release ever activated, oldest first, with the settings that came with it. */
  readonly history: readonly { release: string; settings: string; at: number }[];
};

export type ReleaseEvent = {
  type: "release.activated";
  data: {
    release: string;
    settings: string;
    runs: string;
    back: boolean;
    /** Kinds of records that read by another version of their schema from then on; missing: none. */
    shapes?: { kind: string; from: number; to: number }[];
  };
};

export const initial: Releases = { active: null, settings: null, history: [] };

export function evolve(releases: Releases, event: ReleaseEvent & { at: number }): Releases {
  const { release, settings } = event.data;
  const history = [...releases.history, { release, settings, at: event.at }];
  return { active: release, settings, history };
}

/** Where `rollback` goes without a target: the one that was active before the current. */
export function previous(releases: Releases): { release: string; settings: string } | null {
  return releases.history.findLast((h) => h.release !== releases.active) ?? null;
}
