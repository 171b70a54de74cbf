/**
 * Whether somebody is pressing something. What moves or is replaced between the press and the release takes the
 * click away from whoever made it, so news and layout wait for that long.
 */
let pressed = false;

export function isPressing(): boolean {
  return pressed;
}

/** Calls `released` after each release, when its click has been handled. */
export function watchPresses(released: () => void): void {
  const end = (): void => {
    if (!pressed) return;
    pressed = false;
    setTimeout(released);
  };
  document.addEventListener(
    "pointerdown",
    ({ isPrimary, button }) => (pressed = isPrimary && button === 0),
    true,
  );
  for (const name of ["pointerup", "pointercancel"]) document.addEventListener(name, end, true);
  // No browser reports a release outside of the window.
  document.addEventListener("pointermove", ({ buttons }) => buttons === 0 && end(), true);
  window.addEventListener("blur", end);
}
