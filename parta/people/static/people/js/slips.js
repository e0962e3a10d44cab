// Codes come as a PDF in the answer to the button. The page is reloaded behind it, so that the list shows the new state;
// without this module the PDF comes all the same.
document.addEventListener("submit", async (event) => {
  const form = event.target.closest("[data-slips]");
  if (!form || event.submitter?.hasAttribute("formaction")) return; // taking a code back gives no file
  event.preventDefault();
  const body = new FormData(form);
  if (event.submitter?.name) body.set(event.submitter.name, event.submitter.value);
  const buttons = [...document.querySelectorAll("[data-slips] button")];
  const words = event.submitter?.textContent;
  buttons.forEach((button) => (button.disabled = true));
  if (event.submitter) event.submitter.textContent = "Печатаем…";
  try {
    const headers = { Accept: "application/pdf, application/json" };
    const answer = await fetch(form.action, { method: "POST", body, headers, redirect: "manual" });
    if (answer.status === 401) {
      const { confirm } = await answer.json(); // «Подтвердите, что это вы», and back here
      return confirm ? location.assign(confirm) : location.reload();
    }
    if (answer.ok && answer.headers.get("Content-Type") === "application/pdf") await download(answer);
    location.reload(); // a refusal waits there as a message
  } catch {
    buttons.forEach((button) => (button.disabled = false));
    if (event.submitter) event.submitter.textContent = words;
    document.querySelector("[data-slips-failed]").hidden = false;
  }
});

async function download(answer) {
  const link = document.createElement("a");
  link.href = URL.createObjectURL(await answer.blob());
  link.download = /filename="([^"]+)"/.exec(answer.headers.get("Content-Disposition"))[1];
  link.click();
  await new Promise((done) => setTimeout(done, 1000)); // the browser takes the file over
}
