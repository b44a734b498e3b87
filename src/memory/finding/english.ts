/** Words of English that a question treats in their own way. Words of other languages pass untouched. */
const asides = new Set(
  `a an the and or but if of to in on at by for with from as into about over after before between
  during up down out off than then so too very just also again
  i me my mine we us our ours you your yours he him his she her hers it its they them their theirs
  this that these those there here
  is am are was were be been being do does did done doing have has had having can could will would
  shall should may might must
  what when where who whom whose which why how s t d ll m re ve don didn doesn isn wasn aren weren
  hasn haven hadn won wouldn couldn shouldn not no
  any some many much more most kind type got get one`.split(/\s+/),
);

/** Forms that share no stem with their first, for which they stand. */
const groups = `
become became | begin began begun | bite bit bitten | blow blew blown | break broke broken
bring brought | build built | buy bought | catch caught | choose chose chosen | come came
deal dealt | draw drew drawn | drink drank drunk | drive drove driven | eat ate eaten
fall fell fallen | feed fed | feel felt | fight fought | find found | fly flew flown
forget forgot forgotten | forgive forgave forgiven | freeze froze frozen | give gave given
go went gone | grow grew grown | hear heard | hide hid hidden | hold held | keep kept
know knew known | lay laid | lead led | leave left | lend lent | lose lost | make made
mean meant | meet met | pay paid | ride rode ridden | ring rang rung | rise rose risen
run ran | say said | see saw seen | sell sold | send sent | shake shook shaken | shoot shot
show shown | sing sang sung | sit sat | sleep slept | speak spoke spoken | spend spent
stand stood | steal stole stolen | stick stuck | swim swam swum | take took taken
teach taught | tell told | think thought | throw threw thrown | understand understood
wake woke woken | wear wore worn | win won | write wrote written
child children | man men | woman women | person people | mom mum mother | dad father`
  .trim()
  .split(/[|\n]/)
  .map((group) => group.trim().split(" "));

const formsByWord = new Map(groups.flatMap((forms) => forms.map((word) => [word, forms] as const)));

/** It stands in sentences about anything, so that it finds nothing. */
export const isAside = (word: string): boolean => asides.has(word);

/** The word in all its irregular forms, the same list for each of them. */
export const formsOf = (word: string): readonly string[] => formsByWord.get(word) ?? [word];
