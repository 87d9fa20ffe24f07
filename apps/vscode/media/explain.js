// The script of the explanation's panel. It runs in the webview, without access to files or network:
// it shows what the extension sends, already rendered, and reports what is clicked and asked.

const vscode = acquireVsCodeApi();

const byId = (id) => document.getElementById(id);
const turnsElement = byId("turns");
const question = byId("question");

const words = {
  answering: "Answering…",
  answered: "Answer complete.",
  stopped: "Stopped.",
  failed: "No answer.",
};

window.addEventListener("message", ({ data }) => {
  if (data.type === "show") show(data);
  if (data.type === "turn") showTurn(data.index, data.turn);
});

function show({ title, subject, turns, kept }) {
  byId("title").textContent = title;
  const link = byId("subject");
  link.textContent = subject.path;
  link.dataset.path = subject.path;
  if (subject.startLine !== null) {
    link.dataset.line = subject.startLine;
    link.dataset.endLine = subject.endLine;
  }
  while (turnsElement.children.length > turns.length) turnsElement.lastElementChild.remove();
  for (const [index, turn] of turns.entries()) showTurn(index, turn);
  vscode.setState(kept);
}

function showTurn(index, turn) {
  const isAtEnd = window.innerHeight + window.scrollY >= document.body.scrollHeight - 40;
  const element = turnsElement.children[index] ?? newTurn(index);
  element.dataset.state = turn.state;
  element.querySelector(".question").textContent = turn.question;
  element.querySelector(".question").hidden = turn.question === "";
  const answer = element.querySelector(".answer");
  answer.setAttribute("aria-busy", String(turn.state === "answering"));
  // Rendered by the extension with HTML switched off; the policy of the page forbids the rest.
  answer.innerHTML = turn.html;
  for (const block of answer.querySelectorAll("pre")) addCopy(block);
  showSources(element.querySelector(".sources"), turn.sources);
  element.querySelector(".problem").textContent = turn.problem ?? "";
  element.querySelector(".problem").hidden = !turn.problem;
  const isOver = turn.state !== "answering";
  element.querySelector(".foot").hidden = !isOver;
  element.querySelector(".model").textContent = turn.model ? `Answered by ${turn.model}` : "";
  for (const judged of ["helpful", "unhelpful"]) {
    const judge = element.querySelector(`.${judged}`);
    judge.hidden = turn.judged === undefined;
    judge.setAttribute("aria-pressed", String(turn.judged === judged));
  }
  const isLast = index === turnsElement.children.length - 1;
  element.querySelector(".again").hidden = !isLast || turn.state === "answered";
  if (isLast) showStatus(turn);
  if (isAtEnd && index > 0) window.scrollTo(0, document.body.scrollHeight);
}

function newTurn(index) {
  const element = document.createElement("article");
  element.className = "turn";
  element.setAttribute("aria-label", `Answer ${index + 1}`);
  const part = (tag, className) => {
    const child = document.createElement(tag);
    child.className = className;
    return child;
  };
  const foot = part("div", "foot");
  foot.append(
    part("span", "model"),
    button("Helpful", "helpful", () => say(index, "helpful")),
    button("Not helpful", "unhelpful", () => say(index, "unhelpful")),
    button("Ask again", "again", () => vscode.postMessage({ type: "again" })),
    button("Copy", "copy", () => vscode.postMessage({ type: "copyAnswer", index })),
  );
  const problem = part("p", "problem");
  problem.setAttribute("role", "alert");
  element.append(part("p", "question"), part("div", "answer"), sourcesPart(), problem, foot);
  turnsElement.append(element);
  return element;
}

function say(index, judged) {
  vscode.postMessage({ type: "judge", index, judged });
}

function sourcesPart() {
  const details = document.createElement("details");
  details.className = "sources";
  const summary = document.createElement("summary");
  details.append(summary, document.createElement("ul"));
  return details;
}

function showSources(details, sources) {
  details.hidden = sources.length === 0;
  details.firstElementChild.textContent =
    sources.length === 1
      ? "1 place was read for this"
      : `${sources.length} places were read for this`;
  const items = sources.map(({ label, reason, path, startLine, endLine }) => {
    const link = document.createElement("a");
    link.href = "#";
    link.className = "place";
    link.textContent = label;
    Object.assign(link.dataset, { path, line: startLine, endLine });
    const item = document.createElement("li");
    item.append(link, reason === "" ? "" : `: ${reason}`);
    return item;
  });
  details.lastElementChild.replaceChildren(...items);
}

function button(text, className, onClick) {
  const element = document.createElement("button");
  element.type = "button";
  element.className = `secondary ${className}`;
  element.textContent = text;
  element.addEventListener("click", onClick);
  return element;
}

function addCopy(block) {
  // A shell runs a line that is pasted with its end.
  const text = block.textContent.replace(/\n+$/, "");
  const copy = button("Copy", "copy-code", () => vscode.postMessage({ type: "copy", text }));
  copy.setAttribute("aria-label", "Copy this code");
  block.prepend(copy);
}

let announced = "";

/** A screen reader hears when an answer begins and ends, not every word of it. */
function showStatus(turn) {
  const isAnswering = turn.state === "answering";
  byId("stop").hidden = !isAnswering;
  byId("send").disabled = isAnswering;
  document.body.dataset.state = turn.state;
  if (announced === turn.state) return;
  announced = turn.state;
  byId("status").textContent = words[turn.state];
}

document.addEventListener("click", (event) => {
  const place = event.target.closest("a.place");
  if (!place) return;
  event.preventDefault();
  const { path, line, endLine } = place.dataset;
  const startLine = line ? Number(line) : null;
  const last = endLine ? Number(endLine) : startLine;
  vscode.postMessage({ type: "open", path, startLine, endLine: last });
});

function ask() {
  const text = question.value.trim();
  if (text === "" || byId("send").disabled) return;
  vscode.postMessage({ type: "ask", question: text });
  question.value = "";
}

byId("ask").addEventListener("submit", (event) => {
  event.preventDefault();
  ask();
});

question.addEventListener("keydown", (event) => {
  if (event.key !== "Enter" || event.shiftKey || event.isComposing) return;
  event.preventDefault();
  ask();
});

document.addEventListener("keydown", (event) => {
  if (event.key === "Escape" && !byId("stop").hidden) vscode.postMessage({ type: "stop" });
});

byId("stop").addEventListener("click", () => vscode.postMessage({ type: "stop" }));

vscode.postMessage({ type: "ready" });
