/* The conversation as it is seen: what the office said and what the person said, in order. */

const log = $('log');
const bots = new Map(); // message id -> article
let newest = 0; // the highest number of the office's messages seen
let live = false; // false while what was said earlier is coming in
let acted = false; // the person has done something that is not answered yet
let settled = 0; // where we scrolled to last
let lastEnd = 0; // how far one could scroll before the newest message
let anchor = null; // the first message not yet seen; it is not scrolled out of sight
let anchorUntil = 0; // after this it has been seen

/** Put an article where its key belongs: [number of the office's message, own or not, time]. */
function place(article, key) {
  article.key = key;
  let before = log.lastElementChild;
  while (before && before.key && later(before.key, key)) before = before.previousElementSibling;
  const next = before ? before.nextElementSibling : log.firstElementChild;
  if (article.nextElementSibling !== next || article.parentNode !== log) log.insertBefore(article, next);
}

function later(one, other) {
  const at = one.findIndex((part, index) => part !== other[index]);
  return at >= 0 && one[at] > other[at];
}

/** Show a message of the office; one with a known id is shown in place of what it was. */
function showBot(seq, message) {
  if (seq <= newest) return;
  newest = seq;
  const old = bots.get(message.id);
  const focused = document.activeElement;
  const wasThere = focused.classList.contains('chosen') || (old && old.contains(focused));
  const article = botArticle(message);
  if (old && old === log.lastElementChild) {
    article.key = [seq, 0, message.at];
    log.replaceChild(article, old);
  } else {
    if (old) old.remove();
    place(article, [seq, 0, message.at]);
  }
  bots.set(message.id, article);
  $('welcome').hidden = true;
  const rows = article.querySelector('.rows');
  if (rows) {
    const before = log.querySelector('.newest');
    if (before) before.classList.remove('newest');
    article.classList.add('newest');
  }
  // Whoever pressed a button by keyboard goes on from there; the words are read out by the log.
  if (wasThere && rows) rows.focus({ preventScroll: true });
  else if (wasThere && !focused.isConnected) log.focus({ preventScroll: true });
  if (old) anchor = null;
  reveal(article);
}

function botArticle(message) {
  const body = make('div', { className: 'body' }, make('span', { className: 'sr' }, word('bot') + ' '));
  if (message.file) body.append(fileShown(message.file, message.text));
  if (message.text) body.append(textShown(message.text, message.strong));
  const article = make('article', { className: 'bot' }, body);
  article.dataset.id = message.id;
  const [language, style] = (message.language || page.lang).split('-');
  article.lang = language; // chosen in the conversation, so it may differ from the page's
  if (message.language) wishedSize(style === 'simple');
  const rows = rowsShown(message, article);
  if (rows) article.append(rows);
  article.append(make('p', { className: 'note' }, make('time', { dateTime: new Date(message.at).toISOString() }, clock(message.at))));
  return article;
}

/** Words with what stands out, and addresses that can be followed. */
function textShown(text, strong) {
  const shown = make('div', { className: 'text' });
  let at = 0;
  for (const [offset, length] of strong || []) {
    shown.append(...linked(text.slice(at, offset)), make('strong', null, ...linked(text.slice(offset, offset + length))));
    at = offset + length;
  }
  shown.append(...linked(text.slice(at)));
  return shown;
}

function linked(text) {
  return text.split(/(https?:\/\/[^\s<>"”]*[^\s<>"”.,;:!?)])/).map((part, at) => (at % 2 ? outside(part, part) : part)).filter((part) => part);
}

/** A link; one that leads away opens beside the conversation and says so to whoever cannot see it. */
function outside(label, url) {
  const link = make('a', { href: url }, label);
  if (!/^https?:/i.test(url)) return link;
  link.append(make('span', { className: 'sr' }, ' (' + word('opens') + ')'));
  return Object.assign(link, { target: '_blank', rel: 'noopener noreferrer' });
}

