// Every module of ours parses, and every bare name it imports exists: a wrong one fails only in the browser otherwise.
import assert from "node:assert/strict";
import { existsSync, readdirSync, readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import { execFileSync } from "node:child_process";
import test from "node:test";

const ROOT = new URL("../../", import.meta.url).pathname;
const IMPORT = /(?:import|export)\s[^"';]*?from\s*["']([^"']+)["']|import\s*\(?\s*["']([^"']+)["']/g;

function scripts(folder) {
  return readdirSync(folder).flatMap((name) => {
    const path = join(folder, name);
    if (statSync(path).isDirectory()) return scripts(path);
    return path.includes("/static/") && path.includes("/js/") && path.endsWith(".js") ? [path] : [];
  });
}

test("our modules parse", () => {
  for (const path of scripts(join(ROOT, "parta"))) {
    execFileSync(process.execPath, ["--input-type=module", "--check"], { input: readFileSync(path), stdio: "pipe" });
  }
});

test("imports name existing modules by their bare names", () => {
  for (const path of scripts(join(ROOT, "parta"))) {
    for (const [, from, bare] of readFileSync(path, "utf8").matchAll(IMPORT)) {
      const name = from ?? bare;
      const [root, app, ...rest] = name.split("/");
      assert.equal(root, "parta", `${path}: «${name}» isn't a name of the import map`);
      assert.ok(existsSync(join(ROOT, "parta", app, "static", app, "js", rest.join("/") + ".js")), `${path}: ${name}`);
    }
  }
});
