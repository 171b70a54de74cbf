/** On the sign-in page of the demo: a press on an account signs in with it. */
import { closestTo, data } from "../page/dom";

export function demoAccounts(): void {
  document.addEventListener("click", (event) => {
    const { signInAs } = data(closestTo(event, "[data-sign-in-as]"));
    const { demoPassword } = data(closestTo(event, "[data-demo-password]"));
    const address = document.querySelector<HTMLInputElement>("input[name=username]");
    const password = document.querySelector<HTMLInputElement>("input[name=password]");
    if (!(signInAs && demoPassword && address && password)) return;
    address.value = signInAs;
    password.value = demoPassword;
    address.form?.requestSubmit();
  });
}
