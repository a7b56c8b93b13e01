/* What the page does once, when it opens. */

/* Options: text size on this device, ending on a shared computer, the demo's two persons */

function enlarge(yes) {
  page.classList.toggle('large', yes);
  $('large').setAttribute('aria-pressed', String(yes));
  offerDown();
}

function rememberedSize() {
  try {
    return localStorage.getItem('langnghe.large');
  } catch (_) {
    return null;
  }
}

$('large').addEventListener('click', () => {
  const yes = !page.classList.contains('large');
  enlarge(yes);
  try {
    localStorage.setItem('langnghe.large', yes ? '1' : '0');
  } catch (_) { /* only until the page is closed */ }
});

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
  for (const button of $('commands').querySelectorAll('.admin')) button.hidden = false;
}

/* On a phone whose keyboard covers the page instead of making it smaller (iOS) */
if (window.visualViewport && /iP(hone|ad|od)/.test(navigator.userAgent)) {
  visualViewport.addEventListener('resize', () => {
    document.body.style.height = visualViewport.scale > 1 ? '' : visualViewport.height + 'px';
    window.scrollTo(0, 0);
  });
}

enlarge((rememberedSize() || (page.dataset.large ? '1' : '0')) === '1');
page.classList.remove('starting');
box.value = memory.read('draft', '');
grow();
remember();
tabs.postMessage({ ask: true });
receive();

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
