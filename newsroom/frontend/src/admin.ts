/** What pages of the administration need: its form to sign out asks like any other, and every control has a name. */
import { signingOut } from "./accounts/signing-out";

signingOut();

/** The lists that Django's scripts draw in place of a select have no name of their own. */
function nameControls() {
  for (const select of document.querySelectorAll<HTMLSelectElement>("select.admin-autocomplete")) {
    const name =
      select.getAttribute("aria-label") ?? select.labels?.[0]?.textContent?.trim().replace(/:$/, "");
    const drawn = select.nextElementSibling;
    if (!(name && drawn)) continue;
    for (const part of drawn.querySelectorAll(".select2-selection, .select2-selection__rendered")) {
      part.setAttribute("aria-label", name);
    }
  }
  for (const help of document.querySelectorAll(".help-tooltip[aria-label]")) help.setAttribute("role", "img");
}

/** Django draws those lists when jQuery says that the page is ready, which may be after it has loaded. */
const { django } = window as { django?: { jQuery?: (ready: () => void) => void } };
addEventListener("load", () => (django?.jQuery ? django.jQuery(nameControls) : nameControls()));
document.addEventListener("formset:added", () => setTimeout(nameControls));
