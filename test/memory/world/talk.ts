const lines = (text: string): readonly string[] => text.trim().split("\n");

/** Of mails whose writers think of no better one. */
export const subjects = lines(`
this and that
a short question
hello from {town}
since last time
one more thing
our talk
news from the yard
notes
`);

/** How a client's mail begins. */
export const theirOpeners = lines(`
Good morning Mara, two things before the day eats me.
Hello Mara, sorry for the silence, we had the painters, the auditor and a wasps' nest in one week.
Dear Mara, thank you for {weekday}, it did us good to be looked at from outside.
Hi Mara, quick one from the train.
Mara, do you have a minute for the usual question?
Hi Mara, you asked me to write it down, so here I am, writing it down.
Hello Mara, {p} says that I should tell you myself.
Mara, I am forwarding what I can, the rest is in my head.
Dear Mara, I hope the holidays were kind to you.
Mara, you will not like this one, or perhaps you will.
Good evening Mara, everybody has gone home, so I can think at last.
Hello Mara, as promised, and only two days late.
Mara, this belongs to what we discussed in the car.
Dear Mara, I talked it over with {p}, and here is where we are.
`);

/** How a mail of hers begins. */
export const herOpeners = lines(`
Hello {boss}, here is what I took away from our talk, please shout where I am wrong.
Good evening {boss}, I have sorted my notes, and there is one point where I got lost.
Hi {ops}, may I come back to what you told me at the gate?
Dear {money}, I know that it is the wrong week, still I need an answer.
Hello {sales}, could you tell me how that story went on?
Hello all, minutes below, corrections until {weekday} please.
Hi {boss}, short and unpleasant, as you like it.
Dear {ops}, before I forget it, a question from last time.
Good morning {floor}, you know the place better than anybody, so I ask you.
Hello {boss}, I have been turning this over since the meeting.
`);

/** Above the notes of a call or a meeting. */
export const headings = lines(`
Called {boss}, twenty minutes, bad line, good mood.
Call with {ops} while driving, so these notes are short.
Monthly meeting in {town}, present: {boss}, {ops}, {money}, and the dog.
Monthly meeting, by video, {sales} in the car park again.
Round table at {firm}. {floor} brought plum cake.
Short visit, unannounced, on the way back from another client.
{boss} rang me on the weekend, which never means anything good.
Notes from the workshop in {town}, windows open, tempers mild.
Lunch with {money}, half of it about the weather.
Walked through the building with {floor} and listened.
`);

/** How a client's mail ends. */
export const theirClosers = lines(`
Thanks, and give my love to the cat.
Got to run, the bus is coming.
Speak soon, and do eat something.
That is all from me. Nothing else is urgent.
Can we look at the rest next time? My head is full.
Please do not circulate this before the others know.
Agreed, agreed, agreed. Now let me get back to work.
Thank you, you are worth every hour that you bill.
Then we have it, at long last.
I am off now, {p} is waving with the ladder.
Good. One worry less, {n:10-40} to go.
`);

/** How a mail of hers ends, or her notes. */
export const herClosers = lines(`
All right, I shall leave it there and see you on {weekday}.
Best, Mara
Fine by me. I have written it down.
I will send the summary by tonight, promise.
Next call as usual, first {weekday} of the month.
Noted. I will chase {p} about the rest.
Enough for today. Cake was excellent.
The rest stays on the list for next month.
`);

/** Between people who have known each other for a while. */
export const smallTalk = lines(`
My daughter passed her driving test at the fourth try, so mind the pavements in {town}.
It has rained for {n:4-12} days, and the river is looking in at the window.
We had {n:30-90} people at the street party and only one argument.
{p} has a new dog, a very small one with a very big name.
I am learning the cello. The neighbours have started to travel.
The bakery across the road closed, and with it my breakfast.
Have you been to the new place by the harbour? The soup is a sermon.
My mother turned eighty and danced longer than I did.
Somebody has stolen the bench in front of the town hall, all of it.
I have the flu, so forgive the spelling.
The swallows are back above the loading bay, {floor} has put up a sign.
We walked along the coast for a week and did not see a single shop.
The football team went down again. There is comfort in habits.
I have read the book that you lent me, and I should like to talk about chapter nine.
The boiler gave up on the coldest night, as they do.
{p} is getting married, and half of the town is doing the flowers.
My train stood in a field for two hours. I know that field quite well now.
I bought a hat, against all advice.
The plum tree has borne so much that I leave bags on doorsteps.
Our youngest wants to become a volcano researcher, or a baker.
There was a power cut, and we told stories, it was rather nice.
The choir is short of basses. Does {boss} sing?
I fell off the bicycle, nothing broken but pride.
The fog was so thick that I drove past my own house.
We have guests from Canada, and they photograph the bread.
The clock on the church has stopped, so everybody is late with a good conscience.
I tried to mend the tap myself. Do you know a plumber?
{p} ran the half marathon dressed as a lemon.
The new vicar plays the drums, and not badly at all.
I have given up sugar, until the weekend.
There is a heron on the roof of the bus stop, and nobody can work.
My neighbour keeps bees now, and we keep our distance.
The cinema shows silent films on Mondays, it is wonderfully quiet.
Half of the office has a cold, the other half has theirs before them.
I have found my school reports. It was all in there already.
The children built a raft, and it floated for almost a minute.
We went to hear {p} sing, and came home with a raffle prize.
The ferry was cancelled, so I wrote this by hand first.
The apprentice painted the fence, and a part of the dog.
My glasses are in the sea, somewhere near the second buoy.
It is strawberry time, do not expect much of me.
The tall ships are in, and the whole town smells of tar and chips.
I had a letter from an aunt of whom I thought that she was dead.
Our street won the prize for window boxes, mainly because of number nine.
`);

