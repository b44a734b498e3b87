import path from "node:path";
import type { Connector, ConnectorKind, Health, Place } from "../contract.ts";
import { type Persona, personasOf } from "../persona.ts";
import { resolve } from "../place.ts";
import { health } from "./health.ts";
import { type Press, pressOf } from "./press.ts";
import { publishAction, publishing } from "./publish.ts";
import { git as system, type Git } from "./run.ts";
import { remoteOf, type Settings, settings, usual } from "./settings.ts";

/** Posts in a git repository: the company's own in its data folder, or any that her git can push to. */
export const gitKind: ConnectorKind = {
  kind: "git",
  schema: settings,
  actions: { publish: publishing },
  emits: [],
  make: async (given, place) => connectorOf(settings.parse(given), place, system),
};

export function connectorOf(given: Settings, place: Place, git: Git): Connector {
  const press = opened(given, place, git);
  return {
    kind: "git",
    version: 1,
    actions: { publish: publishAction(press) },
    health: async () => (given.repository === undefined ? dormant : health(press)),
  };
}

/** Who publishes nothing is told nothing, also where git is not installed. */
const dormant: Health = {
  ok: true,
  note: 'your site is not named yet: "mainstay init --change site"; until then posts stay in the data folder',
};

function opened(given: Settings, place: Place, git: Git): Press {
  const { repository = usual.repository, branch = usual.branch, posts = usual.posts } = given;
  const own = remoteOf(repository)?.kind === "own" ? resolve(place, repository) : null;
  return pressOf({
    git,
    remote: own ?? repository,
    branch,
    posts,
    by: authorOf(given, place),
    own,
    cache: path.join(place.root, "cache"),
    now: () => place.now(),
  });
}

function authorOf({ author }: Settings, place: Place): Persona {
  const personas = personasOf(place.company);
  const found = personas.get(author ?? [...personas.keys()][0] ?? "");
  if (found !== undefined) return found;
  throw new Error(
    `Cannot publish as "${author ?? ""}": mainstay.yaml names no such persona with an address; add it under company, personas`,
  );
}
