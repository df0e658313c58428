// Takes the code from the address, where no server log and no referrer sees it, and submits it like a typed one. The
// requested page is kept for a link that is opened in the same tab.
const form = document.getElementById("login");
const next = form.elements.next;
const kept = "openclaw next";

function enter() {
  const code = new URLSearchParams(location.hash.slice(1)).get("code");
  if (location.hash) {
    history.replaceState(null, "", location.pathname + location.search);
  }
  if (code) {
    form.elements.code.value = code;
    form.requestSubmit();
  }
}

if (next.value) {
  sessionStorage.setItem(kept, next.value);
} else {
  next.value = sessionStorage.getItem(kept) ?? "";
}
form.addEventListener("submit", () => sessionStorage.removeItem(kept));
addEventListener("hashchange", enter);
enter();
