// What floats over the page keeps to its anchor and inside the window. Chromium 109 and Firefox 115 have no popover.
const GAP = 6;
const EDGE = 8;

export const isPhone = () => matchMedia("(max-width: 48rem)").matches;

/** Below the anchor, above it where there is no room below. On a phone the style sheet puts it at the bottom. */
export function placeAt(float, anchor) {
  const target = anchor.getBoundingClientRect();
  const { width, height } = float.getBoundingClientRect();
  const left = target.left + target.width / 2 - width / 2;
  const below = target.bottom + GAP;
  const top = below + height + EDGE > innerHeight ? target.top - height - GAP : below;
  float.style.setProperty("--x", `${Math.max(EDGE, Math.min(left, innerWidth - width - EDGE))}px`);
  float.style.setProperty("--y", `${Math.max(EDGE, top)}px`);
}
