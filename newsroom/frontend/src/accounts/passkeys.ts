/**
 * Forms that use a passkey: form[data-passkey="create"] makes one, "get" uses one that the page asks for, and "sign-in"
 * any that the device has. What the device gives is put into the field "credential", and the form is sent.
 */
import { byId, closestTo, data } from "../page/dom";

/** What the server asks a device for, as JSON: the one or the other. */
interface Asked {
  creation_options?: { publicKey: PublicKeyCredentialCreationOptionsJSON };
  request_options?: { publicKey: PublicKeyCredentialRequestOptionsJSON };
}

export function passkeys(): void {
  document.addEventListener("submit", (event) => {
    const form = closestTo<HTMLFormElement>(event, "form[data-passkey]");
    if (!form || event.defaultPrevented) return;
    event.preventDefault();
    void answer(form);
  });
}

async function answer(form: HTMLFormElement): Promise<void> {
  const trouble = form.querySelector<HTMLElement>("[data-passkey-trouble]");
  if (trouble) trouble.hidden = true;
  try {
    const given = await credential(await asked(form));
    (form.elements.namedItem("credential") as HTMLInputElement).value = JSON.stringify(given);
    form.submit();
  } catch (error) {
    if (!trouble) return;
    trouble.textContent = sentence(trouble, error) ?? "";
    trouble.hidden = false;
  }
}

async function asked(form: HTMLFormElement): Promise<Asked> {
  if (data(form).passkey !== "sign-in") return JSON.parse(byId("passkey-options")?.textContent ?? "{}");
  const response = await fetch(form.action, { headers: { Accept: "application/json" } });
  if (!response.ok) throw new Error(`The server answered ${response.status}`);
  return response.json();
}

async function credential({ creation_options, request_options }: Asked): Promise<unknown> {
  const given = creation_options
    ? await navigator.credentials.create({
        publicKey: PublicKeyCredential.parseCreationOptionsFromJSON(creation_options.publicKey),
      })
    : request_options &&
      (await navigator.credentials.get({
        publicKey: PublicKeyCredential.parseRequestOptionsFromJSON(request_options.publicKey),
      }));
  if (!(given instanceof PublicKeyCredential)) throw new Error("The device gave nothing");
  return given.toJSON();
}

/** Why it did not work. A page without TLS has no passkeys, and an address of numbers is none they could be for. */
function sentence(trouble: HTMLElement, error: unknown): string | undefined {
  const { unsupported, known, failed } = data(trouble);
  const name = error instanceof Error ? error.name : "";
  if (!isSecureContext || name === "SecurityError" || name === "ReferenceError" || name === "TypeError")
    return unsupported;
  return name === "InvalidStateError" ? known : failed;
}
