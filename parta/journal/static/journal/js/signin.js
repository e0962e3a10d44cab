// Signing in again over the page when the session has ended. Nothing typed is lost, whatever comes of it.
import { signIn } from "parta/journal/wire";

const ANOTHER = "Это другой человек. Записанное здесь уйдёт, когда войдёт тот, кто это писал.";

export class SignIn {
  /** `after()`: somebody has signed in; sends what waits and says whether it was the page's own user. */
  constructor(dialog, after) {
    Object.assign(this, { dialog, after });
    this.error = dialog.querySelector("[data-signin-error]");
    dialog.querySelector("[data-signin-form]").addEventListener("submit", (event) => {
      event.preventDefault();
      this.send(event.target);
    });
    dialog.addEventListener("keydown", (event) => event.stopPropagation());
  }

  open() {
    if (this.dialog.open) return;
    this.tell("");
    this.dialog.showModal();
    this.dialog.querySelector("input[name=login]").focus();
  }

  tell(reason) {
    this.error.textContent = reason;
    this.error.hidden = !reason;
  }

  async send(form) {
    const button = form.querySelector("button");
    button.disabled = true;
    try {
      const reason = (await signIn(form.action, new FormData(form))) || ((await this.after()) ? "" : ANOTHER);
      this.tell(reason);
      if (!reason) this.dialog.close();
    } catch {
      this.tell("Нет связи с сервером. Попробуйте ещё раз.");
    } finally {
      button.disabled = false;
      form.querySelector("[name=password]").value = "";
    }
  }
}
