/* What the office says comes by a stream that goes on where it broke off. Where a network does not
   let streams through, it is asked for again and again instead. */

let stream = null;
let fruitless = 0; // streams in a row that brought nothing
let polling = 0; // the run of asking that is under way; 0 is none
let pollings = 0;
let receiveAgain = 0; // timers
let impatience = 0;
let outage = 0;

/** Open the stream, after the newest message seen. */
function receive() {
  clearTimeout(receiveAgain);
  clearTimeout(impatience);
  if (stream) stream.close();
  polling = 0;
  if (!window.EventSource) return poll();
  const opened = new EventSource('/web/stream?after=' + newest);
  stream = opened;
  // Some proxies let a stream open and then hold back what it brings: no use in trying again.
  impatience = setTimeout(() => {
    fruitless = 3;
    lost(opened);
  }, 10000);
  const arrived = () => {
    opened.heard = true;
    clearTimeout(impatience);
    fruitless = 0;
    connected(true);
  };
  opened.addEventListener('message', (event) => {
    arrived();
    showBot(Number(event.lastEventId), JSON.parse(event.data));
  });
  opened.addEventListener('ready', () => {
    arrived();
    caughtUp();
  });
  opened.addEventListener('error', () => lost(opened));
}

function lost(broken) {
  if (broken !== stream) return;
  broken.close();
  stream = null;
  clearTimeout(impatience);
  fruitless += 1;
  connected(false);
  if (document.hidden) return; // nobody looks: it is opened again when somebody does
  if (fruitless >= 3) poll();
  else receiveAgain = setTimeout(receive, 1000 * fruitless * (0.8 + 0.4 * Math.random()));
}

/** Ask again and again; once that fails too the server is away and the stream has its turn. */
async function poll(rounds = 40) {
  const mine = polling = pollings += 1;
  for (let round = 0; round < rounds; round += 1) {
    const answer = await call('GET', '/web/messages?after=' + newest + '&wait=' + (round ? 25 : 0)).answer;
    if (polling !== mine) return;
    if (answer.status === 401 && !(await newCookie())) return;
    if (answer.status !== 200) {
      polling = 0;
      connected(false);
      const pause = answer.after || Math.min(15, fruitless);
      receiveAgain = setTimeout(receive, 1000 * pause * (0.8 + 0.4 * Math.random()));
      return;
    }
    for (const message of answer.body.messages) showBot(message.seq, message);
    connected(true);
    caughtUp();
  }
  receive();
}

/** Have the page bring a cookie where there is none, or one no longer good; false when it is not kept. */
async function newCookie() {
  if ((await call('GET', '/').answer).status !== 200) return true; // later, then
  if ((await call('GET', '/web/messages?after=0&wait=0').answer).status !== 401) return true;
  if (page.dataset.line === 'blocked') return false;
  // A portal's frame of another site, most likely.
  page.dataset.line = 'blocked';
  clearTimeout(outage);
  trouble(word('cookies') + ' ', outside(word('own-window'), location.href));
  return false;
}

/** An answer is due: when none comes the line is dead without having said so. */
function expectAnswer() {
  const seen = newest;
  setTimeout(() => {
    if (seen === newest && stream && stream.heard) receive();
  }, 8000);
}

/** Another person's cookie: what was shown belongs to the one before. */
function renew() {
  own = own.filter((item) => item.state !== 'sent');
  emptyLog();
  for (const item of own) {
    item.after = 0;
    showOwn(item);
  }
  receive();
}

/** Say that the line is gone, once it has been for a moment, and that it is back. */
function connected(yes) {
  const banner = $('offline');
  if (yes) {
    clearTimeout(outage);
    outage = 0;
    page.dataset.line = 'open';
    if (banner.textContent) {
      banner.textContent = '';
      toast(word('back'));
    }
  } else if (!outage && page.dataset.line !== 'blocked') {
    page.dataset.line = 'waiting';
    outage = setTimeout(() => { banner.textContent = word('offline'); }, navigator.onLine ? 3000 : 0);
  }
}

function lookAgain() {
  fruitless = 0;
  receive();
  wake();
}

window.addEventListener('online', lookAgain);
window.addEventListener('pageshow', (event) => event.persisted && lookAgain());
window.addEventListener('offline', () => connected(false));
document.addEventListener('visibilitychange', () => {
  if (document.hidden) lookAgain.since = Date.now();
  // A phone that slept has lost its line without being told.
  else if (Date.now() - (lookAgain.since || 0) > 30000 || !stream) lookAgain();
});
