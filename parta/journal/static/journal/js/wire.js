// Requests to the server: which failure means «wait», which «sign in», which «no».
import { Offline, Outside, Refused, SignedOut } from "parta/journal/queue";

const OLD_PAGE = "Страница устарела. Обновите её: записанное останется.";
const GONE = "Этот журнал вам больше не открыт. Спросите завуча.";

/** The CSRF token as it is now: signing in again in another tab changes it. */
const token = () => /(?:^|; )(?:__Host-)?parta-csrf=([^;]+)/.exec(document.cookie)?.[1] ?? "";

async function request(url, options) {
  try {
    return await fetch(url, { ...options, credentials: "same-origin" });
  } catch {
    throw new Offline();
  }
}

const isJson = (response) => (response.headers.get("Content-Type") ?? "").includes("json");

/** Whose page of this journal the server gives now; empty when nobody is signed in. It renews the CSRF token too. */
async function userHere() {
  const response = await request(location.href, { headers: { Accept: "text/html" } });
  if (response.redirected || response.status === 401) return "";
  const page = new DOMParser().parseFromString(await response.text(), "text/html");
  return page.querySelector("[data-user]")?.dataset.user ?? "";
}

/**
 * Send `data` as `user`. `doubt`: the session had ended, so somebody else may have signed in since.
 * A 403 is an outdated token: once more with the new one.
 */
export async function post(url, data, user, doubt = false) {
  if (doubt && (await userHere()) !== user) throw new SignedOut();
  try {
    return await send(url, data);
  } catch (error) {
    if (doubt || error.message !== OLD_PAGE) throw error;
    return post(url, data, user, true);
  }
}

async function send(url, data) {
  const headers = { "Content-Type": "application/json", Accept: "application/json", "X-CSRFToken": token() };
  const body = JSON.stringify(data);
  // keepalive lets the request end after the page is left; browsers refuse it for bodies over 64 kB.
  const response = await request(url, { method: "POST", headers, body, keepalive: body.length < 60000 });
  if (response.status === 401 || response.redirected) throw new SignedOut();
  if (response.status === 403) throw await forbidden(response);
  if (response.status === 404) throw new Refused(GONE);
  if (response.status >= 500 || response.status === 429 || response.status === 408) throw new Offline();
  if (!isJson(response)) throw new Offline(); // something between us and the server answered instead of it
  const answer = await response.json();
  if (!response.ok) throw new Refused(answer.error ?? "Сервер не понял правки. Обновите страницу.");
  return answer;
}

/** Not in the school's network, or an outdated page. */
async function forbidden(response) {
  const { code, error } = isJson(response) ? await response.json() : {};
  return code === "outside" ? new Outside(error) : new Refused(OLD_PAGE);
}

/** A question that the page asks the server by itself, answered in JSON; it doesn't keep the session alive. */
export async function ask(url) {
  const headers = { Accept: "application/json", "X-Parta-Background": "1" };
  const response = await request(url, { headers });
  if (response.status === 401 || response.redirected) throw new SignedOut();
  if (!response.ok || !isJson(response)) throw new Offline();
  return response.json();
}

/** Give the fields of a form of signing in: {reason} when refused, else {path, page}: what it has led to. */
export async function signIn(url, fields) {
  await request(url, { headers: { Accept: "text/html" } }); // gives a CSRF cookie to whoever has none
  const headers = { Accept: "text/html", "X-CSRFToken": token() };
  const response = await request(url, { method: "POST", headers, body: fields });
  const page = new DOMParser().parseFromString(await response.text(), "text/html");
  if (response.redirected) return { path: new URL(response.url).pathname, page };
  return { reason: page.querySelector(":is(.hint--error, .notice--red):not([hidden])")?.textContent.trim() || "Войти не получилось." };
}

/**
 * Send a form's data at once, outside the queue; what goes wrong is thrown as a sentence. XMLHttpRequest, because fetch
 * doesn't tell how far an upload has come: `onProgress(share)`.
 */
export function submit(url, body, onProgress = () => {}) {
  body.delete("csrfmiddlewaretoken"); // the cookie's may be newer
  return new Promise((resolve, reject) => {
    const xhr = new XMLHttpRequest();
    const fail = (text) => reject(new Error(text));
    xhr.open("POST", url);
    xhr.responseType = "json";
    xhr.setRequestHeader("Accept", "application/json");
    xhr.setRequestHeader("X-CSRFToken", token());
    xhr.upload.addEventListener("progress", ({ loaded, total }) => total && onProgress(loaded / total));
    xhr.addEventListener("error", () => fail("Нет сети. Повторите, когда она вернётся."));
    xhr.addEventListener("load", () => {
      if (xhr.status === 200 && xhr.response) return resolve(xhr.response);
      if (xhr.status === 403 && xhr.response?.code !== "outside") return fail(OLD_PAGE);
      return fail(xhr.response?.error ?? "Сервер не ответил. Повторите через минуту.");
    });
    xhr.send(body);
  });
}

/** A part of a page as an element of this document. Texts in it were escaped by the server. */
export async function part(url, signal) {
  const response = await request(url, { headers: { Accept: "text/html" }, signal });
  if (response.status === 401 || response.redirected) throw new SignedOut();
  if (!response.ok) throw new Offline();
  const parsed = new DOMParser().parseFromString(await response.text(), "text/html");
  return document.adoptNode(parsed.body.firstElementChild);
}
