// Takes the code from the address, where no server log and no referrer sees it, and submits it like a typed one.
const form = document.getElementById("login");
const code = new URLSearchParams(location.hash.slice(1)).get("code");
if (location.hash) {
  history.replaceState(null, "", location.pathname);
}
if (code) {
  form.elements.code.value = code;
  form.requestSubmit();
}
