/* What the page does once, when it opens. */

/* Text size: on this device, by the button or as wished in the conversation */

let simple = page.dataset.large === 'true'; // whether the office speaks in short sentences, for large letters

function enlarge(yes) {
  page.classList.toggle('large', yes);
  $('large').setAttribute('aria-pressed', String(yes));
  offerDown();
}

function keepSize(yes) {
  enlarge(yes);
  try {
    localStorage.setItem('langnghe.large', yes ? '1' : '0');
  } catch (_) { /* only until the page is closed */ }
}

function keptSize() {
  try {
    return localStorage.getItem('langnghe.large');
  } catch (_) {
    return null;
  }
}

/** Each message says how the person wants to be spoken to; only a change counts. */
function wishedSize(large) {
  if (large !== simple) keepSize(large);
  simple = large;
}

$('large').addEventListener('click', () => keepSize(!page.classList.contains('large')));

/* Ending on a shared computer, and the demo's persons */

$('leave').addEventListener('click', async () => {
  if (!(await confirmed(word('leave-ask'), word('leave-yes')))) return;
  const answer = await call('POST', '/web/leave').answer;
  if (answer.status !== 204) return trouble(word('leave-failed'));
  own = [];
  memory.forget();
  tabs.postMessage({ left: true });
  location.replace('/?lang=' + page.lang);
});

if (page.dataset.demo) {
  $('demo').hidden = false;
  for (const button of $('demo').querySelectorAll('button')) {
    if (button.dataset.persona === page.dataset.demo) button.setAttribute('aria-current', 'true');
    button.form.addEventListener('submit', () => memory.forget());
  }
}
if (page.dataset.admin || page.dataset.demo === 'admin') {
  for (const button of document.querySelectorAll('.admin')) button.hidden = false;
}

/* On a phone whose keyboard covers the page instead of making it smaller (iOS) */
if (window.visualViewport && /iP(hone|ad|od)/.test(navigator.userAgent)) {
  visualViewport.addEventListener('resize', () => {
    document.body.style.height = visualViewport.scale > 1 ? '' : visualViewport.height + 'px';
    window.scrollTo(0, 0);
  });
}

enlarge(keptSize() ? keptSize() === '1' : simple);
page.classList.remove('starting');
box.value = memory.read('draft', '');
grow();
remember();
tabs.postMessage({ ask: true });
// After a reload the backlog comes packed in one answer: the stream would bring it as it is.
if (own.length) poll(1);
else receive();

/* A QR code says what to begin with: said once, then it is no longer in the address. */
if (page.dataset.start) {
  const address = new URL(location.href);
  if (address.searchParams.has('s')) {
    address.searchParams.delete('s');
    history.replaceState(null, '', address);
    put({ text: '/start ' + page.dataset.start, quiet: true });
  }
}
pump();
