/** Guessing the time zone of a newsroom that is set up: that of the browser, until somebody chooses one. */
import { byId } from "./dom";

export function timeZone() {
  const zones = byId("browser-time-zone")?.querySelector("select");
  // A browser that loads a page again may keep what was chosen in it.
  if (!zones?.selectedOptions[0]?.defaultSelected) return;
  const own = Intl.DateTimeFormat().resolvedOptions().timeZone;
  if ([...zones.options].some((option) => option.value === own)) zones.value = own;
}
