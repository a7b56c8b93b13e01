/* A voice message: recorded here, or by the phone's own recorder where the browser cannot. */

const LONGEST = 5 * 60;
let recording = null; // {recorder, parts, tracks, timer, kept}

$('record').addEventListener('click', async () => {
  open('');
  if (!window.MediaRecorder || !navigator.mediaDevices) return $('from-recorder').click();
  let sound;
  try {
    sound = await navigator.mediaDevices.getUserMedia({ audio: true });
  } catch (_) {
    return trouble(word('record-refused'));
  }
  trouble('');
  const recorder = new MediaRecorder(sound);
  const parts = [];
  const began = Date.now();
  recorder.addEventListener('dataavailable', (event) => parts.push(event.data));
  recorder.addEventListener('stop', recorded);
  const timer = setInterval(() => {
    const seconds = Math.floor((Date.now() - began) / 1000);
    $('recording-time').textContent = Math.floor(seconds / 60) + ':' + String(seconds % 60).padStart(2, '0');
    if (seconds >= LONGEST) finish(true);
  }, 250);
  recording = { recorder, parts, sound, timer, kept: false };
  $('recording-time').textContent = '0:00';
  $('recording').hidden = false;
  $('recording-title').focus();
  recorder.start(1000);
});

function finish(kept) {
  if (!recording || recording.recorder.state === 'inactive') return;
  recording.kept = kept;
  recording.recorder.stop();
}

/** Let go of the microphone, then let the person hear it before it is sent. */
function recorded() {
  const { recorder, parts, sound, timer, kept } = recording;
  recording = null;
  clearInterval(timer);
  sound.getTracks().forEach((track) => track.stop());
  $('recording').hidden = true;
  box.focus();
  if (!kept) return;
  const type = (recorder.mimeType || parts[0].type || 'audio/webm').split(';')[0];
  const ending = { 'audio/mp4': '.m4a', 'audio/ogg': '.ogg' }[type] || '.webm';
  const voice = new Blob(parts, { type });
  voice.name = word('voice') + ending;
  offer([voice], word('send-voice'), 'voice');
}

$('record-stop').addEventListener('click', () => finish(true));
$('record-cancel').addEventListener('click', () => finish(false));