function rowsShown(message, article) {
  const rows = message.rows.filter((row) => row.length).map((row) => make('div', { className: 'row' }, ...row.map((key) => keyShown(key, message, article))));
  if (message.request === 'location') {
    const button = make('button', { type: 'button', textContent: message.request_label || word('place-yes') });
    button.addEventListener('click', () => sharePlace(button));
    rows.unshift(make('div', { className: 'row' }, button));
  }
  if (!rows.length) return null;
  return make('div', { className: 'rows', role: 'group', 'aria-label': word('choices'), tabIndex: -1 }, ...rows);
}

function keyShown(key, message, article) {
  if (/^(https?|tel):/i.test(key.url || '')) return outside(key.label, key.url);
  const button = make('button', { type: 'button', textContent: key.label });
  button.addEventListener('click', () => press(key, message, article, button));
  return button;
}

function fileShown(file, text) {
  const url = file.url;
  const kind = file.mime.split('/')[0];
  if (kind === 'image') {
    const picture = make('img', { src: url, alt: word('picture', text.split('\n')[0] || file.name) });
    const link = make('a', { className: 'picture', href: url, target: '_blank', rel: 'noopener' }, picture);
    // Its room is kept free while it loads, so that nothing moves under a finger.
    if (file.width) link.style.paddingTop = Math.min(200, (100 * file.height) / file.width) + '%';
    return make('div', { className: file.height > file.width ? 'pictured tall' : 'pictured' }, link);
  }
  if (kind === 'audio' || kind === 'video') {
    return make(kind, { controls: true, preload: 'none', src: url, 'aria-label': file.name });
  }
  const size = file.size < 1e6 ? Math.ceil(file.size / 1024) + ' kB' : (file.size / 1048576).toFixed(1) + ' MB';
  const icon = $('down').firstElementChild.cloneNode(true);
  return make('a', { className: 'file', href: url, download: file.name }, icon, make('span', null, file.name, make('small', null, word('download') + ' · ' + size)));
}

/* Own side */

const owns = new Map(); // id -> article

/** Show what the person sent, or how it is doing now. */
function showOwn(item) {
  if (item.press) return showPress(item);
  if (item.quiet) return; // a QR code's first word is not the person's own
  const old = owns.get(item.id);
  const article = old || ownArticle(item);
  article.dataset.state = item.state;
  const note = article.querySelector('.note');
  const said = item.state === 'sending' && item.percent ? word('percent', item.percent + ' %') : word(item.state);
  note.className = item.state === 'failed' ? 'note bad' : 'note';
  note.setAttribute('aria-live', item.state === 'sending' ? 'off' : 'polite');
  note.textContent = item.say || (item.state === 'sent' ? clock(item.at) + ' · ' + said : said);
  const bar = article.querySelector('progress');
  if (bar) {
    bar.hidden = item.state === 'sent' || item.state === 'failed';
    bar.value = item.percent || 0;
  }
  const offered = item.state + Boolean(item.tried);
  if (article.offered !== offered) offerDeeds(item, article.querySelector('.deeds'));
  article.offered = offered; // a button that is made anew at each percent cannot be pressed
  if (!old) {
    owns.set(item.id, article);
    place(article, [item.after, 1, item.at]);
    $('welcome').hidden = true;
    reveal(article);
  }
}

/** What can be done about something that has not arrived. */
function offerDeeds(item, deeds) {
  deeds.textContent = '';
  if (item.state === 'failed') {
    if (!item.lost) deeds.append(deed('again', () => retry(item)));
    deeds.append(deed('remove', () => drop(item)));
  } else if (item.state === 'waiting' && item.tried) {
    deeds.append(deed('again', wake), deed('remove', () => drop(item)));
  } else if (item.kind && item.state !== 'sent') deeds.append(deed('cancel', () => drop(item)));
}

