// Lets Node import the browser's modules as they are: bare names «parta/<app>/<module>» of the page's import map,
// and .js files as ES modules without a package.json.
const ROOT = new URL("../../", import.meta.url);

export async function resolve(specifier, context, nextResolve) {
  const own = /^parta\/([a-z]+)\/(.+)$/.exec(specifier);
  if (own) specifier = new URL(`parta/${own[1]}/static/${own[1]}/js/${own[2]}.js`, ROOT).href;
  const found = await nextResolve(specifier, context);
  return found.url.includes("/static/") ? { ...found, format: "module" } : found;
}
