import type { Role } from "./story.ts";

/** A monthly client of the consultant, as its people write and are written of. */
export type Client = {
  /** As its passages are kept; some would be another client to a prefix, a pattern or a search. */
  readonly name: string;
  /** Of its file, and what its ids begin with. */
  readonly slug: string;
  readonly people: Readonly<Record<Role, string>>;
  /** What it makes, whom for, where, and against whom. */
  readonly things: string;
  readonly guests: string;
  readonly town: string;
  readonly town2: string;
  readonly rival: string;
  /** Hours that are agreed for a month, and what one costs. */
  readonly hours: number;
  readonly rate: number;
};

export const consultant = "Mara Lindqvist";
/** What runs noted. */
export const machine = "Mainstay";

/** Those who work for several of them. */
export const outsiders = { elena: "Elena Marsh", jonas: "Jonas Beck", tom: "Tom Reyes" };

/** She goes from one client to another, and takes nothing along. */
export const mover = {
  name: "Priya Nair",
  from: "Kestrel Foods",
  to: "Orchard & Vale",
  at: "2025-09-01",
};

function client(
  name: string,
  slug: string,
  [boss, ops, money, sales, floor]: readonly [string, string, string, string, string],
  [things, guests, town, town2, rival]: readonly [string, string, string, string, string],
  [hours, rate]: readonly [number, number],
): Client {
  const people = { boss, ops, money, sales, floor };
  return { name, slug, people, things, guests, town, town2, rival, hours, rate };
}

export const clients: readonly Client[] = [
  client(
    "Acme",
    "acme",
    ["Ruth Calder", "Sam Ode", "Nadia Frost", "Piotr Wolny", "Hank Bright"],
    ["cartons", "wholesalers", "Millbrook", "Easton", "Boxwell"],
    [24, 110],
  ),
  client(
    "Acme North",
    "acme-north",
    ["Leif Calder", "Ingrid Moe", "Sam Whitlock", "Dora Finch", "Aziz Rahman"],
    ["cold boxes", "fishmongers", "Skarvik", "Nordby", "Polar Freight"],
    [16, 120],
  ),
  client(
    'Acme "OR" Sons',
    "acme-or-sons",
    ["Walter Acme", "Bea Acme", "Conrad Pell", "Lotte Acme", "Ivo Marin"],
    ["chairs", "hotels", "Ashford", "Penn Hill", "Oakley Brothers"],
    [12, 105],
  ),
  client(
    "A*",
    "a-star",
    ["Farah Aziz", "Milo Grant", "Nadia Osman", "Kit Lawson", "Grace Adeyemi"],
    ["workbooks", "parents", "Redbridge", "Holt", "Top Marks"],
    [10, 95],
  ),
  client(
    "Café Lumière",
    "cafe-lumiere",
    ["Amélie Roux", "Theo Brandt", "Sam Okafor", "Lucie Roux", "Bruno Salz"],
    ["cakes", "regulars", "Port Neuf", "Saint-Cyr", "Le Comptoir"],
    [14, 90],
  ),
  client(
    "NOT Only Bread",
    "not-only-bread",
    ["Gus Hartmann", "Yara Said", "Olive Penrose", "Dean Murphy", "Marta Kowal"],
    ["loaves", "commuters", "Stonegate", "Wick", "Crumbs"],
    [10, 90],
  ),
  client(
    "Kestrel Foods",
    "kestrel-foods",
    ["Helen Voss", mover.name, "Arno Lind", "Jess Tolland", "Omar Haddad"],
    ["oat bars", "supermarkets", "Falkirk", "Dunmore", "Granola Co"],
    [30, 115],
  ),
  client(
    "Orchard & Vale",
    "orchard-vale",
    ["Rosalind Vale", "Peter Orchard", "Mina Sato", "Colin Yates", "Dot Ferris"],
    ["seedlings", "gardeners", "Applewick", "Long Marsh", "Green Thumb"],
    [18, 100],
  ),
  client(
    "Halden Vets",
    "halden-vets",
    ["Dr Stellan Dahl", "Wendy Ames", "Rufus Kane", "Tilda Berg", "Noah Pike"],
    ["feed bags", "pet owners", "Halden", "Moss", "Paws & Claws"],
    [20, 125],
  ),
  client(
    "Strand Museum",
    "strand-museum",
    ["Cordelia Strand", "Hugo Blum", "Agnes Thorne", "Felix Marsh", "Bertie Cole"],
    ["catalogues", "visitors", "Strandby", "Kettle Bay", "the Maritime Hall"],
    [8, 130],
  ),
];
