/** Who does what at a client: `{v}` is one of its people. */
export type Duty = {
  readonly id: string;
  /** What people call it, as they do any other matter. */
  readonly topics: readonly string[];
  readonly told: readonly string[];
  readonly changed: readonly string[];
  readonly asked: readonly string[];
  /** How a question speaks of them without the name: plainly, and in other words. */
  readonly who: readonly [string, string];
};

export const duties: readonly Duty[] = [
  {
    id: "count",
    topics: ["the stock count", "the inventory", "stocktaking"],
    told: [
      "The big stock count at New Year is {v}'s from now on. There was applause.",
      "If it is about the shelves and what is really on them, {v} does the counting.",
    ],
    changed: [
      "{was} has counted enough in this life. The big count goes to {v}.",
      "The shelves: {v} does the counting from now on, {was} has passed on the clipboard.",
    ],
    asked: ["Who counts the stock at New Year?", "Who is in charge of the stocktaking?"],
    who: ["the person who counts the stock", "whoever is responsible for the inventory"],
  },
  {
    id: "keys",
    topics: ["the keys", "who is locked out", "the bunch of keys"],
    told: [
      "Whoever is locked out should ring {v}, who has the only full set of keys.",
      "The complete bunch of keys hangs at {v}'s belt, all fourteen of them.",
    ],
    changed: ["{was} has handed over the whole bunch. Locked out? Ring {v}."],
    asked: ["Who has all the keys?", "Whom should one call when locked out?"],
    who: ["the one who has all the keys", "the person who can open every door"],
  },
  {
    id: "moan",
    topics: ["complaints", "angry customers", "who is cross with us"],
    told: [
      "Angry letters and calls land with {v}, by general agreement, because of the voice.",
      "{v} talks to everybody who is cross with us. Nobody else has the nerves.",
    ],
    changed: ["{was} needs a rest from the angry ones. {v} talks to them until further notice."],
    asked: ["Who talks to angry customers?", "Who deals with complaints?"],
    who: ["the one who talks to angry customers", "the employee who deals with complaints"],
  },
  {
    id: "purse",
    topics: ["larger purchases", "bigger orders", "who may buy what"],
    told: [
      "Anything above two hundred needs {v}'s initials, no initials, no parcel.",
      "{v} looks at every order over two hundred before it goes out.",
    ],
    changed: ["The initials on bigger orders are {v}'s from now on, and not {was}'s."],
    asked: ["Whose initials does a bigger order need?", "Who has to sign off larger purchases?"],
    who: [
      "the person whose initials a bigger order needs",
      "the person who approves larger purchases",
    ],
  },
  {
    id: "truck",
    topics: ["the van", "the vehicle", "the garage"],
    told: [
      "{v} takes the van to the garage, and knows when the tyres are due.",
      "The van is {v}'s child: oil, stickers, and the thing with the brake.",
    ],
    changed: ["{was} has given the van up for adoption. {v} looks after oil and stickers now."],
    asked: ["Who looks after the maintenance of the van?", "Who takes the van to be serviced?"],
    who: ["whoever looks after the van", "the person who has the vehicle serviced"],
  },
  {
    id: "novice",
    topics: ["beginners", "the first week", "new colleagues"],
    told: [
      "{v} shows the new ones around and eats with them in the first week.",
      "Who starts here walks behind {v} for five days. It works better than any folder.",
    ],
    changed: ["The new ones walk behind {v} from now on. {was} had started to run."],
    asked: ["Who shows new colleagues around?", "Who introduces beginners to the job?"],
    who: ["the colleague who shows the new ones around", "the colleague who trains beginners"],
  },
];

/** What is particular to one of a client's people, `{v}`; `ask` speaks of them as `{who}`. */
export type Trait = {
  readonly id: string;
  readonly told: readonly string[];
  readonly blank: readonly string[];
  readonly ask: readonly [plain: string, other: string];
};

export const traits: readonly Trait[] = [
  {
    id: "therapy",
    blank: ["Tuesday", "Thursday", "Wednesday", "Monday"],
    told: [
      "Do not call {v} on a {x} afternoon, that is when the knee is being treated.",
      "{v} has physiotherapy each {x} after lunch and cannot be reached then.",
    ],
    ask: [
      "On which weekday can {who} not be reached in the afternoon?",
      "When in the week should nobody call {who}?",
    ],
  },
  {
    id: "absence",
    blank: [
      "the 9th of May",
      "the end of February",
      "St Nicholas' Day",
      "the 20th of August",
      "the first of June",
    ],
    told: [
      "{v} has the operation after all, and will not be back before {x}.",
      "Just so that you know, {v} is with the family overseas until {x}.",
    ],
    ask: ["When will {who} be back?", "Until when is {who} away?"],
  },
  {
    id: "former",
    blank: [
      "on an oil rig",
      "for the opera",
      "at a newspaper",
      "in a lighthouse",
      "for the tax office",
    ],
    told: [
      "You would not guess it, but {v} spent eleven years {x} before coming to us.",
      "{v} once worked {x}, which explains the handwriting.",
    ],
    ask: ["Where did {who} work earlier in life?", "What did {who} do before joining the firm?"],
  },
  {
    id: "diet",
    blank: ["walnuts", "anything with fish in it", "celery", "eggs", "strawberries"],
    told: [
      "For the lunch: {v} swells up from {x}, please tell the kitchen.",
      "Careful with the buffet, {v} is allergic and must not even touch {x}.",
    ],
    ask: ["What food is {who} allergic to?", "What must not be in the lunch when {who} comes?"],
  },
  {
    id: "line",
    blank: [
      "by text message",
      "on the landline at home",
      "with a note on the desk",
      "through the radio in the van",
    ],
    told: [
      "{v} does not read mail. You reach {v} {x}, or not at all.",
      "If it is urgent, try {v} {x}. Nothing else works, believe me.",
    ],
    ask: ["How can {who} be reached?", "What is the best way to get hold of {who}?"],
  },
  {
    id: "farewell",
    blank: [
      "the end of next year",
      "a sailing trip in two years",
      "the day the youngest finishes school",
      "seventy, not a day earlier",
    ],
    told: [
      "In confidence: {v} wants to stop working at {x}.",
      "{v} told me over coffee that it is {x}, and then it is over with work.",
    ],
    ask: ["Until when does {who} want to go on working?", "When does {who} plan to retire?"],
  },
];
