/* What the person sends: kept first, sent in order, tried again under the same id until the server
   has it. The server keeps none of the person's own words; this tab does, until it is closed. */

const LARGEST = 20 * 1024 * 1024;
const KEPT = 100; // of what was sent, shown again after a reload
let own = []; // everything sent or to be sent, oldest first
let busy = null; // what is being sent: {item, calling}
let tries = 0; // failures in a row
let nextTry = 0; // its timer

/** Say something, press a button, send a place or a file: show it, keep it, send it. */
function put(item) {
  item = Object.assign({ id: newId(), state: 'waiting', after: newest, at: Date.now() }, item);
  trouble('');
  follow();
  own.push(item);
  changed(item);
  pump();
  return item;
}

function changed(item) {
  showOwn(item);
  const sent = own.filter((each) => each.state === 'sent');
  if (sent.length > KEPT) own.splice(own.indexOf(sent[0]), 1);
  memory.write('own', own.filter((each) => !each.press || each.state !== 'sent').map(plain));
  if (!item.press) tabs.postMessage({ own: plain(item) });
}

/** What can be kept and told to other tabs: without the file and the button. */
function plain(item) {
  const { id, state, after, at, text, shown, press, message, location, kind, name, say, lost, quiet, elsewhere } = item;
  return { id, state, after, at, text, shown, press, message, location, kind, name, say, lost, quiet, elsewhere };
}

/** Send the oldest that waits, one at a time, so that the order stays. */
async function pump() {
  if (busy) return;
  const item = own.find((each) => each.state === 'waiting' && !each.elsewhere);
  if (!item) return;
  clearTimeout(nextTry);
  busy = { item, calling: null };
  item.state = 'sending';
  changed(item);
  const answer = await send(item);
  busy = null;
  if (item.dropped) return pump();
  settle(item, answer);
}

function settle(item, answer) {
  item.percent = 0;
  if (answer.status === 200) {
    tries = 0;
    item.state = 'sent';
    item.say = '';
    delete item.blob;
    changed(item);
    connected(true);
    if (answer.body.toast) toast(answer.body.toast);
    expectAnswer();
    return pump();
  }
  const again = answer.status === 0 || answer.status === 401 || answer.status === 429 || answer.status >= 500;
  item.state = again ? 'waiting' : 'failed';
  // 429 and 503 come with a sentence of the server; a line that is down speaks for itself.
  item.say = answer.body.say || '';
  item.tried = true;
  changed(item);
  if (!again) return pump();
  if (answer.status !== 429 && answer.status !== 401) connected(false);
  tries += 1;
  const pause = answer.after || Math.min(30, Math.pow(2, tries - 1));
  nextTry = setTimeout(pump, 1000 * pause * (0.8 + 0.4 * Math.random()));
}

async function send(item) {
  const answer = await deliver(item);
  if (answer.status !== 401 || !(await newCookie())) return answer;
  renew();
  return deliver(item);
}

async function deliver(item) {
  const blob = item.kind && (await smaller(item));
  if (item.dropped) return { status: 0, body: {} };
  busy.calling = item.kind ? upload(item, blob) : post(item);
  return busy.calling.answer;
}

function post({ id, text, press, message, location }) {
  const body = press ? { id, press, message } : location ? { id, location } : { id, text };
  return call('POST', '/web/messages', JSON.stringify(body), { 'Content-Type': 'application/json' });
}

function upload(item, blob) {
  const name = blob === item.blob ? item.name : item.name.replace(/\.\w+$/, '') + '.jpg';
  const query = { id: item.id, kind: item.kind, name };
  if (item.album) query.album = item.album;
  const asked = Object.entries(query).map((pair) => pair.map(encodeURIComponent).join('=')).join('&');
  const type = (blob.type || 'application/octet-stream').split(';')[0];
  return call('POST', '/web/files?' + asked, blob, { 'Content-Type': type }, (percent) => {
    item.percent = percent;
    showOwn(item);
  });
}

/** A call to the server: its `answer` is {status, body, after}, status 0 when nothing came back. */
function call(method, url, body, headers, progress) {
  const request = new XMLHttpRequest();
  const answer = new Promise((resolve) => {
    let silence;
    // A file takes long on a slow line: only when nothing moves for a time is the call given up.
    const moving = () => {
      clearTimeout(silence);
      silence = setTimeout(() => request.abort(), 45000);
    };
    request.open(method, url);
    for (const [name, value] of Object.entries(headers || {})) request.setRequestHeader(name, value);
    request.setRequestHeader('X-Langnghe', '1');
    request.setRequestHeader('Accept-Language', page.lang);
    request.upload.addEventListener('progress', (event) => {
      moving();
      if (progress && event.lengthComputable) progress(Math.floor((100 * event.loaded) / event.total));
    });
    request.addEventListener('loadend', () => {
      clearTimeout(silence);
      let said = {};
      try {
        said = JSON.parse(request.responseText) || {};
      } catch (_) { /* a page, or nothing */ }
      resolve({ status: request.status, body: said, after: Number(request.getResponseHeader('Retry-After')) || 0 });
    });
    moving();
    request.send(body);
  });
  return { answer, abort: () => request.abort() };
}

