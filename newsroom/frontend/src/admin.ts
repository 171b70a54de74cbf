/** What pages of the administration need: its form to sign out asks like any other. */
import { signingOut } from "./accounts/signing-out";

signingOut();
