/* Writing, the menu of common commands, photos and files, the place. */

const box = $('words-box');
const PANELS = { menu: 'commands', attach: 'attach-menu', more: 'more-menu' };

/* Writing */

function grow() {
  box.style.height = 'auto';
  box.style.height = Math.min(box.scrollHeight + 4, 180) + 'px';
}

box.addEventListener('input', () => {
  grow();
  memory.write('draft', box.value);
});
box.addEventListener('keydown', (event) => {
  // Telex and VNI build a letter from several keys; an Enter that ends one sends nothing.
  if (event.key !== 'Enter' || event.shiftKey || event.isComposing || event.keyCode === 229) return;
  event.preventDefault();
  sendBox();
});
$('composer').addEventListener('submit', (event) => {
  event.preventDefault();
  sendBox();
});

function sendBox() {
  const text = box.value.trim();
  if (text) say(text);
  box.value = '';
  memory.write('draft', '');
  grow();
  box.focus();
}

/* Panels: one open at a time, Escape closes */

function open(toggle) {
  const reading = atEnd();
  for (const [id, panel] of Object.entries(PANELS)) {
    const yes = id === toggle && $(panel).hidden;
    $(panel).hidden = !yes;
    $(id).setAttribute('aria-expanded', String(yes));
  }
  if (reading) moveTo(end()); // the panel takes room from below
}

for (const id of Object.keys(PANELS)) $(id).addEventListener('click', () => open(id));

document.addEventListener('keydown', (event) => {
  if (event.key !== 'Escape') return;
  if (!$('ask').hidden) return $('ask-no').click();
  const toggle = Object.keys(PANELS).find((id) => !$(PANELS[id]).hidden);
  if (!toggle) return;
  open('');
  $(toggle).focus();
});

for (const button of document.querySelectorAll('[data-say]')) {
  button.addEventListener('click', () => {
    const inside = $('commands').contains(button) || $('welcome').contains(button);
    say(button.dataset.say, button.textContent);
    open('');
    if (inside) log.focus({ preventScroll: true });
  });
}

/* One question before something is done */

let asked = null;

/** Ask; the answer is true or false. Asking anew answers the question before with no. */
function confirmed(what, yes, ...shown) {
  if (asked) asked(false);
  open('');
  const before = document.activeElement;
  $('ask-what').textContent = what;
  $('ask-yes').textContent = yes;
  $('ask-shown').textContent = '';
  $('ask-shown').append(...shown);
  $('ask').hidden = false;
  $('ask-what').focus();
  return new Promise((resolve) => {
    asked = (answer) => {
      asked = null;
      $('ask').hidden = true;
      $('ask-shown').textContent = '';
      (before && before.offsetParent ? before : box).focus();
      resolve(answer);
    };
  });
}

$('ask-yes').addEventListener('click', () => asked && asked(true));
$('ask-no').addEventListener('click', () => asked && asked(false));

/* Photos and files */

for (const button of document.querySelectorAll('[data-input]')) {
  button.addEventListener('click', () => $(button.dataset.input).click());
}

for (const input of document.querySelectorAll('input[type=file]')) {
  input.addEventListener('change', () => {
    const files = Array.from(input.files);
    input.value = '';
    offer(files);
  });
}

function kindOf(file) {
  const kind = file.type.split('/')[0];
  return { image: 'photo', video: 'video', audio: 'audio' }[kind] || 'file';
}

/** Show what was chosen, ask, and send it; several photos or videos are one album. */
async function offer(files, question, fixedKind) {
  const large = files.find((file) => file.size > LARGEST && kindOf(file) !== 'photo');
  if (large) trouble(word('too-large', large.name));
  else trouble('');
  const taken = files.filter((file) => file.size <= LARGEST || kindOf(file) === 'photo');
  if (!taken.length) return open('');
  const urls = [];
  const shown = taken.map((file) => {
    const url = URL.createObjectURL(file);
    urls.push(url);
    if (fixedKind === 'voice') return make('audio', { controls: true, src: url, 'aria-label': word('voice') });
    if (kindOf(file) === 'photo') return make('img', { className: 'thumb', src: url, alt: file.name });
    return make('span', null, file.name);
  });
  const yes = await confirmed(question || word('send-files', taken.length), word('send'), ...shown);
  urls.forEach((url) => URL.revokeObjectURL(url));
  if (!yes) return;
  const pictures = taken.filter((file) => /^(image|video)\//.test(file.type));
  const album = pictures.length > 1 ? newId() : '';
  for (const file of taken) {
    const name = file.name || word('voice');
    put({ kind: fixedKind || kindOf(file), blob: file, name, shown: name, album: pictures.includes(file) ? album : '' });
  }
}

/* The place */

$('share-place').addEventListener('click', async () => {
  if (await confirmed(word('place-ask'), word('place-yes'))) sharePlace($('attach'));
});

/** Find where the person is and send it; says next to the box why when that fails. */
function sharePlace(button) {
  const fail = (error) => {
    button.removeAttribute('aria-busy');
    toast('');
    trouble(word(error && error.code === 1 ? 'place-refused' : 'place-unknown'));
  };
  if (!navigator.geolocation) return fail();
  if (button.getAttribute('aria-busy')) return;
  button.setAttribute('aria-busy', 'true');
  toast(word('place-finding'));
  navigator.geolocation.getCurrentPosition(({ coords }) => {
    button.removeAttribute('aria-busy');
    toast('');
    put({ location: { latitude: coords.latitude, longitude: coords.longitude }, shown: word('place') });
  }, fail, { enableHighAccuracy: true, timeout: 20000, maximumAge: 60000 });
}