/** A large photo is made smaller on the phone: it costs the person's data and time. */
async function smaller(item) {
  const photo = item.blob;
  // Only browsers that turn a photo upright by themselves do so when it is drawn again.
  const upright = window.CSS && CSS.supports('image-orientation', 'from-image');
  const foreign = /hei[cf]/.test(photo.type);
  if (item.kind !== 'photo' || !upright || !(foreign || photo.size > 1.5e6) || photo.type === 'image/gif') return photo;
  const url = URL.createObjectURL(photo);
  try {
    const picture = await new Promise((resolve, reject) => {
      const image = new Image();
      image.onload = () => resolve(image);
      image.onerror = reject;
      image.src = url;
    });
    const scale = Math.min(1, 2048 / Math.max(picture.naturalWidth, picture.naturalHeight));
    const canvas = make('canvas', { width: Math.round(picture.naturalWidth * scale), height: Math.round(picture.naturalHeight * scale) });
    canvas.getContext('2d').drawImage(picture, 0, 0, canvas.width, canvas.height);
    const made = await new Promise((resolve) => canvas.toBlob(resolve, 'image/jpeg', 0.85));
    return made && (foreign || made.size < photo.size) ? made : photo;
  } catch (_) {
    return photo; // cannot be drawn here: the server takes it as it is
  } finally {
    URL.revokeObjectURL(url);
  }
}

/* Deeds */

/** Say words; `shown` is what stands in the conversation, where the words are a command. */
function say(text, shown) {
  return put({ text, shown });
}

function press(key, message, article, button) {
  const under = own.some((each) => each.press === key.data && each.message === message.id && (each.state === 'waiting' || each.state === 'sending'));
  if (under) return; // pressed twice: a phone that is slow to answer invites that
  for (const chosen of article.querySelectorAll('.chosen')) chosen.classList.remove('chosen');
  put({ press: key.data, message: message.id, button });
}

function retry(item) {
  item.state = 'waiting';
  item.say = '';
  tries = 0;
  follow();
  changed(item);
  pump();
}

/** Take something back that has not been sent. */
function drop(item) {
  item.dropped = true;
  own = own.filter((each) => each !== item);
  memory.write('own', own.map(plain));
  tabs.postMessage({ dropped: item.id });
  gone(item.id);
  if (busy && busy.item === item && busy.calling) busy.calling.abort();
  $('words-box').focus();
}

function gone(id) {
  const article = owns.get(id);
  if (article) article.remove();
  owns.delete(id);
}

/** Try at once what waits: the line is back, or the person looks at the page again. */
function wake() {
  tries = 0;
  pump();
}

/** Show again what this tab sent before a reload; what was under way is sent again, same id. */
function remember() {
  own = memory.read('own', []);
  for (const item of own) {
    if (item.state === 'sent' || item.state === 'failed' || (item.elsewhere && item.kind)) continue;
    item.elsewhere = false; // the other tab may be gone; sent twice, it is taken once
    item.state = item.kind ? 'failed' : 'waiting';
    item.lost = Boolean(item.kind);
    if (item.lost) item.say = word('lost');
  }
  own.forEach(showOwn);
}

window.addEventListener('beforeunload', (event) => {
  if (own.some((item) => item.blob && !item.elsewhere && item.state !== 'failed')) event.preventDefault();
});

/** Forget what belongs to messages the office no longer keeps: the person had them erased, or they
 *  are very old. A message shown in place of another counts as new, so this may forget too much. */
function forgetErased() {
  const first = Math.min(...Array.from(log.querySelectorAll('.bot'), (article) => article.key[0]));
  const stale = (item) => item.state === 'sent' && item.after < first;
  if (!own.some((item) => item.after && stale(item))) return;
  own.filter(stale).forEach((item) => gone(item.id));
  own = own.filter((item) => !stale(item));
  memory.write('own', own.map(plain));
  $('welcome').hidden = Boolean(log.querySelector('article'));
}

/* Tabs of the same person show the same; each sends its own. */

tabs.onmessage = ({ data }) => {
  if (data.left) {
    own = []; // whoever asks before this page is gone is the next at a shared computer
    memory.forget();
    location.reload();
    return;
  }
  if (data.ask) own.filter((each) => !each.press).forEach((item) => tabs.postMessage({ own: plain(item) }));
  if (data.dropped) gone(data.dropped);
  if (data.own) {
    const known = own.find((each) => each.id === data.own.id);
    if (known && !known.elsewhere) return;
    const item = Object.assign(known || {}, data.own, { elsewhere: true });
    if (!known) own.push(item);
    showOwn(item);
  }
};