function ownArticle(item) {
  const body = make('div', { className: 'body' }, make('span', { className: 'sr' }, word('own') + ' '));
  const url = item.blob && URL.createObjectURL(item.blob);
  if (url && item.kind === 'photo') body.append(make('img', { className: 'thumb', src: url, alt: item.name }));
  else if (url && item.kind === 'voice') body.append(make('audio', { controls: true, src: url, 'aria-label': word('voice') }));
  else body.append(make('div', { className: 'text' }, item.shown || item.text));
  if (item.kind) body.append(make('progress', { max: 100, value: 0, 'aria-label': item.name || word('sending') }));
  const article = make('article', { className: 'own' }, body, make('p', { className: 'note' }), make('div', { className: 'deeds' }));
  article.dataset.id = item.id;
  return article;
}

function deed(name, act) {
  const button = make('button', { type: 'button', className: 'small', textContent: word(name) });
  button.addEventListener('click', act);
  return button;
}

/** How a pressed button is doing, on the button and under its message. */
function showPress(item) {
  const article = bots.get(item.message);
  const button = item.button;
  if (!article || !button || !article.contains(button)) return;
  button.classList.toggle('chosen', item.state !== 'failed');
  const told = button.querySelector('.sr');
  if (item.state === 'sent' && !told) button.append(make('span', { className: 'sr' }, ' (' + word('chosen') + ')'));
  const note = article.querySelector('.note');
  note.className = item.state === 'failed' ? 'note bad' : 'note';
  note.textContent = item.state === 'sent' ? clock(item.at) : item.say || word(item.state);
}

/* Where one is reading */

/** What scrolls: the conversation, or the whole page where it is low (400 % zoom). */
function scroller() {
  return getComputedStyle(log).overflowY === 'visible' ? document.scrollingElement : log;
}

function end() {
  const moving = scroller();
  return moving.scrollHeight - moving.clientHeight;
}

function atEnd(tolerance = 120) {
  return end() - scroller().scrollTop < tolerance;
}

function moveTo(top) {
  scroller().scrollTop = Math.max(0, Math.min(end(), top));
  settled = scroller().scrollTop;
}

/** Where to scroll to for the beginning of an article. */
function topOf(article) {
  const moving = scroller();
  const above = moving === log ? log.getBoundingClientRect().top : 0;
  return moving.scrollTop + article.getBoundingClientRect().top - above - 8;
}

/** Bring a new message into sight, but never push the first unread one out of it, and leave
 *  whoever has scrolled back to read where they are. */
function reveal(article) {
  if (!live) return;
  const top = scroller().scrollTop;
  const reading = !acted && top < lastEnd - 120 && Math.abs(top - settled) > 40;
  if (article.classList.contains('own')) anchor = null;
  else {
    acted = false;
    if (!anchor || !anchor.isConnected || Date.now() > anchorUntil) {
      anchor = article;
      anchorUntil = Date.now() + 4000;
    }
  }
  if (!reading) moveTo(anchor ? topOf(anchor) : end());
  offerDown();
}

/** The person does something: what comes next is what they want to see. */
function follow() {
  acted = true;
  anchor = null;
}

function offerDown() {
  lastEnd = end();
  $('down').hidden = atEnd(32) || !live;
}

log.addEventListener('scroll', offerDown, { passive: true });
document.addEventListener('scroll', offerDown, { passive: true });
window.addEventListener('resize', offerDown);
$('down').addEventListener('click', () => {
  follow();
  moveTo(end());
  log.focus({ preventScroll: true });
});

/** Everything said earlier is there: from now on each message is read out. */
function caughtUp() {
  if (live) return;
  live = true;
  forgetErased();
  moveTo(Math.min(end(), topOf(log.lastElementChild)));
  log.setAttribute('aria-live', 'polite');
  offerDown();
}

/** Show nothing but the welcome, as before the first word. */
function emptyLog() {
  for (const article of log.querySelectorAll('article')) article.remove();
  bots.clear();
  owns.clear();
  newest = 0;
  live = false;
  log.setAttribute('aria-live', 'off');
  $('welcome').hidden = false;
}
