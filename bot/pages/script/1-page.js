/* The page's parts, words and memory. The files of this folder are served as one script, in the
   order of their names. They are written for browsers of 2019 (Chrome 74, Safari 12): nothing
   newer than ES2018, and what a browser may lack is asked for first. */

const page = document.documentElement;
const $ = (id) => document.getElementById(id);

const WORDS = {};
for (const each of $('words').content.children) WORDS[each.dataset.word] = each.textContent;

/** A sentence of the page, with a value where it has a %. */
function word(name, value) {
  return WORDS[name].replace('%', () => value);
}

/** An element; what people wrote only ever becomes text. */
function make(tag, properties, ...children) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(properties || {})) {
    if (name in element) element[name] = value;
    else element.setAttribute(name, value);
  }
  element.append(...children.filter((child) => child));
  return element;
}

/** What this tab remembers. Storage is denied to some embedded pages; then nothing is remembered. */
const memory = {
  read(name, otherwise) {
    try {
      const kept = sessionStorage.getItem('langnghe.' + name);
      return kept ? JSON.parse(kept) : otherwise;
    } catch (_) {
      return otherwise;
    }
  },
  write(name, value) {
    try {
      sessionStorage.setItem('langnghe.' + name, JSON.stringify(value));
    } catch (_) { /* full or denied: the page works without */ }
  },
  forget() {
    try {
      Object.keys(sessionStorage).filter((key) => key.startsWith('langnghe.')).forEach((key) => sessionStorage.removeItem(key));
    } catch (_) { /* nothing was remembered */ }
  },
};

/** A random UUID (version 4); crypto.randomUUID came later and only to https. */
function newId() {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  bytes[6] = (bytes[6] & 15) | 64;
  bytes[8] = (bytes[8] & 63) | 128;
  const hex = Array.from(bytes, (byte) => (byte + 256).toString(16).slice(1)).join('');
  return hex.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5');
}

/** Hours and minutes; the day too when it is not today. */
function clock(at) {
  const time = new Date(at);
  const two = (number) => String(number).padStart(2, '0');
  const hour = two(time.getHours()) + ':' + two(time.getMinutes());
  const today = time.toDateString() === new Date().toDateString();
  return today ? hour : two(time.getDate()) + '/' + two(time.getMonth() + 1) + ' ' + hour;
}

/** A few words that go away by themselves. */
function toast(words) {
  $('toast').textContent = words;
  clearTimeout(toast.timer);
  toast.timer = setTimeout(() => { $('toast').textContent = ''; }, 6000);
}

/** What went wrong, next to where it happened: above the box; stays until the next deed. */
function trouble(words, ...more) {
  $('trouble').textContent = words;
  $('trouble').append(...more);
}

/** Other tabs of the same person, where the browser has that. */
const tabs = window.BroadcastChannel ? new BroadcastChannel('langnghe') : { postMessage() {} };
