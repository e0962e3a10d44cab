// Passkeys: making one (data-passkey="create", a form) and using one (data-passkey="get", inside the form of the code).
// The browser's answer goes to the server as JSON in the form's field `credential`. Where the browser knows no passkeys
// the buttons stay hidden and the code is enough.
const KNOWN = Boolean(window.PublicKeyCredential && navigator.credentials) && !/^[\d.]+$|:/.test(location.hostname); // a name, not an IP

const bytes = (text) => Uint8Array.from(atob(text.replace(/-/g, "+").replace(/_/g, "/")), (char) => char.charCodeAt(0));
const text = (buffer) =>
  btoa(String.fromCharCode(...new Uint8Array(buffer))).replace(/\+/g, "-").replace(/\//g, "_").replace(/=+$/, "");

/** What the server sent, with its base64url texts turned into bytes. */
function options(json) {
  const { publicKey } = JSON.parse(json);
  publicKey.challenge = bytes(publicKey.challenge);
  if (publicKey.user) publicKey.user.id = bytes(publicKey.user.id);
  for (const list of ["excludeCredentials", "allowCredentials"]) {
    for (const one of publicKey[list] ?? []) one.id = bytes(one.id);
  }
  return { publicKey };
}

/** What the browser answered, as JSON can carry it. */
function plain(credential) {
  const response = {};
  for (const name of ["clientDataJSON", "attestationObject", "authenticatorData", "signature", "userHandle"]) {
    if (credential.response[name]) response[name] = text(credential.response[name]);
  }
  const { id, type } = credential;
  return JSON.stringify({ id, rawId: text(credential.rawId), type, response, clientExtensionResults: credential.getClientExtensionResults() });
}

async function send(place, form, ask) {
  const failed = place.querySelector("[role=alert]");
  failed.hidden = true;
  try {
    form.elements.credential.value = plain(await ask(options(place.dataset.options)));
    form.submit();
  } catch {
    failed.hidden = false; // cancelled, or no such key here
  }
}

for (const place of document.querySelectorAll("[data-passkey]")) {
  const kind = place.dataset.passkey;
  if (kind === "none") place.hidden = KNOWN;
  if (!KNOWN) continue;
  if (kind === "link") place.hidden = false;
  if (kind === "get") {
    place.hidden = false;
    place.querySelector("button").addEventListener("click", () => send(place, place.closest("form"), (asked) => navigator.credentials.get(asked)));
  }
  if (kind === "create") {
    place.addEventListener("submit", (event) => {
      event.preventDefault();
      send(place, place, (asked) => navigator.credentials.create(asked));
    });
  }
}
