/** The dialog that asks who it is before what matters most; loaded by page.ts when it is needed. */
import { confirmDialog } from "./accounts/confirm-dialog";

window.confirmIdentity = confirmDialog();
