// Shows the buttons of passkeys where the browser has them, and says in words when a device gave no answer.
for (const part of document.querySelectorAll(window.PublicKeyCredential ? "[data-passkey]" : "[data-passkey-missing]")) {
  part.hidden = false;
}
document.addEventListener("allauth.error", (event) => {
  event.preventDefault();
  const note = document.querySelector("[data-passkey-failed]");
  note.hidden = false;
  note.focus();
});
