// Where the browser asks for another language than the page's, offers the page in it, until this window is closed.
const nav = document.querySelector(".languages");
const links = nav ? [...nav.querySelectorAll("a")] : [];
const root = (tag) => tag.split("-")[0].toLowerCase();
const inTag = (tag) => links.find((it) => it.lang === tag) || links.find((it) => root(it.lang) === root(tag));
const link = navigator.languages.map(inTag).find(Boolean);
const answer = () => sessionStorage.setItem("languages", "answered");
if (link?.dataset.offer && !sessionStorage.getItem("languages")) {
  const line = document.createElement("p");
  const [offer, close] = ["a", "button"].map((name) => line.appendChild(document.createElement(name)));
  Object.assign(line, { className: "offer", lang: link.lang });
  Object.assign(offer, { href: link.href, hreflang: link.lang, dir: link.dir, textContent: link.dataset.offer });
  Object.assign(close, { type: "button", textContent: "\u00d7", ariaLabel: link.dataset.close });
  close.onclick = () => {
    answer();
    line.remove();
    nav.querySelector("summary").focus();
  };
  nav.prepend(line);
}
// Whoever has chosen is not asked again.
nav?.addEventListener("click", (event) => event.target.closest("a") && answer());
