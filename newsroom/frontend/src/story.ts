/** The frame of the story page: its tools in one row, and the panel at its side; loaded with defer after page.js. */
import { followHeadline } from "./frame/headline";
import { sidePanel } from "./frame/panel";
import { signingPanel } from "./frame/signing";
import { foldTools } from "./frame/tools";

foldTools();
sidePanel();
followHeadline();
signingPanel();
