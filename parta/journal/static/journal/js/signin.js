// Signing in again over the page when the session has ended. Nothing typed is lost, whatever comes of it.
import { signIn } from "parta/journal/wire";

const ANOTHER = "Это другой человек. Записанное здесь уйдёт, когда войдёт тот, кто это писал.";
const LATE = "Время ввести код вышло. Введите пароль ещё раз.";

const pathOf = (form) => new URL(form.action).pathname;

export class SignIn {
  /** `after()`: somebody has signed in; sends what waits and says whether it was the page's own user. */
  constructor(dialog, after) {
    Object.assign(this, { dialog, after });
    this.password = dialog.querySelector("[data-signin-form]");
    this.step = dialog.querySelector("[data-signin-step]");
    for (const form of [this.password, this.step]) {
      form.addEventListener("submit", (event) => {
        event.preventDefault();
        this.send(form);
      });
    }
    // The other tab signs in; back here, what waits goes by itself.
    this.step.querySelector("a").addEventListener("click", () => dialog.close());
    dialog.addEventListener("keydown", (event) => event.stopPropagation());
  }

  open() {
    if (this.dialog.open) return;
    this.dialog.showModal();
    this.askPassword();
  }

  askPassword(reason = "") {
    this.show(this.password, reason);
    this.password.querySelector(this.password.login.value ? "[name=password]" : "[name=login]").focus();
  }

  /** `page`: the server's own page of the second step; it knows what this person proves it with. */
  askCode(page) {
    const code = page.querySelector("input[name=code]");
    this.show(this.step);
    this.step.querySelector("[data-signin-code]").hidden = !code;
    this.step.querySelector("[data-signin-passkey]").hidden = !page.querySelector("[data-passkey=get]");
    this.step.querySelector("[data-signin-hint]").textContent = code?.parentElement.querySelector(".hint").textContent ?? "";
    this.step.querySelector(code ? "[name=code]" : "a").focus();
  }

  show(form, reason = "") {
    this.password.hidden = form !== this.password;
    this.step.hidden = form !== this.step;
    this.tell(form, reason);
  }

  tell(form, reason) {
    const error = form.querySelector("[data-signin-error]");
    error.textContent = reason;
    error.hidden = !reason;
  }

  async send(form) {
    const button = form.querySelector("button");
    button.disabled = true;
    try {
      await this.led(form, await signIn(form.action, new FormData(form)));
    } catch {
      this.tell(form, "Нет связи с сервером. Попробуйте ещё раз.");
    } finally {
      button.disabled = false;
      form.querySelector("[name=password], [name=code]").value = "";
    }
  }

  async led(form, { reason, path, page }) {
    if (reason) this.tell(form, reason);
    else if (path === pathOf(this.step)) this.askCode(page);
    else if (path === pathOf(this.password)) this.askPassword(LATE);
    else if (await this.after()) this.dialog.close();
    else this.askPassword(ANOTHER);
  }
}