/** To whatever was said before. */
export const reactions = lines(`
Good to know. I had feared worse.
Hm. Let me sleep on that before I say something clever.
I thought as much when I saw your face on {weekday}.
Can you live with that, {p}?
That is a relief, to be honest.
Fine, but somebody has to tell {floor}, and it will not be me.
Thank you for being so clear about it.
Are you sure? I only ask because I have to put it into the plan.
I would have decided differently, but it is your company.
Noted. I have moved it to the top of the list.
All right. Then I shall change the table accordingly.
Ha! I owe {sales} a beer.
You say that now. Ask me again in a month.
So be it. It was not my favourite, but it is a decision.
That will make {money} happy, or as happy as it gets.
I have read it twice, and I agree both times.
Could you say that to the others in the same words?
Understood. Does anybody outside know yet?
Good, one thing less to be discussed at the next meeting.
It took us {n:3-9} meetings, and now it took you one line.
I like it. Simple enough to remember.
What does {p} think of it?
Right. I will not ask how that came about.
Let me play it back to you next time, so that I do not get it wrong.
It sounds as if you had made peace with it.
Then somebody owes {p} an apology.
I should have brought cake for this.
You have thought about it longer than I have, so I follow you.
Thank you. I shall stop asking now.
That explains the look on the face of {p}.
May I mention it to the others, or is it too early?
Good, it is in the minutes, and the minutes do not forget.
I can hear that it was not an easy evening.
Let us see how it feels in three months.
I like that you did not wait for me.
It is not what the handbook says, and the handbook has never been to {town}.
`);

/** What has nothing to do with anything that is asked. */
export const asides = lines(`
By the way, the scanner copies are in the blue folder and not in the grey one.
Another matter: the invitation for the summer walk goes out soon.
The printer in the office prints everything with a pink edge, in case you wondered.
I need the receipts of the last trip, otherwise {tom} gets that look.
Please remember to water the fern, it is older than the firm.
Somebody parked a boat in the yard. We are trying to find out who.
The calendar on the wall is from the year before last, I noticed.
{p} asks whether you still have the green stapler.
I have put {n:3-8} photographs of the yard into our folder.
If the bell does not work, throw a small stone at the window on the left.
The minutes of last time are still with me, they come tomorrow.
We have run out of coffee, which explains the tone of this message.
Whoever borrowed the projector, it is missed.
Do you know a good piano tuner?
The phone list is out of date again, {p} has a new number.
I found your umbrella.
The toner that we ordered fits no machine that we own.
You left a scarf here, somebody is wearing it.
The first aid box wants new plasters, and a lid.
{p} has changed the ring tone of the office, be prepared.
There is a parcel for you behind the counter, it ticks a little.
My signature in the attachment is upside down, please turn your screen.
The ladder has to go back to the fire brigade by {weekday}.
If you see {p}, say that the bicycle has been found.
I cannot open your last attachment, it wants a program from the moon.
The table in the meeting room wobbles no more, there is a beer mat under it.
Please use the side door, a blackbird is nesting in the other one.
The minutes before last have coffee on them, I have kept them anyway.
Does anybody at your place still have a fax?
There will be a photograph of all of us in {month}, be warned.
The group picture came out well, but for the one who blinked, me.
The lift is being looked at on {weekday}, bring good shoes.
`);

/** What nobody ever spoke of, at any client. */
export const neverSaid = lines(`
Which airline did they book for the trip to the conference?
How many patents does the company hold?
What is the blood type of the managing director?
Who won the tender for the hospital canteen?
Which translation bureau translated the manual?
What did the ministry answer to the export application?
How much was paid for the helicopter transfer?
Which shares does the pension fund contain?
What was the outcome of the drug trial?
Which university do they run the laboratory with?
Who plays the lead in the company's theatre production?
What speed does the satellite link reach?
Which vaccine is recommended to the crew before departure?
How many tonnes of steel were exported to Brazil?
Which bank advises on the stock market flotation?
What is the password of the wireless network for guests?
Which orchestra performs at the gala dinner?
How deep is the well that was drilled for the fountain?
Who was elected to the works council in the second round?
Which cloud region hosts the machine learning cluster?
What fine did the competition authority impose?
How many kilometres does the marathon sponsorship cover?
Which embassy issued the visas for the delegation?
What is the name of the racing horse that the owners bought?
Which museum lent the paintings in the lobby?
When does the submarine cable reach the island?
Who wrote the screenplay for the cinema commercial?
What dose of fertiliser do the vineyards need?
Which referee was suspended after the final?
How long is the tunnel under the glacier?
`);
