// Answers while one types or chooses: fetches the page that the form would open, and takes over what it found.
const form = document.querySelector(".directory");
const PAUSE = 250;
const kept = ["q", "view", "sort"];
let timer, asked, said;

// As it is shared: without what was not filled in.
function addressOf(form) {
  const wanted = [...new FormData(form)].filter(([name, value]) => value && !(name === "sort" && value === "name"));
  const query = new URLSearchParams(wanted).toString();
  return form.action + (query && `?${query}`);
}

async function show(address, { isVisit }) {
  const mine = (asked?.abort(), (asked = new AbortController()));
  const found = document.getElementById("found");
  found.ariaBusy = "true";
  try {
    const answer = await fetch(address, { signal: mine.signal, headers: { Accept: "text/html" } });
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    const fresh = page.getElementById("found");
    if (mine.signal.aborted) return;
    // What is no page of the directory is opened as it is.
    if (!fresh) return location.assign(address);
    takeOver(page, found, fresh);
    if (isVisit) history.pushState(null, "", address);
    else history.replaceState(null, "", address);
  } catch (error) {
    if (error.name !== "AbortError") location.assign(address);
  } finally {
    if (asked === mine) found.ariaBusy = null;
  }
}

function takeOver(page, found, fresh) {
  document.title = page.title;
  found.replaceChildren(...fresh.childNodes);
  said.textContent = found.querySelector(".found-count, .error-summary li")?.textContent.trim() ?? "";
  for (const select of form.querySelectorAll("select")) {
    const other = page.getElementById(select.id);
    if (!other) continue;
    const value = other.value;
    if (!kept.includes(select.name)) select.replaceChildren(...other.childNodes);
    select.value = value;
  }
}

const ask = () => show(addressOf(form), { isVisit: false });

if (form) {
  // Read out whenever its words change, which takes a line that stays.
  said = form.appendChild(document.createElement("p"));
  Object.assign(said, { role: "status", className: "hidden-word" });
  form.addEventListener("input", ({ target }) => {
    clearTimeout(timer);
    timer = setTimeout(ask, target.name === "q" ? PAUSE : 0);
  });
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    clearTimeout(timer);
    show(addressOf(form), { isVisit: true });
  });
  addEventListener("popstate", () => location.reload());
}
