// The script of the voice command's page. Most editors give a webview no microphone; then a sound file is
// chosen, and the page says why.

const vscode = acquireVsCodeApi();
const byId = (id) => document.getElementById(id);
const longestMs = 120_000;

let recorder = null;

function tell(words) {
  byId("status").textContent = words;
}

function showProblem(words) {
  byId("problem").textContent = words;
  byId("problem").hidden = words === "";
}

async function record() {
  showProblem("");
  try {
    const stream = await navigator.mediaDevices.getUserMedia({ audio: true });
    const chunks = [];
    recorder = new MediaRecorder(stream);
    recorder.addEventListener("dataavailable", ({ data }) => chunks.push(data));
    recorder.addEventListener("stop", async () => {
      for (const track of stream.getTracks()) track.stop();
      const blob = new Blob(chunks, { type: recorder.mimeType });
      recorder = null;
      byId("record").textContent = "Record";
      const bytes = new Uint8Array(await blob.arrayBuffer());
      vscode.postMessage({ type: "recorded", bytes, contentType: blob.type });
    });
    recorder.start();
    setTimeout(() => recorder?.state === "recording" && recorder.stop(), longestMs);
    byId("record").textContent = "Done";
    tell("Recording…");
  } catch {
    byId("record").disabled = true;
    showProblem(
      "This editor gives extensions no microphone. Record with any other program, and choose the file.",
    );
    byId("choose").focus();
  }
}

byId("record").addEventListener("click", () => (recorder ? recorder.stop() : record()));
byId("choose").addEventListener("click", () => vscode.postMessage({ type: "choose" }));
byId("stop").addEventListener("click", () => vscode.postMessage({ type: "stop" }));

document.addEventListener("click", (event) => {
  const place = event.target.closest("a.place");
  if (!place) return;
  event.preventDefault();
  const { path, line, endLine } = place.dataset;
  const startLine = line ? Number(line) : null;
  vscode.postMessage({
    type: "open",
    path,
    startLine,
    endLine: endLine ? Number(endLine) : startLine,
  });
});

window.addEventListener("message", ({ data }) => {
  byId("about").textContent = data.about;
  byId("stop").hidden = !data.isBusy;
  byId("record").disabled ||= data.isBusy;
  byId("choose").disabled = data.isBusy;
  if (!data.isBusy && byId("problem").hidden) byId("record").disabled = false;
  if (data.problem) showProblem(data.problem);
  byId("said").textContent = data.said;
  byId("said").hidden = data.said === "";
  // Rendered by the extension with HTML switched off; the policy of the page forbids the rest.
  byId("answer").innerHTML = data.html;
  const sound = byId("sound");
  sound.hidden = data.sound === null;
  if (data.sound !== null && sound.src !== data.sound) {
    sound.src = data.sound;
    sound.play().catch(() => tell("Press play to hear the answer."));
  }
  tell(data.isBusy ? "Listening to it…" : data.said === "" ? "" : "Answer complete.");
});

vscode.postMessage({ type: "ready" });
