/** Lists of stories that stay as they are on the server; loaded with defer after page.js, wherever somebody is signed in. */
import { bell } from "./lists/bell";
import { liveLists } from "./lists/live-lists";
import { rows } from "./lists/rows";

liveLists();
rows();
bell();
